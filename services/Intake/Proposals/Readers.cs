using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// Who reads a proposal in full that is not open to the public: those who write, examine, hand over, handle or
/// supervise it (docs/decisions/0027-texts-signatures-and-readers.md). Everybody else who may know of it reads its
/// heading.
/// </summary>
internal static class Readers
{
    /// <summary>Roles that read every proposal they see in full.</summary>
    private static readonly Role[] Offices = [Role.ProposalsOffice, Role.HandOverOffice, Role.Supervisor, Role.Leader];

    // Members who write it or are asked to, and proposers of a proposal that was merged into it: they get its reply and
    // rate it. Units of the case, and of the one it was merged into: they handle both together.
    private static readonly string WritesOrHandles = Sql.Of(
        $"""
        ((@member <> '' AND (
            EXISTS (SELECT 1 FROM invitations i
              WHERE i.committee = p.committee AND i.proposal = p.id AND i.member = @member
                AND i.state IN ({InvitationState.Pending}, {InvitationState.Signed}))
            OR EXISTS (SELECT 1 FROM proposals s
              WHERE s.committee = p.committee AND s.merged_into = p.id AND s.merged_into <> ''
                AND (s.lead = @member OR EXISTS (SELECT 1 FROM invitations i
                  WHERE i.committee = s.committee AND i.proposal = s.id AND i.member = @member
                    AND i.state = {InvitationState.Signed})))))
          OR (@unit <> '' AND EXISTS (SELECT 1 FROM handling_units h
            WHERE h.committee = p.committee AND h.unit = @unit AND h.proposal IN (p.id, p.merged_into))))
        """
    );

    /// <summary>
    /// The same as <see cref="ReadsInFullAsync"/>, of a proposal p that the caller may know of: for queries with
    /// @office, @member and @unit.
    /// </summary>
    public static readonly string InFull = Sql.Of(
        $"""
        (p.may_publish = 1 OR p.text_version = 0 OR @office = 1 OR (@member <> '' AND p.lead = @member)
          OR p.state NOT IN ({ProposalState.Filed}, {ProposalState.Merged})
          OR {WritesOrHandles})
        """
    );

    private static readonly string One =
        $"SELECT p.id FROM proposals p WHERE p.committee = @committee AND p.id = @Id AND {WritesOrHandles}";

    /// <summary>True when the caller sees every submitted proposal.</summary>
    public static bool IsOffice(Caller caller) => caller.Is(Offices);

    /// <summary>True when the caller, who may know of the proposal, reads it in full.</summary>
    public static async Task<bool> ReadsInFullAsync(IRead read, ProposalRow proposal)
    {
        var (caller, committee) = (read.Caller, read.Committee);
        // Before it is filed, only those know of it who write or examine it. A case of a ledger is no more than its
        // heading.
        if (
            proposal.MayPublish
            || proposal.IsImported
            || proposal.State is not (ProposalState.Filed or ProposalState.Merged)
            || IsOffice(caller)
            || proposal.IsLedBy(caller)
        )
            return true;
        return await read.OneAsync<string>(
            One,
            new
            {
                committee,
                proposal.Id,
                member = caller.Member,
                unit = caller.Unit,
            }
        )
            is not null;
    }
}
