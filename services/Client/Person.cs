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

/// <summary>A user of the suite: one client for each service, with the user's token.</summary>
public sealed class Person(Suite suite, string login, string? authorization)
{
    public string Login => login;

    /// <summary>The user's account; empty without a sign-in.</summary>
    public Account Account { get; init; } = new();

    /// <summary>The authorization header, e.g. "Bearer …".</summary>
    public string? Authorization => authorization;

    public DirectoryService.DirectoryServiceClient Directory { get; } =
        new(suite.InvokerOf("directory", authorization));

    public IntakeService.IntakeServiceClient Intake { get; } = new(suite.InvokerOf("intake", authorization));

    public AssignmentService.AssignmentServiceClient Assignment { get; } =
        new(suite.InvokerOf("assignment", authorization));

    public FeedbackService.FeedbackServiceClient Feedback { get; } = new(suite.InvokerOf("feedback", authorization));

    public SupervisionService.SupervisionServiceClient Supervision { get; } =
        new(suite.InvokerOf("supervision", authorization));

    /// <summary>The journal RPCs of the process that serves a service.</summary>
    public JournalService.JournalServiceClient JournalOf(string service) =>
        new(suite.InvokerOf(service, authorization));
}
