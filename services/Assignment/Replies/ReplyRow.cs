using System.Globalization;
using Google.Protobuf;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>
/// The current state of a version of a reply (复文). Its text never changes; its events belong to the assignment.
/// </summary>
internal sealed record ReplyRow
{
    private static readonly Table<ReplyRow> Table = new(
        "replies",
        "r",
        moving:
        [
            nameof(State),
            nameof(DocumentNumber),
            nameof(OutcomeClass),
            nameof(Signatory),
            nameof(Disclosure),
            nameof(DeliveredAt),
            nameof(DeliveredTo),
            nameof(Summary),
            nameof(Reviewer),
            nameof(NotPublicReason),
            nameof(DocumentDate),
            nameof(Handler),
            nameof(HandlerPhone),
            nameof(RequestedChanges),
            nameof(SentBackAt),
            nameof(CopiedOffices),
            nameof(CopiedUnits),
            nameof(Commitments),
        ],
        read: new() { [nameof(Proposal)] = "a.proposal" },
        join: "JOIN assignments a ON a.committee = r.committee AND a.id = r.assignment",
        title: "答复"
    );

    /// <summary>Largest number of rows of a page with whole texts.</summary>
    public const int MaxRows = 50;

    // A control character, which an accepted text never contains.
    private const char Between = '\u001e';

    // A client accepts 4 MB by default. A character takes three bytes at most, a pair of surrogates four.
    private const int MaxCharacters = 1_000_000;

    public string Id { get; init; } = "";
    public long Version { get; init; }
    public string Assignment { get; init; } = "";
    public string Proposal { get; init; } = "";

    /// <summary>1, 2, 3 … within the assignment: the version number that clients see.</summary>
    public int Number { get; init; }
    public ReplyState State { get; init; }
    public string Text { get; init; } = "";
    public string DocumentNumber { get; init; } = "";
    public string OutcomeClass { get; init; } = "";
    public string Signatory { get; init; } = "";
    public Disclosure Disclosure { get; init; }

    /// <summary>核稿人.</summary>
    public string Reviewer { get; init; } = "";
    public string NotPublicReason { get; init; } = "";

    /// <summary>成文日期, YYYY-MM-DD; empty until it is signed.</summary>
    public string DocumentDate { get; init; } = "";

    /// <summary>经办人 and the telephone.</summary>
    public string Handler { get; init; } = "";
    public string HandlerPhone { get; init; } = "";

    /// <summary>The stored answers to the suggestions, joined by <see cref="Between"/>.</summary>
    public string Answers { get; init; } = "";

    /// <summary>The published text of a reply that is disclosed as a summary.</summary>
    public string Summary { get; init; } = "";
    public DateTimeOffset DeliveredAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>
    /// Ids of the proposers to whom it was delivered, joined by commas. Empty where an earlier program delivered it.
    /// </summary>
    public string DeliveredTo { get; init; } = "";

    /// <summary>What the office wants changed in a reply that it sent back.</summary>
    public string RequestedChanges { get; init; } = "";
    public DateTimeOffset SentBackAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>抄送: the numbers of offices and the ids of units, between commas.</summary>
    public string CopiedOffices { get; init; } = "";
    public string CopiedUnits { get; init; } = "";

    /// <summary>What it promises, as <see cref="PlannedCommitments"/> joins it.</summary>
    public string Commitments { get; init; } = "";

    /// <summary>What it promises.</summary>
    public IReadOnlyList<PlannedCommitment> Planned => PlannedCommitments.Split(Commitments);

    // Visibility: offices and units see replies as they see the assignment. A proposer sees what was delivered on the
    // own proposal, or on the one that it was merged into, also after it was sent back. What was delivered to a
    // proposer stays visible when the own proposal was withdrawn at that instant: there is a form for it. A unit reads
    // what it got a copy of, also after it left the case.
    private static readonly string Visible = Sql.Of(
        $"""
        AND (@office = 1
            OR (@unit <> '' AND (a.unit = @unit OR EXISTS (
              SELECT 1 FROM assignments o WHERE o.committee = a.committee AND o.proposal = a.proposal AND o.unit = @unit
                AND o.state NOT IN ({AssignmentState.Returned}, {AssignmentState.Cancelled}))))
            OR (@unit <> '' AND ',' || r.copied_units || ',' LIKE '%,' || @unit || ',%')
            OR (@member <> '' AND r.delivered_at > 0 AND (
              ',' || r.delivered_to || ',' LIKE '%,' || @member || ',%'
              OR EXISTS (SELECT 1 FROM filed_proposals q
                WHERE q.committee = a.committee AND (q.id = a.proposal OR q.merged_into = a.proposal)
                  AND ',' || q.proposers || ',' LIKE '%,' || @member || ',%'))))
        """
    );

    private static readonly string VisibleById = $"{Table.Select}\n  {Visible}\n  AND r.id = @id";

    private static readonly string OnePage = $"""
        {Table.Select}
          {Visible}
          AND a.proposal = @proposal AND r.id > @After
        ORDER BY r.id LIMIT @Limit
        """;

    private static readonly string OneDelivered = """
        SELECT r.id FROM replies r JOIN assignments a ON a.committee = r.committee AND a.id = r.assignment
        WHERE r.committee = @committee AND a.proposal = @proposal AND r.delivered_at > 0 LIMIT 1
        """;

