using Proposals.Assignments.V1;
using Proposals.Client;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;
using Proposals.Supervision.V1;

namespace Proposals.Portal.Tests;

/// <summary>What a test finds when its windows open, made without a window by the people whose work it is.</summary>
internal static class Situations
{
    /// <summary>A case at its lead and its co-handling unit, that nobody has acknowledged.</summary>
    public static async Task<(Proposal Proposal, Assignment Lead, Assignment Co)> HandedOverAsync(
        Cast cast,
        string subject,
        (int Lead, int CoSigner, int LeadUnit, int CoUnit) parts
    )
    {
        var walk = new Walk(cast, _ => { }) { Parts = parts };
        var proposal = await walk.FileAsync(subject);
        var (lead, co) = await walk.HandOverAsync(proposal);
        return (proposal, lead, co);
    }

    /// <summary>A case whose proposers are still dissatisfied after the last round: it waits for the office.</summary>
    public static async Task<Proposal> AwaitingClosureAsync(
        Cast cast,
        string subject,
        (int Lead, int CoSigner, int LeadUnit, int CoUnit) parts
    )
    {
        var walk = new Walk(cast, _ => { }) { Parts = parts };
        var (proposal, lead, co) = await HandedOverAsync(cast, subject, parts);
        await walk.HandleAsync(proposal, lead, co);
        await RateAsync(cast, proposal, parts, 1);
        var unit = await cast.UnitAsync(parts.LeadUnit);
        var again = await Call.UntilAsync(
            "第二轮承办任务",
            async () =>
                (
                    await unit.Assignment.ListAssignmentsAsync(new ListAssignmentsRequest { Proposal = proposal.Name })
                ).Assignments.FirstOrDefault(a => a.Round == 2)
        );
        await AnswerAsync(unit, again);
        await RateAsync(cast, proposal, parts, 2);
        var supervisor = await cast.Supervisor;
        await Call.UntilAsync(
            "待办结",
            async () =>
                (
                    await supervisor.Supervision.ListCasesAsync(
                        new ListCasesRequest { Stage = Stage.AwaitingClosure, PageSize = 200 }
                    )
                ).Cases.FirstOrDefault(c => c.Proposal == proposal.Name)
        );
        return proposal;
    }

    /// <summary>A unit asks to be relieved of a task, and for more time.</summary>
    public static async Task RequestAsync(Cast cast, int unitNumber, Assignment assignment, int suggested)
    {
        var unit = await cast.UnitAsync(unitNumber);
        await unit.Assignment.RequestReturnAsync(
            new RequestReturnRequest
            {
                RequestId = Call.NewId(),
                Assignment = assignment.Name,
                Reason = "不属于本单位职责。",
                SuggestedUnit = (await cast.UnitAsync(suggested)).Account.Unit,
            }
        );
        await unit.Assignment.RequestExtensionAsync(
            new RequestExtensionRequest
            {
                RequestId = Call.NewId(),
                Assignment = assignment.Name,
                Reason = "需要现场勘查。",
                Until = DateOnly
                    .ParseExact(assignment.Due.Date, "yyyy-MM-dd", null)
                    .AddDays(10)
                    .ToString("yyyy-MM-dd", null),
            }
        );
    }

    /// <summary>A unit acknowledges its task, logs a contact and drafts its reply.</summary>
    public static async Task DraftAsync(Cast cast, int unitNumber, Assignment assignment) =>
        await DraftAsync(await cast.UnitAsync(unitNumber), assignment, "面商。", "示例答复。");

    /// <summary>
    /// A commitment of the demonstration committee whose day has passed, and the sign-in name of its unit.
    /// </summary>
    public static async Task<(Commitment Commitment, string Login)> OverdueCommitmentAsync(Cast cast)
    {
        var supervisor = await cast.Supervisor;
        var commitment = await Call.UntilAsync(
            "逾期的承诺事项",
            async () =>
                (
                    await supervisor.Assignment.ListCommitmentsAsync(
                        new ListCommitmentsRequest { State = CommitmentState.Overdue }
                    )
                ).Commitments.FirstOrDefault()
        );
        for (var number = 1; number <= DemoCommittee.Units.Count; number++)
        {
            if ((await cast.UnitAsync(number)).Account.Unit == commitment.Unit)
                return (commitment, $"unit{number}");
        }

        throw new InvalidOperationException($"{commitment.Unit} has no account");
    }

    /// <summary>The supervisor urges the first open duty of a case.</summary>
    public static async Task UrgeAsync(Cast cast, Proposal proposal)
    {
        var supervisor = await cast.Supervisor;
        var duty = await Call.UntilAsync(
            "办理事项",
            async () =>
                (
                    await supervisor.Supervision.ListDutiesAsync(new ListDutiesRequest { Proposal = proposal.Name })
                ).Duties.FirstOrDefault()
        );
        await supervisor.Supervision.UrgeUnitAsync(
            new UrgeUnitRequest
            {
                RequestId = Call.NewId(),
                Duty = duty.Name,
                Channel = UrgeChannel.Telephone,
                Content = "请按期办理。",
            }
        );
    }

    private static async Task<Reply> DraftAsync(Person unit, Assignment assignment, string summary, string text)
    {
        await unit.Assignment.AcknowledgeAssignmentAsync(
            new AcknowledgeAssignmentRequest { RequestId = Call.NewId(), Name = assignment.Name }
        );
        await unit.Assignment.LogContactAsync(
            new LogContactRequest
            {
                RequestId = Call.NewId(),
                Assignment = assignment.Name,
                Date = assignment
                    .HandedOverAt.ToDateTimeOffset()
                    .ToOffset(TimeSpan.FromHours(8))
                    .ToString("yyyy-MM-dd", null),
                Form = ContactForm.FaceToFace,
                Summary = summary,
            }
        );
        return await unit.Assignment.DraftReplyAsync(
            new DraftReplyRequest
            {
                RequestId = Call.NewId(),
                Assignment = assignment.Name,
                Text = text,
            }
        );
    }

    private static async Task AnswerAsync(Person unit, Assignment assignment)
    {
        var reply = await DraftAsync(unit, assignment, "再次面商。", "第二轮答复。");
        await unit.Assignment.SignReplyAsync(
            new SignReplyRequest
            {
                RequestId = Call.NewId(),
                Name = reply.Name,
                DocumentNumber = "示例函〔2026〕第二轮",
                OutcomeClass = "B",
                Signatory = "示例签发人",
                Disclosure = Disclosure.Full,
            }
        );
        await unit.Assignment.DeliverReplyAsync(
            new DeliverReplyRequest { RequestId = Call.NewId(), Name = reply.Name }
        );
    }

    private static async Task RateAsync(
        Cast cast,
        Proposal proposal,
        (int Lead, int CoSigner, int LeadUnit, int CoUnit) parts,
        int round
    )
    {
        foreach (var number in new[] { parts.Lead, parts.CoSigner })
        {
            var member = await cast.MemberAsync(number);
            var form = await Call.UntilAsync(
                "征询意见表",
                async () =>
                    (
                        await member.Feedback.ListFeedbackFormsAsync(
                            new ListFeedbackFormsRequest { Proposal = proposal.Name }
                        )
                    ).Forms.FirstOrDefault(f => f.Round == round && f.Member == member.Account.Member)
            );
            await member.Feedback.SubmitFeedbackAsync(
                new SubmitFeedbackRequest
                {
                    RequestId = Call.NewId(),
                    Name = form.Name,
                    Work = Rating.Dissatisfied,
                    Result = Rating.Dissatisfied,
                    Comment = "没有办好。",
                }
            );
        }
    }
}
