using System.Diagnostics;
using Google.Rpc;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Proposals.Assignments.V1;
using Proposals.Channels;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;
using Proposals.Journal.V1;
using Proposals.Supervision.V1;

namespace Proposals.Client;

/// <summary>Somebody who uses the suite: one client a service, with his token.</summary>
public sealed class Person(Suite suite, string login, string? authorization)
{
    /// <summary>His sign-in name.</summary>
    public string Login => login;

    /// <summary>His account; empty for who did not sign in.</summary>
    public Account Account { get; init; } = new();

    /// <summary>What he shows, e.g. "Bearer …".</summary>
    public string? Authorization => authorization;

    /// <summary>Directory.</summary>
    public DirectoryService.DirectoryServiceClient Directory { get; } =
        new(suite.InvokerOf("directory", authorization));

    /// <summary>Intake.</summary>
    public IntakeService.IntakeServiceClient Intake { get; } = new(suite.InvokerOf("intake", authorization));

    /// <summary>Assignment.</summary>
    public AssignmentService.AssignmentServiceClient Assignment { get; } =
        new(suite.InvokerOf("assignment", authorization));

    /// <summary>Feedback.</summary>
    public FeedbackService.FeedbackServiceClient Feedback { get; } = new(suite.InvokerOf("feedback", authorization));

    /// <summary>Supervision.</summary>
    public SupervisionService.SupervisionServiceClient Supervision { get; } =
        new(suite.InvokerOf("supervision", authorization));

    /// <summary>The journal RPCs of the process that serves a service.</summary>
    public JournalService.JournalServiceClient JournalOf(string service) =>
        new(suite.InvokerOf(service, authorization));
}
