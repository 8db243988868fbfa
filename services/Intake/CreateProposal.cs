using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>起草 (T10): a draft of the caller's own, in a session of his committee.</summary>
internal static class CreateProposal
{
    public static async Task<Decision<Proposal>> HandleAsync(CreateProposalRequest request, UnitOfWork unit)
    {
        if (request.Proposal is not { } wanted)
            return CommonRefusals.FieldRequired.On("proposal");
        if (
            !ResourceName
                .Id(wanted.Session, unit.Committee, "sessions", "proposal.session")
                .Decided(out var session, out var refusal)
        )
            return refusal;
        if (await DirectoryCopy.SessionAsync(unit, session) is null)
            return CommonRefusals.NotFound;
        if (await DirectoryCopy.MemberAsync(unit, unit.Caller.Member) is not { } lead)
            return IntakeRefusals.MemberUnknown;
        if (await DirectoryCopy.PolicyAsync(unit) is not { } policy)
            return CommonRefusals.NotFound;
        if (TextRules.RefusesDraft(wanted, policy) is { } bad)
            return bad;
        if (!TextRules.Units(wanted, unit.Committee).Decided(out var units, out refusal))
            return refusal;

        var id = unit.NewId();
        var row = new ProposalRow
        {
            Subject = wanted.Text.Subject,
            Suggestions = wanted.Text.Suggestions.Count,
            SuggestedUnits = units,
            MayPublish = wanted.MayPublish,
            NotPublicReason = wanted.NotPublicReason,
        };
        return ProposalRow
            .Insert(
                unit,
                row,
                new ProposalDrafted
                {
                    Proposal = id,
                    Session = session,
                    Lead = lead.Id,
                    ProposerKind = lead.Kind,
                    Category = wanted.Category,
                    TextVersion = 1,
                    TextHash = ProposalRow.KeepText(unit, id, 1, wanted.Text),
                }
            )
            .ToMessage(unit.Committee, wanted.Text, [], []);
    }
}
