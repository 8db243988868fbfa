using Google.Protobuf.Collections;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// What was recorded of an examination (审查表, handbook 3.2): the checks, who made them and when, and the conclusion
/// of the duplicate check. Each decision keeps one of its own.
/// </summary>
internal sealed record ExaminationRow
{
    private static readonly Table<ExaminationRow> Table = new(
        "examinations",
        "x",
        key: [nameof(Proposal), nameof(Version)],
        title: "审查记录"
    );

    private static readonly int Kinds = Enum.GetValues<CheckKind>().Count(k => k != CheckKind.Unspecified);

    /// <summary>Largest number of examinations shown for one proposal; beyond it the newest are shown.</summary>
    public const int Maximum = 50;

    public string Proposal { get; init; } = "";

    /// <summary>The version of the proposal that the decision made.</summary>
    public long Version { get; init; }
    public ProposalMove Move { get; init; }

    /// <summary>The version of the text that was examined.</summary>
    public long TextVersion { get; init; }
    public string Examiner { get; init; } = "";
    public DateTimeOffset ExaminedAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>What was concluded from the duplicate check, and why.</summary>
    public DuplicateConclusion Duplicates { get; init; }
    public string DuplicatesReason { get; init; } = "";

    private static readonly string OfProposal =
        Table.Select + " AND x.proposal = @proposal ORDER BY x.version DESC LIMIT @Maximum";

    /// <summary>The error in the checks of a request; null when they are valid.</summary>
    public static Refusal? Refuses(RepeatedField<ExaminationCheck> checks)
    {
        foreach (var check in checks)
        {
            if ((Input.Choice(check.Kind, "checks") ?? Input.Choice(check.Result, "checks")) is { } bad)
                return bad;
        }

        return checks.DistinctBy(c => c.Kind).Count() < checks.Count
            ? CommonRefusals.FieldInvalid.On("checks", "同一项审查只写一次。")
            : null;
    }

    /// <summary>Null when a proposal passes with these checks (handbook T22).</summary>
    public static Refusal? RefusesToPass(
        RepeatedField<ExaminationCheck> checks,
        string examiner,
        PolicyProfile policy
    ) =>
        checks.Any(c => c.Result == CheckResult.NotMet) ? IntakeRefusals.CheckNotMet.On("checks")
        : !policy.ChecksRequired ? null
        : checks.Count < Kinds ? IntakeRefusals.ChecksIncomplete.On("checks")
        : string.IsNullOrWhiteSpace(examiner) ? IntakeRefusals.ChecksIncomplete.On("examiner")
        : null;

    /// <summary>Keeps what was recorded with a decision; without a check and a name there is nothing to keep.</summary>
    public static void Keep(
        Transaction tx,
        ProposalRow decided,
        ProposalMove move,
        RepeatedField<ExaminationCheck> checks,
        string examiner,
        ConcludedDuplicates duplicates
    )
    {
        if (checks.Count == 0 && examiner.Length == 0 && duplicates.Conclusion == DuplicateConclusion.Unspecified)
            return;
        Table.Add(
            tx,
            new ExaminationRow
            {
                Proposal = decided.Id,
                Version = decided.Version,
                Move = move,
                TextVersion = decided.TextVersion,
                Examiner = examiner,
                ExaminedAt = tx.Now,
                Duplicates = duplicates.Conclusion,
                DuplicatesReason = duplicates.Reason,
            }
        );
        foreach (var check in checks)
            CheckRow.Keep(tx, decided, check);
        foreach (var (other, similarity) in duplicates.Others)
            DuplicateRow.Keep(tx, decided, other, similarity);
    }

    /// <summary>What was recorded of a proposal's examinations, as clients see it, oldest first.</summary>
    public static async Task<IEnumerable<Examination>> ListAsync(IRead read, string proposal)
    {
        var rows = await Table.ManyAsync(
            read,
            OfProposal,
            new
            {
                committee = read.Committee,
                proposal,
                Maximum,
            }
        );
        if (rows.Count == 0)
            return [];
        var checks = (await CheckRow.ListAsync(read, proposal, rows[^1].Version)).ToLookup(c => c.Version);
        var others = (await DuplicateRow.ListAsync(read, proposal, rows[^1].Version)).ToLookup(d => d.Version);
        return rows.Reverse().Select(x => x.ToMessage(read.Committee, checks[x.Version], others[x.Version]));
    }

    private Examination ToMessage(string committee, IEnumerable<CheckRow> checks, IEnumerable<DuplicateRow> others) =>
        new()
        {
            DuplicateCheck =
                Duplicates == DuplicateConclusion.Unspecified
                    ? null
                    : new DuplicateCheck
                    {
                        Conclusion = Duplicates,
                        Reason = DuplicatesReason,
                        Proposals = { others.Select(d => ResourceName.Of(committee, "proposals", d.Other)) },
                        Similarities = { others.Select(d => d.Similarity / 100.0) },
                    },
            Move = Move,
            Checks = { checks.Select(c => c.ToMessage()) },
            Examiner = Examiner,
            ExaminedAt = Instant.ToTimestamp(ExaminedAt),
            TextVersion = TextVersion,
        };
}
