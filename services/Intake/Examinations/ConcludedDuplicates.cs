using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// 查重结论 (handbook T25): what the examiner concluded, and the proposals that are alike with how similar they are
/// now.
/// </summary>
internal sealed record ConcludedDuplicates(
    DuplicateConclusion Conclusion,
    string Reason,
    IReadOnlyDictionary<string, double> Others
)
{
    private const int Most = 10;

    /// <summary>Nothing was concluded.</summary>
    public static readonly ConcludedDuplicates None = new(
        DuplicateConclusion.Unspecified,
        "",
        new Dictionary<string, double>()
    );

    /// <summary>
    /// Reads what a request says of a proposal. Refusals: DUPLICATE_CHECK_REQUIRED, FIELD_REQUIRED, FIELD_INVALID,
    /// NOT_FOUND.
    /// </summary>
    public static async Task<Decision<ConcludedDuplicates>> OfAsync(
        Transaction tx,
        ProposalRow proposal,
        DuplicateCheck? said,
        PolicyProfile policy
    )
    {
        const string Proposals = "duplicate_check.proposals";
        if (said is null)
            return policy.DuplicateCheckRequired ? IntakeRefusals.DuplicateCheckRequired.On("duplicate_check") : None;
        if (Input.Choice(said.Conclusion, "duplicate_check.conclusion") is { } bad)
            return bad;
        if (said.Conclusion == DuplicateConclusion.None)
            return said.Proposals.Count == 0
                ? new ConcludedDuplicates(said.Conclusion, said.Reason, None.Others)
                : CommonRefusals.FieldInvalid.On(Proposals, "结论为“无重复”的，不列其他提案。");
        if (said.Proposals.Count == 0)
            return CommonRefusals.FieldRequired.On(Proposals, "请选择与哪些提案重复或相近。");
        if (
            (
                Input.Count(said.Proposals.Count, Proposals, Most)
                ?? Input.Required(said.Reason, "duplicate_check.reason")
            ) is
            { } no
        )
            return no;

        var ids = new List<string>();
        foreach (var name in said.Proposals)
        {
            if (!(await ProposalRow.LoadAsync(tx, name, Proposals)).Decided(out var other, out var refusal))
                return refusal;
            if (other.Id == proposal.Id)
                return CommonRefusals.FieldInvalid.On(Proposals, "不能把本件列为与自己相近。");
            ids.Add(other.Id);
        }

        return new ConcludedDuplicates(said.Conclusion, said.Reason, await SimilaritiesAsync(tx, proposal, ids));
    }

    // A case of a ledger has no text, and is compared by its subject.
    private static async Task<Dictionary<string, double>> SimilaritiesAsync(
        IRead read,
        ProposalRow proposal,
        IReadOnlyCollection<string> ids
    )
    {
        var rows = await ProposalRow.ByIdsAsync(read, [proposal.Id, .. ids.Distinct()]);
        var texts = await ProposalTextRow.OfAsync(read, [.. rows.Select(r => r.Id)]);
        ComparedText Of(ProposalRow row) =>
            texts.TryGetValue(row.Id, out var text) ? ComparedText.Of(text) : new ComparedText(row.Subject);
        var wanted = Of(proposal);
        return rows.Where(r => r.Id != proposal.Id).ToDictionary(r => r.Id, r => wanted.SimilarityTo(Of(r)));
    }
}