    private static readonly string LastSentBack = Sql.Of(
        $"""
        SELECT r.id FROM replies r
        WHERE r.committee = @committee AND r.assignment = @assignment
          AND r.state = {ReplyState.SentBack} AND r.delivered_at > 0
        ORDER BY r.number DESC LIMIT 1
        """
    );

    private static readonly string Newest =
        Table.Select + " AND r.assignment = @assignment ORDER BY r.number DESC LIMIT 1";

    /// <summary>The version with this name, if visible to the caller. Refusals: NOT_FOUND.</summary>
    public static async Task<Decision<ReplyRow>> LoadAsync(IRead read, string name)
    {
        if (!ResourceName.Id(name, read.Committee, "replies").Decided(out var id, out var refusal))
            return refusal;
        var row = await Table.OneAsync(
            read,
            VisibleById,
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
    /// For a move of the unit: a version of its own, unchanged since it was read, with its assignment. The move must be
    /// legal for both. Refusals: NOT_FOUND, STALE, MOVE_NOT_ALLOWED.
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
            ?? ReplyMachine.Moves.Refuses(reply.State, move)
            ?? AssignmentMachine.Moves.Refuses(assignment.State, assignmentMove);
        return no is null ? (reply, assignment) : no;
    }

    /// <summary>A page of the versions of a case visible to the caller, oldest first.</summary>
    public static Task<IReadOnlyList<ReplyRow>> PageAsync(IRead read, Page page, string proposal) =>
        Table.PageAsync(
            read,
            OnePage,
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
        Table.OneAsync(read, Newest, new { committee = read.Committee, assignment });

    /// <summary>Id of the last delivered version that was sent back; null when none was.</summary>
    public static Task<string?> SentBackAsync(IRead read, string assignment) =>
        read.OneAsync<string>(LastSentBack, new { committee = read.Committee, assignment });

    /// <summary>True when a reply to the case has reached its proposers, whatever became of it.</summary>
    public static async Task<bool> IsAnyDeliveredAsync(IRead read, string proposal) =>
        await read.OneAsync<string>(OneDelivered, new { committee = read.Committee, proposal }) is not null;

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
            State = ReplyMachine.Moves.After(default, ReplyMove.Draft),
            Text = text,
            Answers = string.Join(Between, answers),
        };
        Table.Add(tx, row);
        assignment.Save(
            tx,
            AssignmentMove.DraftReply,
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

    /// <summary>
    /// Writes the state after a move, guarded by the version that the decision was based on; the caller saves the
    /// assignment with the event.
    /// </summary>
    public ReplyRow Save(Transaction tx, ReplyMove move) =>
        Table.Put(tx, this with { State = ReplyMachine.Moves.After(State, move), Version = Version + 1 });

    /// <summary>The version with whom it is copied to.</summary>
    public ReplyRow CopiedTo(Copies copies) =>
        this with
        {
            CopiedOffices = string.Join(
                ',',
                copies.Offices.Select(o => ((int)o).ToString(CultureInfo.InvariantCulture))
            ),
            CopiedUnits = string.Join(',', copies.Units),
        };

    private static string[] Listed(string joined) => joined.Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>
    /// SHA-256 of a text with its answers, which an event carries in their place. For a reply in one text it is the
    /// hash of that text alone.
    /// </summary>
    public static ByteString HashOf(string text, string answers = "") =>
        TextHash.Of(answers.Length == 0 ? text : text + Between + answers);

    /// <summary>Splits the stored answers.</summary>
    public static IReadOnlyList<string> SplitAnswers(string answers) =>
        answers.Length == 0 ? [] : answers.Split(Between);

    /// <summary>The number of rows of these lengths that one page may show: at least one.</summary>
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

    /// <summary>True when the caller's unit, if it has one, has a part in the case now.</summary>
    public static async Task<bool> HandlesAsync(IRead read, string proposal) =>
        read.Caller.Unit.Length == 0
        || Visibility.Office(read) == 1
        || (await AssignmentRow.OfCaseAsync(read, proposal)).Any(a => a.Unit == read.Caller.Unit && a.State.IsLive());

    /// <summary>A unit that left the case reads the copy as it was delivered, and nothing that came later.</summary>
    public ReplyRow SeenBy(Caller caller, bool handles) =>
        handles
        || !Listed(CopiedUnits).Contains(caller.Unit, StringComparer.Ordinal)
        || Listed(DeliveredTo).Contains(caller.Member, StringComparer.Ordinal)
            ? this
            : this with
            {
                State = ReplyState.Delivered,
                RequestedChanges = "",
                SentBackAt = DateTimeOffset.UnixEpoch,
            };

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
            DeliveredAt = Instant.ToTimestamp(DeliveredAt),
            Etag = Etag.Of(Version),
            Answers = { SplitAnswers(Answers) },
            Summary = Summary,
            Reviewer = Reviewer,
            NotPublicReason = NotPublicReason,
            DocumentDate = DocumentDate,
            Handler = Handler,
            HandlerPhone = HandlerPhone,
            RequestedChanges = RequestedChanges,
            SentBackAt = Instant.ToTimestamp(SentBackAt),
            CopiedOffices =
            {
                Listed(CopiedOffices).Select(o => (CopiedOffice)int.Parse(o, CultureInfo.InvariantCulture)),
            },
            CopiedUnits = { Listed(CopiedUnits).Select(u => ResourceName.Of(committee, "units", u)) },
            Commitments = { Planned },
        };
}
