using Proposals.BuildingBlocks;

namespace Proposals.Supervision;

/// <summary>As what a caller reads a case.</summary>
internal sealed record CaseReader
{
    private const string LastTask = """
        SELECT a.left_position FROM assignment_facts a
        WHERE a.committee = @committee AND a.proposal = @proposal AND a.unit = @unit
        ORDER BY a.id DESC LIMIT 1
        """;

    /// <summary>1 for an office, supervisor, leader or proposer.</summary>
    public long Whole { get; init; }

    /// <summary>Id of the unit that it was given to, or that a ledger names.</summary>
    public string Unit { get; init; } = "";

    /// <summary>As what the caller reads the case; neither whole nor a unit when the case is unknown here.</summary>
    public static async Task<CaseReader> OfAsync(IRead read, string proposal)
    {
        var subscriber = Subscriber.Of(read.Caller);
        if (subscriber.All)
            return new CaseReader { Whole = 1 };
        var found = await read.OneAsync<CaseReader>(
            """
            SELECT
              CASE WHEN @Member <> '' AND EXISTS (
                SELECT 1
                FROM intake_proposers p JOIN intake_facts s ON s.committee = p.committee AND s.proposal = p.proposal
                WHERE p.committee = i.committee AND p.member = @Member
                  AND (s.proposal = i.proposal OR s.merged_into = i.proposal)) THEN 1 ELSE 0 END AS whole,
              CASE WHEN @Unit <> '' AND (
                EXISTS (SELECT 1
                  FROM assignment_facts a
                  WHERE a.committee = i.committee AND a.proposal = i.proposal AND a.unit = @Unit)
                OR EXISTS (SELECT 1
                  FROM ledger_units u
                  WHERE u.committee = i.committee AND u.proposal = i.proposal AND u.unit = @Unit))
                THEN @Unit ELSE '' END AS unit
            FROM intake_facts i WHERE i.committee = @committee AND i.proposal = @id
            """,
            new
            {
                committee = read.Committee,
                id = proposal,
                subscriber.Member,
                subscriber.Unit,
            }
        );
        return found ?? new CaseReader();
    }

    /// <summary>
    /// True when the caller reads what is decided here about the case: as a whole, or as a unit that still has its
    /// task.
    /// </summary>
    public static async Task<bool> HandlesAsync(IRead read, string proposal)
    {
        var reader = await OfAsync(read, proposal);
        if (!reader.Reads(out var unit) || unit.Length == 0)
            return reader.Whole == 1;
        // A unit of a ledger has no task here, and has not left one.
        return await read.OneAsync<long?>(
            LastTask,
            new
            {
                committee = read.Committee,
                proposal,
                unit,
            }
        )
            is null
                or 0;
    }

    /// <summary>False for who does not read it at all; the unit when it is read as a unit only.</summary>
    public bool Reads(out string unit)
    {
        unit = Whole == 1 ? "" : Unit;
        return Whole == 1 || Unit.Length > 0;
    }
}
