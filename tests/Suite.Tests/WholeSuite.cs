using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Client;
using Proposals.Directory;
using Proposals.Intake.V1;
using Proposals.TestKit;
using Xunit;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Proposals.Suite.Tests;

/// <summary>
/// A committee of its own for a test class, in the suite that the classes of its collection share. The clock begins
/// anew for each class.
/// </summary>
public abstract class WholeSuite(SharedSuite shared) : IAsyncLifetime
{
    public TestSuite Suite => shared.Suite;
    public Cast Cast { get; private set; } = null!;

    public static IReadOnlyList<Module> Modules =>
        [.. Module.All().Select(m => m is DirectoryModule ? new DirectoryModule { PasswordIterations = 1000 } : m)];

    public async Task InitializeAsync()
    {
        Suite.Clock.MoveTo(TestSuite.Start);
        Cast = await Suite.CommitteeAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Sets the clock and signs everybody in again, because a sign-in lasts twelve hours.</summary>
    public async Task<Cast> AtAsync(DateTimeOffset instant)
    {
        Suite.Clock.MoveTo(instant);
        Cast = Cast.Afresh();
        await Task.CompletedTask;
        return Cast;
    }

    /// <summary>The local day, YYYY-MM-DD.</summary>
    public string Today => Suite.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd", null);

    /// <summary>Files a proposal and returns it.</summary>
    public Task<Proposal> FiledAsync(
        string subject,
        (int Lead, int CoSigner, int LeadUnit, int CoUnit)? parts = null
    ) => WalkOf(parts).FileAsync(subject);

    /// <summary>Returns a walk with these people and units.</summary>
    public Walk WalkOf((int Lead, int CoSigner, int LeadUnit, int CoUnit)? parts = null) =>
        new(Cast, _ => { }) { Parts = parts ?? (1, 2, 1, 2) };

    /// <summary>Hands a proposal over as soon as Assignment knows it.</summary>
    public async Task<IReadOnlyList<Assignment>> HandedOverAsync(
        Proposal proposal,
        HandlingMode mode,
        int? lead,
        params int[] others
    )
    {
        var request = new HandOverRequest
        {
            RequestId = Call.NewId(),
            Proposal = proposal.Name,
            Mode = mode,
        };
        if (lead is { } number)
            request.LeadUnit = (await Cast.UnitAsync(number)).Account.Unit;
        foreach (var other in others)
            request.OtherUnits.Add((await Cast.UnitAsync(other)).Account.Unit);
        var office = await Cast.HandOver;
        await Call.UntilAsync(
            "待交办",
            async () =>
                (
                    await office.Assignment.ListAwaitingHandOverAsync(
                        new ListAwaitingHandOverRequest { PageSize = 200 }
                    )
                ).Proposals.FirstOrDefault(p => p.Proposal == proposal.Name)
        );
        return (await office.Assignment.HandOverAsync(request)).Assignments;
    }

    /// <summary>Lets a unit acknowledge, contact, draft, sign and deliver.</summary>
    public async Task<Reply> AnsweredAsync(int unitNumber, Assignment assignment, string outcomeClass = "A")
    {
        var unit = await Cast.UnitAsync(unitNumber);
        await unit.Assignment.AcknowledgeAssignmentAsync(
            new AcknowledgeAssignmentRequest { RequestId = Call.NewId(), Name = assignment.Name }
        );
        await unit.Assignment.LogContactAsync(
            new LogContactRequest
            {
                RequestId = Call.NewId(),
                Assignment = assignment.Name,
                Date = Today,
                Form = ContactForm.FaceToFace,
                Summary = "面商",
            }
        );
        var reply = await unit.Assignment.DraftReplyAsync(
            new DraftReplyRequest
            {
                RequestId = Call.NewId(),
                Assignment = assignment.Name,
                Text = "答复正文",
            }
        );
        await unit.Assignment.SignReplyAsync(
            new SignReplyRequest
            {
                RequestId = Call.NewId(),
                Name = reply.Name,
                DocumentNumber = "示例函〔2026〕1号",
                OutcomeClass = outcomeClass,
                Signatory = "示例签发人",
                Disclosure = Disclosure.Full,
            }
        );
        return await unit.Assignment.DeliverReplyAsync(
            new DeliverReplyRequest { RequestId = Call.NewId(), Name = reply.Name }
        );
    }

    /// <summary>Waits for a member's open form for a proposal and returns it.</summary>
    public async Task<Feedback.V1.FeedbackForm> FormAsync(int member, string proposal, int round = 1)
    {
        var person = await Cast.MemberAsync(member);
        return await Call.UntilAsync(
            $"征询意见表 member{member}",
            async () =>
                (
                    await person.Feedback.ListFeedbackFormsAsync(
                        new Feedback.V1.ListFeedbackFormsRequest { Proposal = proposal }
                    )
                ).Forms.FirstOrDefault(f => f.Round == round)
        );
    }

    /// <summary>Submits a member's ratings.</summary>
    public async Task<Feedback.V1.FeedbackForm> RatedAsync(
        int member,
        string proposal,
        Feedback.V1.Rating work,
        Feedback.V1.Rating result,
        int round = 1
    )
    {
        var form = await FormAsync(member, proposal, round);
        return await (await Cast.MemberAsync(member)).Feedback.SubmitFeedbackAsync(
            new Feedback.V1.SubmitFeedbackRequest
            {
                RequestId = Call.NewId(),
                Name = form.Name,
                Work = work,
                Result = result,
            }
        );
    }

    /// <summary>Waits until the closing side of a case is in this state and returns it.</summary>
    public async Task<Feedback.V1.Case> CaseInAsync(string proposal, Feedback.V1.CaseState state)
    {
        var office = await Cast.Office;
        return await Call.UntilAsync(
            $"case {state}",
            async () =>
                await Refused.AnswerOrNullAsync(
                    office.Feedback.GetCaseAsync(new Feedback.V1.GetCaseRequest { Name = ClosingName(proposal) })
                )
                    is { } found
                && found.State == state
                    ? found
                    : null
        );
    }

    /// <summary>The name of a proposal's case.</summary>
    public static string CaseName(string proposal) =>
        proposal.Replace("/proposals/", "/cases/", StringComparison.Ordinal);

    /// <summary>The name of a proposal's closing side.</summary>
    public static string ClosingName(string proposal) =>
        proposal.Replace("/proposals/", "/closings/", StringComparison.Ordinal);
}

/// <summary>SQLite and the bus in the process, as on a newcomer's laptop.</summary>
public sealed class Laptop(SharedLaptop shared) : WholeSuite(shared);

/// <summary>PostgreSQL and RabbitMQ, as in a county office.</summary>
public sealed class County(SharedCounty shared) : WholeSuite(shared);

/// <summary>As <see cref="County"/>, but with two replicas of every service, which clients take in turn.</summary>
public sealed class Province(SharedProvince shared) : WholeSuite(shared);
