using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Assignments;

/// <summary>
/// Who settles a commitment: confirms it and decides on a new day for it (handbook T104). The profile of the case says
/// whether an office does, the lead proposer, or either.
/// </summary>
internal static class CommitmentSettling
{
    /// <summary>
    /// Whether the caller decides as the lead proposer. Refusals: NOT_FOUND, ROLE_REQUIRED.
    /// </summary>
    public static async Task<Decision<bool>> DecideAsync(IRead read, CommitmentRow commitment)
    {
        if (
            await FiledProposalRow.OfAsync(read, commitment.Proposal) is not { } proposal
            || await DirectoryCopy.PolicyAsync(read, commitment.PolicyVersion) is not { } policy
        )
            return CommonRefusals.NotFound;
        var leads = FiledProposalRow.EveryLead(
            proposal,
            await FiledProposalRow.MergedIntoAsync(read, commitment.Proposal)
        );
        return Decide(read.Caller, commitment.Unit, leads, policy.CommitmentSettler);
    }

    /// <summary>The same, of what is known. An account of the unit never settles what the unit promised.</summary>
    internal static Decision<bool> Decide(
        Caller caller,
        string unit,
        IReadOnlyCollection<string> leads,
        CommitmentSettler settler
    )
    {
        if (caller.Unit == unit)
            return CommonRefusals.RoleRequired.Because("本单位的承诺事项由他人确认，不能自行销号或确定新时限。");
        var office = caller.Is(Role.ProposalsOffice, Role.HandOverOffice, Role.Supervisor);
        var lead = caller.Is(Role.Member) && leads.Contains(caller.Member, StringComparer.Ordinal);
        return settler switch
        {
            CommitmentSettler.LeadProposer => lead
                ? true
                : CommonRefusals.RoleRequired.Because("按本案的办理规则，承诺事项由第一提案人确认。"),
            CommitmentSettler.Either => lead || office
                ? lead
                : CommonRefusals.RoleRequired.Because(
                    "承诺事项由第一提案人，或提案委员会办公室、交办机关、督办人员确认。"
                ),
            _ => office
                ? false
                : CommonRefusals.RoleRequired.Because(
                    "按本案的办理规则，承诺事项由提案委员会办公室、交办机关或督办人员确认。"
                ),
        };
    }
}
