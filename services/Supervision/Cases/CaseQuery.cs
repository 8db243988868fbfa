using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Supervision;

/// <summary>
/// The statements that read cases: one for each table that a case is made of, all under one condition over `i`.
/// </summary>
internal sealed class CaseQuery
{
    /// <summary>
    /// The filters of a list: 案由 or 案号 (@query, in lower case, and @number), and with @keyOnly the cases that may
    /// be 重点提案. A ledger's mark is inside its row.
    /// </summary>
    public const string Asked = """
        (@query = '' OR i.case_number = @number OR REPLACE(LOWER(i.subject), @query, '') <> LOWER(i.subject))
          AND (@keyOnly = 0
            OR EXISTS (SELECT 1
              FROM key_proposals y
              WHERE y.committee = i.committee AND y.proposal = i.proposal AND y.marked = 1)
            OR EXISTS (SELECT 1 FROM ledger_facts z WHERE z.committee = i.committee AND z.proposal = i.proposal))
        """;

    /// <summary>Drafts and deleted drafts concern only their author; they are no cases.</summary>
    public static readonly string IsCase = Sql.Of($"i.state NOT IN ({ProposalState.Draft}, {ProposalState.Deleted})");

    /// <summary>The case of @id.</summary>
    public static readonly CaseQuery One = new("i.proposal = @id");

    /// <summary>All cases of @session.</summary>
    public static readonly CaseQuery OfSession = new("i.session = @session");

    /// <summary>
    /// A stretch of the list by case number, after (@afterNumber, @afterId) up to (@lastNumber, @lastId).
    /// </summary>
    public static readonly CaseQuery Stretch = new(
        $"""
        (@session = '' OR i.session = @session)
          AND (i.case_number > @afterNumber OR (i.case_number = @afterNumber AND i.proposal > @afterId))
          AND (i.case_number < @lastNumber OR (i.case_number = @lastNumber AND i.proposal <= @lastId))
          AND {Asked}
        """
    );

    private CaseQuery(string condition)
    {
        var where = $"{IsCase} AND {condition}";
        Intake = $"{IntakeFacts.Table.Select} AND {where}\nORDER BY i.case_number, i.proposal";
        Assignments = Of(AssignmentFacts.Table.Columns, "assignment_facts a", "a") + "\nORDER BY a.proposal, a.id";
        Replies =
            Of(ReplyFacts.Table.Columns, "reply_facts r", "r") + "\n  AND r.sent_back = 0\nORDER BY r.proposal, r.id";
        Commitments =
            Of(
                CommitmentFacts.Table.Columns,
                "commitment_facts m\n  JOIN assignment_facts a ON a.committee = m.committee AND a.id = m.assignment",
                "m"
            ) + "\nORDER BY m.proposal, m.id";
        Forms = Of(FormFacts.Table.Columns, "form_facts f", "f") + "\nORDER BY f.proposal, f.id";
        Ratings = Of(RatingFacts.Table.Columns, "rating_facts g", "g");
        Closings = Of(ClosingFacts.Table.Columns, "closing_facts c", "c");
        Contacted = Of("SELECT DISTINCT k.proposal", "contact_facts k", "k");

        string Of(string columns, string table, string alias) =>
            $"""
                {columns}
                FROM {table} JOIN intake_facts i ON i.committee = {alias}.committee AND i.proposal = {alias}.proposal
                WHERE i.committee = @committee AND {where}
                """;
    }

    public string Intake { get; }
    public string Assignments { get; }
    public string Replies { get; }
    public string Commitments { get; }
    public string Forms { get; }
    public string Ratings { get; }
    public string Closings { get; }
    public string Contacted { get; }
}
