using Proposals.Channels;
using Proposals.Directory.V1;
using Proposals.Journal.V1;

namespace Proposals.Client;

/// <summary>
/// A user of the suite: one client for each service, with the user's token. What the user has done or seen at one
/// service is known to its calls at the others.
/// </summary>
public sealed class Person(Suite suite, string login, string? authorization)
{
    public string Login => login;

    /// <summary>The user's account; empty without a sign-in.</summary>
    public Account Account { get; init; } = new();

    /// <summary>The authorization header, e.g. "Bearer …".</summary>
    public string? Authorization => authorization;

    // <catalogue clients>
    // csharpier-ignore-start
    /// <summary>The client of Directory.</summary>
    public Directory.V1.DirectoryService.DirectoryServiceClient Directory { get; } =
        new(suite.InvokerOf("directory", authorization));

    /// <summary>The client of Intake.</summary>
    public Intake.V1.IntakeService.IntakeServiceClient Intake { get; } =
        new(suite.InvokerOf("intake", authorization));

    /// <summary>The client of Assignment.</summary>
    public Assignments.V1.AssignmentService.AssignmentServiceClient Assignment { get; } =
        new(suite.InvokerOf("assignment", authorization));

    /// <summary>The client of Feedback.</summary>
    public Feedback.V1.FeedbackService.FeedbackServiceClient Feedback { get; } =
        new(suite.InvokerOf("feedback", authorization));

    /// <summary>The client of Supervision.</summary>
    public Supervision.V1.SupervisionService.SupervisionServiceClient Supervision { get; } =
        new(suite.InvokerOf("supervision", authorization));
    // csharpier-ignore-end
    // </catalogue>

    /// <summary>The same user, for calls that share <paramref name="seen"/> with those of others.</summary>
    public Person Sharing(SeenPositions seen) => new(suite.Joining(seen), login, authorization) { Account = Account };

    /// <summary>The journal RPCs of the process that serves a service.</summary>
    public JournalService.JournalServiceClient JournalOf(string service) =>
        new(suite.InvokerOf(service, authorization));
}
