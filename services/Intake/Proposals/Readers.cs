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

    // Units of the case, and of the one it was merged into: they handle both together.
    private const string Handles = """
        SELECT h.unit FROM handling_units h
        WHERE h.committee = @committee AND h.unit = @unit AND (h.proposal = @Id OR h.proposal = @MergedInto)
        """;

    // Proposers of a proposal that was merged into this one: they get its reply and rate it.
    private static readonly string IsAnswered = Sql.Of(
        $"""
        SELECT s.id FROM proposals s
        WHERE s.committee = @committee AND s.merged_into = @Id AND s.merged_into <> ''
          AND (s.lead = @member OR EXISTS (SELECT 1 FROM invitations i
            WHERE i.committee = s.committee AND i.proposal = s.id AND i.member = @member
              AND i.state = {InvitationState.Signed}))
        """
    );

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
        var (member, unit) = (caller.Member, caller.Unit);
        var (id, into) = (proposal.Id, proposal.MergedInto);
        return member.Length > 0
                && (
                    await InvitationRow.ExistsAsync(read, id, member)
                    || await read.OneAsync<string>(
                        IsAnswered,
                        new
                        {
                            committee,
                            Id = id,
                            member,
                        }
                    )
                        is not null
                )
            || unit.Length > 0
                && await read.OneAsync<string>(
                    Handles,
                    new
                    {
                        committee,
                        unit,
                        Id = id,
                        MergedInto = into,
                    }
                )
                    is not null;
    }
}
