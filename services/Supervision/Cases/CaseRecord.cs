using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;

namespace Proposals.Supervision;

/// <summary>
/// All that the journals say about one case, side by side. Stage, duties, lights and figures are derived from it on
/// each query, so they cannot depend on the order in which the streams arrived.
/// </summary>
internal sealed record CaseRecord
{
    public required IntakeFacts Intake { get; init; }
    public IReadOnlyList<AssignmentFacts> Assignments { get; init; } = [];

    /// <summary>The delivered replies that count: none that was sent back.</summary>
    public IReadOnlyList<ReplyFacts> Replies { get; init; } = [];
    public IReadOnlyList<CommitmentFacts> Commitments { get; init; } = [];
    public IReadOnlyList<FormFacts> Forms { get; init; } = [];
    public IReadOnlyList<RatingFacts> Ratings { get; init; } = [];
    public ClosingFacts? Closing { get; init; }

    /// <summary>The row of an earlier system's ledger; null for a case of this system.</summary>
    public LedgerRow? Ledger { get; init; }

    /// <summary>True when a contact with the proposers was logged.</summary>
    public bool Contacted { get; init; }

    /// <summary>
    /// Round of handling; 0 before hand-over. The order to handle again may be known before the new assignments are, or
    /// after them.
    /// </summary>
    public int Round =>
        Math.Max(
            Assignments.Where(a => a.State.IsLive()).Select(a => a.Round).DefaultIfEmpty().Max(),
            Math.Max(Closing?.Round ?? 0, Ledger is { HandedOverOn.Length: > 0 } ? 1 : 0)
        );

    /// <summary>True for a 重点提案: as decided here, otherwise as the ledger says.</summary>
    public bool IsKey =>
        Intake.KeyMarked switch
        {
            0 => false,
            1 => true,
            _ => Ledger?.KeyProposal ?? false,
        };

    /// <summary>
    /// True when it was withdrawn or closed, so that nothing is left to do. Its commitments are owed all the same.
    /// </summary>
    public bool IsOver => Intake.State == ProposalState.Withdrawn || Closing?.State == CaseState.Closed;

    /// <summary>办复: Assignment's event says that a round has all replies it needs.</summary>
    public bool RepliesComplete(int round) => Replies.Any(r => r.Round == round && r.CompletesRound);

    /// <summary>
    /// The ratings that stand for the case or for one unit: the latest that Feedback told, which contain the last words
    /// of earlier rounds (handbook edge case 42). Forms of a further round change nothing until one is filled in.
    /// </summary>
    public RatingFacts RatingsOf(string unit = "") =>
        Ratings.Where(r => r.Unit == unit).MaxBy(r => r.Round) ?? RatingFacts.None;

    /// <summary>Reads cases by case number.</summary>
    /// <param name="read">Where from.</param>
    /// <param name="query">Which cases.</param>
    /// <param name="args">The arguments of its condition, and `committee`.</param>
    public static async Task<IReadOnlyList<CaseRecord>> LoadAsync(IRead read, CaseQuery query, object args)
    {
        var intake = await IntakeFacts.Table.ManyAsync(read, query.Intake, args);
        if (intake.Count == 0)
            return [];
        var assignments = await OfCasesAsync(AssignmentFacts.Table, query.Assignments, a => a.Proposal);
        var replies = await OfCasesAsync(ReplyFacts.Table, query.Replies, r => r.Proposal);
        var commitments = await OfCasesAsync(CommitmentFacts.Table, query.Commitments, m => m.Proposal);
        var forms = await OfCasesAsync(FormFacts.Table, query.Forms, f => f.Proposal);
        var ratings = await OfCasesAsync(RatingFacts.Table, query.Ratings, r => r.Proposal);
        var closings = (await ClosingFacts.Table.ManyAsync(read, query.Closings, args)).ToDictionary(c => c.Proposal);
        var contacted = (await read.ManyAsync<string>(query.Contacted, args)).ToHashSet();
        return
        [
            .. intake.Select(i => new CaseRecord
            {
                Intake = i,
                Assignments = [.. assignments[i.Proposal]],
                Replies = [.. replies[i.Proposal]],
                Commitments = [.. commitments[i.Proposal]],
                Forms = [.. forms[i.Proposal]],
                Ratings = [.. ratings[i.Proposal]],
                Closing = closings.GetValueOrDefault(i.Proposal),
                Ledger = i.Ledger is null ? null : LedgerRow.Parser.ParseFrom(i.Ledger),
                Contacted = contacted.Contains(i.Proposal),
            }),
        ];

        async Task<ILookup<string, T>> OfCasesAsync<T>(Table<T> table, string sql, Func<T, string> proposal)
            where T : class, new() =>
            (await table.ManyAsync(read, sql, args)).ToLookup(proposal, StringComparer.Ordinal);
    }
}
