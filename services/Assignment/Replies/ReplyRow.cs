using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>A version of a reply (复文) as it stands. Its text never changes; its events are the assignment's.</summary>
internal sealed record ReplyRow
{
    /// <summary>Most rows of a page with whole texts.</summary>
    public const int MaxRows = 50;

    // A control character: a text that is accepted never holds it.
    private const char Between = '\u001e';

    // A client accepts 4 MB by default, and a character is three bytes at most, a pair of surrogates four.
    private const int MaxCharacters = 1_000_000;

    /// <summary>The life cycle of a version of a reply (handbook T70 to T73).</summary>
    public static readonly Machine<ReplyState, ReplyMove> Machine = new(
        "复文",
        new(ReplyState.Unspecified, ReplyMove.Draft, ReplyState.Drafted),
        new(ReplyState.Drafted, ReplyMove.Sign, ReplyState.Signed),
        new(ReplyState.Drafted, ReplyMove.Supersede, ReplyState.Superseded),
        new(ReplyState.Signed, ReplyMove.Deliver, ReplyState.Delivered),
        new(ReplyState.Signed, ReplyMove.Supersede, ReplyState.Superseded)
    );

    public string Id { get; init; } = "";
    public long Version { get; init; }
    public string Assignment { get; init; } = "";
    public string Proposal { get; init; } = "";

    /// <summary>1, 2, 3 … within the assignment: the version that clients see.</summary>
    public int Number { get; init; }
    public ReplyState State { get; init; }
    public string Text { get; init; } = "";
    public string DocumentNumber { get; init; } = "";
    public string OutcomeClass { get; init; } = "";
    public string Signatory { get; init; } = "";
    public Disclosure Disclosure { get; init; }

    /// <summary>Answers to the suggestions as they are kept: joined by <see cref="Between"/>.</summary>
    public string Answers { get; init; } = "";

    /// <summary>What is published when it is disclosed as a summary.</summary>
    public string Summary { get; init; } = "";
    public DateTimeOffset DeliveredAt { get; init; } = DateTimeOffset.UnixEpoch;

    private const string Columns = """
        SELECT r.id, r.version, r.assignment, a.proposal, r.number, r.state, r.text, r.document_number, r.outcome_class, r.signatory, r.disclosure, r.delivered_at, r.answers, r.summary
        FROM replies r JOIN assignments a ON a.committee = r.committee AND a.id = r.assignment WHERE r.committee = @committee
        """;

    // Offices and units as they see the assignment; a proposer what was delivered (3) to him: on his own proposal, or on the one that his was merged into.
    private const string Visible = """
         AND (@office = 1
          OR (@unit <> '' AND (a.unit = @unit OR EXISTS (
            SELECT 1 FROM assignments o WHERE o.committee = a.committee AND o.proposal = a.proposal AND o.unit = @unit AND o.state NOT IN (5, 6))))
          OR (@member <> '' AND r.state = 3 AND EXISTS (SELECT 1 FROM filed_proposals q
            WHERE q.committee = a.committee AND (q.id = a.proposal OR q.merged_into = a.proposal) AND ',' || q.proposers || ',' LIKE '%,' || @member || ',%')))
        """;

    /// <summary>The version of a name, as far as the caller may know of it. Refusals: NOT_FOUND.</summary>
    public static async Task<Decision<ReplyRow>> LoadAsync(IRead read, string name)
    {
        if (!ResourceName.Id(name, read.Committee, "replies").Decided(out var id, out var refusal))
            return refusal;
        var row = await read.OneAsync<ReplyRow>(
            Columns + Visible + " AND r.id = @id",
            new
            {
                committee = read.Committee,
                id,
                office = Visibility.Office(read),
                unit = Visibility.Unit(read),
                member = Visibility.Member(read),
            }
        );
        return row is null ? CommonRefusals.NotFound : row;
    }

    /// <summary>
    /// For a move of the unit: a version of its own, unchanged since it was read, with its assignment; the move is legal for both. Refusals: NOT_FOUND, STALE, MOVE_NOT_ALLOWED.
    /// </summary>
    public static async Task<Decision<(ReplyRow Reply, AssignmentRow Assignment)>> LoadOwnForAsync(
        IRead read,
        string name,
        string etag,
        ReplyMove move,
        AssignmentMove assignmentMove
    )
    {
        if (!(await LoadAsync(read, name)).Decided(out var reply, out var refusal))
            return refusal;
        var assignment = await AssignmentRow.OfPartAsync(read, reply.Assignment);
        if (assignment.Unit != Visibility.Unit(read))
            return CommonRefusals.NotFound;
        var no =
            Etag.Refuses(etag, reply.Version)
            ?? Machine.Refuses(reply.State, move)
            ?? AssignmentRow.Machine.Refuses(assignment.State, assignmentMove);
        return no is null ? (reply, assignment) : no;
    }

