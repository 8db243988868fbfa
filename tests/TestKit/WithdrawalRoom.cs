using Proposals.Assignments.V1;
using Proposals.Client;
using Proposals.Intake.V1;
using Proposals.Journal.V1;

namespace Proposals.TestKit;

/// <summary>The steps up to a withdrawal and up to a delivery, for tests of the two together.</summary>
public sealed class WithdrawalRoom(TimeProvider clock, Cast cast)
{
    public Cast Cast => cast;

    /// <summary>The request of either side.</summary>
    public static WithdrawProposalRequest RequestOf(Proposal proposal) =>
        new()
        {
            RequestId = Call.NewId(),
            Name = proposal.Name,
            Reason = "情况已变化",
        };

    /// <summary>A filed proposal of member 1.</summary>
    public Task<Proposal> FiledAsync(string subject) => new Walk(cast, _ => { }).FileAsync(subject);

    /// <summary>Member 1 withdraws, or asks to.</summary>
    public async Task<Proposal> WithdrawAsync(Proposal proposal) =>
        await (await cast.MemberAsync(1)).Intake.WithdrawProposalAsync(RequestOf(proposal));

    /// <summary>The proposal as its lead sees it, as soon as it is so.</summary>
    public async Task<Proposal> UntilAsync(Proposal proposal, Func<Proposal, bool> isSo)
    {
        var member = await cast.MemberAsync(1);
        return await Call.UntilAsync(
            "撤案有结果",
            async () =>
                await member.Intake.GetProposalAsync(new GetProposalRequest { Name = proposal.Name }) is var seen
                && isSo(seen)
                    ? seen
                    : null
        );
    }

    /// <summary>The task of unit 1, which the proposal is handed over to.</summary>
    public async Task<string> HandedOverAsync(Proposal proposal)
    {
        var (office, unit) = (await cast.HandOver, await cast.UnitAsync(1));
        await Call.UntilAsync(
            "待交办",
            async () =>
                (
                    await office.Assignment.ListAwaitingHandOverAsync(
                        new ListAwaitingHandOverRequest { PageSize = 200 }
                    )
                ).Proposals.FirstOrDefault(p => p.Proposal == proposal.Name)
        );
        var given = await office.Assignment.HandOverAsync(
            new HandOverRequest
            {
                RequestId = Call.NewId(),
                Proposal = proposal.Name,
                Mode = HandlingMode.Sole,
                LeadUnit = unit.Account.Unit,
            }
        );
        return given.Assignments[0].Name;
    }

    /// <summary>A signed reply of unit 1, one call before its delivery.</summary>
    public async Task<DeliverReplyRequest> SignedAsync(Proposal proposal)
    {
        var (unit, task) = (await cast.UnitAsync(1), await HandedOverAsync(proposal));
        await unit.Assignment.AcknowledgeAssignmentAsync(
            new AcknowledgeAssignmentRequest { RequestId = Call.NewId(), Name = task }
        );
        await unit.Assignment.LogContactAsync(
            new LogContactRequest
            {
                RequestId = Call.NewId(),
                Assignment = task,
                Date = clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd", null),
                Form = ContactForm.FaceToFace,
                Summary = "面商",
            }
        );
        var reply = await unit.Assignment.DraftReplyAsync(
            new DraftReplyRequest
            {
                RequestId = Call.NewId(),
                Assignment = task,
                Text = "答复正文",
            }
        );
        await unit.Assignment.SignReplyAsync(
            new SignReplyRequest
            {
                RequestId = Call.NewId(),
                Name = reply.Name,
                DocumentNumber = "示例函〔2026〕1号",
                OutcomeClass = "A",
                Signatory = "示例签发人",
                Disclosure = Disclosure.Full,
            }
        );
        return new DeliverReplyRequest { RequestId = Call.NewId(), Name = reply.Name };
    }

    /// <summary>Waits until Intake has heard of everything that Assignment has done so far.</summary>
    public async Task HandOverKnownAsync()
    {
        var office = await cast.Office;
        var assignment = await office
            .JournalOf("assignment")
            .GetJournalAsync(new GetJournalRequest { Source = "assignment" });
        await Call.UntilAsync(
            "办理情况已知",
            async () =>
                (
                    await office.JournalOf("intake").GetJournalAsync(new GetJournalRequest { Source = "intake" })
                ).Checkpoints.FirstOrDefault(c => c.Source == "assignment" && c.Position_ >= assignment.Head.Position_)
        );
    }
}
