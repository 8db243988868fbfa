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
    /// <summary>One case.</summary>
    public const string One = "i.proposal = @id";

    /// <summary>All cases of a session.</summary>
    public const string OfSession = "i.session = @session";

    /// <summary>
    /// A stretch of the list by case number, after (afterNumber, afterId) up to (lastNumber, lastId).
    /// </summary>
    public const string Stretch =
        """
            (@session = '' OR i.session = @session)
              AND (i.case_number > @afterNumber OR (i.case_number = @afterNumber AND i.proposal > @afterId))
              AND (i.case_number < @lastNumber OR (i.case_number = @lastNumber AND i.proposal <= @lastId))
            """ + Asked;

    /// <summary>
    /// The filters of a list: 案由 or 案号 (@query, in lower case, and @number), and with @keyOnly the cases that may
    /// be 重点提案. A ledger's mark is inside its row.
    /// </summary>
    public const string Asked = """
         AND (@query = '' OR i.case_number = @number OR REPLACE(LOWER(i.subject), @query, '') <> LOWER(i.subject))
          AND (@keyOnly = 0
            OR EXISTS (SELECT 1
              FROM key_proposals y
              WHERE y.committee = i.committee AND y.proposal = i.proposal AND y.marked = 1)
            OR EXISTS (SELECT 1 FROM ledger_facts z WHERE z.committee = i.committee AND z.proposal = i.proposal))
        """;

    /// <summary>Over the alias `i`: drafts and deleted drafts concern only their author; they are no cases.</summary>
    public static readonly string IsCase = Sql.Of($"i.state NOT IN ({ProposalState.Draft}, {ProposalState.Deleted})");

    private static readonly string Cases = $"i.committee = @committee AND {IsCase} AND ";

    public required IntakeFacts Intake { get; init; }
    public IReadOnlyList<AssignmentFacts> Assignments { get; init; } = [];
    public IReadOnlyList<ReplyFacts> Replies { get; init; } = [];
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

    /// <summary>True when it was withdrawn or closed, so that nothing is left to do.</summary>
    public bool IsOver => Intake.State == ProposalState.Withdrawn || Closing?.State == CaseState.Closed;

    /// <summary>办复: Assignment's event says that a round has all replies it needs.</summary>
    public bool RepliesComplete(int round) => Replies.Any(r => r.Round == round && r.CompletesRound);

    /// <summary>
    /// The current ratings of the case or of one unit: Feedback's ratings of the latest round in which forms were
    /// issued (handbook edge case 42).
    /// </summary>
    public RatingFacts RatingsOf(string unit = "")
    {
        var round = Forms.Where(f => unit.Length == 0 || f.Unit == unit).Select(f => f.Round).DefaultIfEmpty().Max();
        return Ratings.FirstOrDefault(r => r.Round == round && r.Unit == unit) ?? RatingFacts.None;
    }

    /// <summary>
    /// Reads cases by case number. <paramref name="where"/> is one of the conditions above; <paramref name="args"/>
    /// holds its arguments besides `committee`.
    /// </summary>
    public static async Task<IReadOnlyList<CaseRecord>> LoadAsync(IRead read, string where, object args)
    {
        var intake = await read.ManyAsync<IntakeFacts>(
            """
            SELECT i.proposal, i.session, i.state, i.session_kind, i.proposer_kind, i.lead, i.category, i.subject,
              i.case_number, i.merged_into, i.policy_version, l.body AS ledger,
              COALESCE(k.marked, -1) AS key_marked, COALESCE(k.version, 0) AS key_version,
              COALESCE(k.overseer, '') AS key_overseer
            FROM intake_facts i LEFT JOIN key_proposals k ON k.committee = i.committee AND k.proposal = i.proposal
              LEFT JOIN ledger_facts l ON l.committee = i.committee AND l.proposal = i.proposal
            WHERE
            """
                + " "
                + Cases
                + where
                + " ORDER BY i.case_number, i.proposal",
            args
        );
        if (intake.Count == 0)
            return [];
        var assignments = (
            await read.ManyAsync<AssignmentFacts>(
                "SELECT "
                    + AssignmentFacts.Columns
                    + " FROM assignment_facts a"
                    + " JOIN intake_facts i ON i.committee = a.committee AND i.proposal = a.proposal"
                    + " WHERE "
                    + Cases
                    + where
                    + " ORDER BY a.proposal, a.id",
                args
            )
        ).ToLookup(a => a.Proposal, StringComparer.Ordinal);
        var replies = (
            await read.ManyAsync<ReplyFacts>(
                """
                SELECT r.id, r.proposal, r.assignment, r.unit, r.role, r.round, r.outcome_class, r.disclosure,
                  r.completes_round, r.delivered_at
                FROM reply_facts r JOIN intake_facts i ON i.committee = r.committee AND i.proposal = r.proposal
                WHERE
                """
                    + " "
                    + Cases
                    + where
                    + " ORDER BY r.proposal, r.id",
                args
            )
        ).ToLookup(r => r.Proposal, StringComparer.Ordinal);
        var forms = (
            await read.ManyAsync<FormFacts>(
                """
                SELECT f.proposal, f.unit, f.round, f.state
                FROM form_facts f JOIN intake_facts i ON i.committee = f.committee AND i.proposal = f.proposal
                WHERE
                """
                    + " "
                    + Cases
                    + where
                    + " ORDER BY f.proposal, f.id",
                args
            )
        ).ToLookup(f => f.Proposal, StringComparer.Ordinal);
        var ratings = (
            await read.ManyAsync<RatingFacts>(
                """
                SELECT g.proposal, g.round, g.unit, g.work, g.result
                FROM rating_facts g JOIN intake_facts i ON i.committee = g.committee AND i.proposal = g.proposal
                WHERE
                """
                    + " "
                    + Cases
                    + where,
                args
            )
        ).ToLookup(r => r.Proposal, StringComparer.Ordinal);
        var closings = (
            await read.ManyAsync<ClosingFacts>(
                """
                SELECT c.proposal, c.state, c.round
                FROM closing_facts c JOIN intake_facts i ON i.committee = c.committee AND i.proposal = c.proposal
                WHERE
                """
                    + " "
                    + Cases
                    + where,
                args
            )
        ).ToDictionary(c => c.Proposal, StringComparer.Ordinal);
        var contacted = (
            await read.ManyAsync<string>(
                """
                SELECT DISTINCT k.proposal
                FROM contact_facts k JOIN intake_facts i ON i.committee = k.committee AND i.proposal = k.proposal
                WHERE
                """
                    + " "
                    + Cases
                    + where,
                args
            )
        ).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. intake.Select(i => new CaseRecord
            {
                Intake = i,
                Assignments = [.. assignments[i.Proposal]],
                Replies = [.. replies[i.Proposal]],
                Forms = [.. forms[i.Proposal]],
                Ratings = [.. ratings[i.Proposal]],
                Closing = closings.GetValueOrDefault(i.Proposal),
                Ledger = i.Ledger is null ? null : LedgerRow.Parser.ParseFrom(i.Ledger),
                Contacted = contacted.Contains(i.Proposal),
            }),
        ];
    }
}
