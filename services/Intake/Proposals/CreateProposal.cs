using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>起草 (handbook T10): creates a draft of the caller's own, in a session of its committee.</summary>
internal static class CreateProposal
{
    public static async Task<Decision<Proposal>> HandleAsync(
        CreateProposalRequest request,
        Transaction tx,
        DraftSettings drafts
    )
    {
        if (request.Proposal is not { } wanted)
            return CommonRefusals.FieldRequired.On("proposal");
        if (
            !ResourceName
                .Id(wanted.Session, tx.Committee, "sessions", "proposal.session")
                .Decided(out var session, out var refusal)
        )
            return refusal;
        if (await DirectoryCopy.PlenarySessionAsync(tx, session) is null)
            return CommonRefusals.NotFound;
        if (await DirectoryCopy.MemberAsync(tx, tx.Caller.Member) is not { } lead)
            return IntakeRefusals.MemberUnknown;
        if (await DirectoryCopy.PolicyAsync(tx) is not { } policy)
            return CommonRefusals.NotFound;
        if (TextRules.RefusesDraft(wanted, policy) is { } bad)
            return bad;
        if (!TextRules.Units(wanted, tx.Committee).Decided(out var units, out refusal))
            return refusal;
        if (await DraftQuota.RefusesAsync(tx, "", wanted.Text, drafts) is { } full)
            return full;

        var id = tx.NewId();
        var row = new ProposalRow
        {
            Subject = wanted.Text.Subject,
            Suggestions = wanted.Text.Suggestions.Count,
            SuggestedUnits = units,
            MayPublish = wanted.MayPublish,
            NotPublicReason = wanted.NotPublicReason,
        };
        var hash = ProposalTextRow.Insert(tx, id, wanted.Text);
        var draft = ProposalRow
            .Insert(
                tx,
                row,
                ProposalMove.Draft,
                new ProposalDrafted
                {
                    Proposal = id,
                    Session = session,
                    Lead = lead.Id,
                    ProposerKind = lead.Kind,
                    Category = wanted.Category,
                    TextVersion = 1,
                    TextHash = hash,
                }
            )
            .ToMessage(tx.Committee, wanted.Text, [], []);
        draft.TextHash = hash;
        return draft;
    }
}
