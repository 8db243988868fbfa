using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// How many drafts a member has, and how large their texts are. Whoever has a sign-in can write drafts without end, and
/// nobody looks at them; what is submitted, the office sees.
/// </summary>
internal sealed record DraftQuota
{
    private const long Kilobyte = 1024;

    private static readonly string OfMember = Sql.Of(
        $"""
        SELECT COUNT(*) AS drafts, COALESCE(SUM(LENGTH(t.body)), 0) AS bytes,
          COALESCE(SUM(CASE WHEN p.id = @draft THEN LENGTH(t.body) ELSE 0 END), 0) AS own
        FROM proposals p
        JOIN proposal_texts t ON t.committee = p.committee AND t.proposal = p.id AND t.version = p.text_version
        WHERE p.committee = @committee AND p.lead = @member AND p.state = {ProposalState.Draft}
        """
    );

    /// <summary>Number of the member's drafts.</summary>
    public long Drafts { get; init; }

    /// <summary>Bytes of their texts.</summary>
    public long Bytes { get; init; }

    /// <summary>Those of the draft that is asked about.</summary>
    public long Own { get; init; }

    /// <summary>
    /// Refuses to write a text into a draft of the caller; "" is a new one. A draft may always become smaller.
    /// Refusals: DRAFT_QUOTA.
    /// </summary>
    public static async Task<Refusal?> RefusesAsync(IRead read, string draft, ProposalText text, DraftSettings most)
    {
        if (most is { Most: 0, MostBytes: 0 })
            return null;
        var used = (
            await read.OneAsync<DraftQuota>(
                OfMember,
                new
                {
                    committee = read.Committee,
                    member = read.Caller.Member,
                    draft,
                }
            )
        )!;
        if (draft.Length == 0 && most.Most > 0 && used.Drafts >= most.Most)
            return IntakeRefusals.DraftQuota.Because(
                $"您已有 {used.Drafts} 件草稿，最多 {most.Most} 件，请先提交或删除不用的草稿。"
            );
        var size = text.CalculateSize();
        return most.MostBytes > 0 && size > used.Own && used.Bytes - used.Own + size > most.MostBytes
            ? IntakeRefusals.DraftQuota.Because(
                $"您的草稿共 {(used.Bytes - used.Own + size + Kilobyte - 1) / Kilobyte} KB，"
                    + $"最多 {most.MostBytes / Kilobyte} KB，请先提交或删除不用的草稿。"
            )
            : null;
    }
}