    /// <summary>A page of the versions of a case that the caller may know of, oldest first.</summary>
    public static Task<IReadOnlyList<ReplyRow>> PageAsync(IRead read, Page page, string proposal) =>
        read.ManyAsync<ReplyRow>(
            Columns + Visible + " AND a.proposal = @proposal AND r.id > @After ORDER BY r.id LIMIT @Limit",
            new
            {
                committee = read.Committee,
                office = Visibility.Office(read),
                unit = Visibility.Unit(read),
                member = Visibility.Member(read),
                proposal,
                page.After,
                page.Limit,
            }
        );

    /// <summary>The newest version of an assignment; null when none was drafted.</summary>
    public static Task<ReplyRow?> NewestAsync(IRead read, string assignment) =>
        read.OneAsync<ReplyRow>(
            Columns + " AND r.assignment = @assignment ORDER BY r.number DESC LIMIT 1",
            new { committee = read.Committee, assignment }
        );

    /// <summary>Writes a new version with its event.</summary>
    public static ReplyRow Insert(
        Transaction tx,
        AssignmentRow assignment,
        int number,
        string text,
        IReadOnlyCollection<string> answers
    )
    {
        var row = new ReplyRow
        {
            Id = tx.NewId(),
            Version = 1,
            Assignment = assignment.Id,
            Proposal = assignment.Proposal,
            Number = number,
            State = ReplyState.Drafted,
            Text = text,
            Answers = string.Join(Between, answers),
        };
        tx.Write(
            """
            INSERT INTO replies (committee, id, version, assignment, number, state, text, document_number, outcome_class, signatory, disclosure, delivered_at, answers, summary)
            VALUES (@committee, @Id, @Version, @Assignment, @Number, @State, @Text, '', '', '', 0, 0, @Answers, '')
            """,
            new
            {
                committee = tx.Committee,
                row.Id,
                row.Version,
                row.Assignment,
                row.Number,
                row.State,
                row.Text,
                row.Answers,
            }
        );
        assignment.Save(
            tx,
            new ReplyDrafted
            {
                Proposal = assignment.Proposal,
                Assignment = assignment.Id,
                Reply = row.Id,
                Version = number,
                TextHash = HashOf(text, row.Answers),
            }
        );
        return row;
    }

    /// <summary>Writes what a move made of this version, guarded by the version it was decided on; the caller saves the assignment with the event.</summary>
    public ReplyRow Save(Transaction tx, ReplyMove move)
    {
        var next = this with { State = Machine.After(State, move), Version = Version + 1 };
        tx.Write(
            """
            UPDATE replies SET version = @Version, state = @State, document_number = @DocumentNumber, outcome_class = @OutcomeClass, signatory = @Signatory, disclosure = @Disclosure,
              delivered_at = @DeliveredAt, summary = @Summary
            WHERE committee = @committee AND id = @Id AND version = @Version - 1
            """,
            new
            {
                committee = tx.Committee,
                next.Id,
                next.Version,
                next.State,
                next.DocumentNumber,
                next.OutcomeClass,
                next.Signatory,
                next.Disclosure,
                next.DeliveredAt,
                next.Summary,
            }
        );
        return next;
    }

    /// <summary>SHA-256 of a text with its answers, which an event carries in their place; of a reply in one text it is the text's own.</summary>
    public static ByteString HashOf(string text, string answers = "") =>
        ByteString.CopyFrom(
            SHA256.HashData(Encoding.UTF8.GetBytes(answers.Length == 0 ? text : text + Between + answers))
        );

    /// <summary>The answers one by one.</summary>
    public static IReadOnlyList<string> SplitAnswers(string answers) =>
        answers.Length == 0 ? [] : answers.Split(Between);

    /// <summary>How many rows of these lengths one page may show: at least one.</summary>
    public static int Fitting(int size, IEnumerable<int> lengths)
    {
        var (rows, characters) = (0, 0L);
        foreach (var length in lengths.Take(size))
        {
            if ((characters += length) > MaxCharacters && rows > 0)
                return rows;
            rows++;
        }

        return size;
    }

    /// <summary>The version as clients see it.</summary>
    public Reply ToMessage(string committee) =>
        new()
        {
            Name = ResourceName.Of(committee, "replies", Id),
            Assignment = ResourceName.Of(committee, "assignments", Assignment),
            Proposal = ResourceName.Of(committee, "proposals", Proposal),
            Version = Number,
            State = State,
            Text = Text,
            DocumentNumber = DocumentNumber,
            OutcomeClass = OutcomeClass,
            Signatory = Signatory,
            Disclosure = Disclosure,
            DeliveredAt = DeliveredAt == DateTimeOffset.UnixEpoch ? null : Timestamp.FromDateTimeOffset(DeliveredAt),
            Etag = Etag.Of(Version),
            Answers = { SplitAnswers(Answers) },
            Summary = Summary,
        };
}
