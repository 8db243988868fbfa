using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>A 当面协商 or a 专门说明 about a case whose last round left 不满意 (handbook T87, edge case 36).</summary>
internal sealed record ConciliationRow
{
    private static readonly Table<ConciliationRow> Table = new("conciliations", "n", title: "当面协商、专门说明");

    public string Id { get; init; } = "";
    public string Proposal { get; init; } = "";

    /// <summary>The round that ended with 不满意.</summary>
    public int Round { get; init; }
    public ConciliationKind Kind { get; init; }
    public string Date { get; init; } = "";
    public string Participants { get; init; } = "";
    public string Content { get; init; } = "";

    /// <summary>What was agreed; empty when nothing was.</summary>
    public string Agreed { get; init; } = "";
    public Understanding Understanding { get; init; }

    /// <summary>Id of the account that recorded it.</summary>
    public string Recorder { get; init; } = "";
    public DateTimeOffset RecordedAt { get; init; } = DateTimeOffset.UnixEpoch;

    private static readonly string OfRound = Table.Select + " AND n.proposal = @proposal AND n.round = @round LIMIT 1";

    private static readonly string OnePage = $"""
        {Table.Select} AND n.proposal = @proposal AND (@After = '' OR n.id > @After)
        ORDER BY n.id LIMIT @Limit
        """;

    /// <summary>True when one was held after this round of the case.</summary>
    public static async Task<bool> ExistsAsync(IRead read, CaseRow row) =>
        await Table.OneAsync(
            read,
            OfRound,
            new
            {
                committee = read.Committee,
                proposal = row.Proposal,
                round = (long)row.Round,
            }
        )
            is not null;

    /// <summary>A page of those of a case, oldest first.</summary>
    public static Task<IReadOnlyList<ConciliationRow>> PageAsync(IRead read, Page page, string proposal) =>
        Table.PageAsync(
            read,
            OnePage,
            new
            {
                committee = read.Committee,
                proposal,
                page.After,
                page.Limit,
            }
        );

    /// <summary>Writes one with its event, which is a move of the case.</summary>
    public static ConciliationRow Insert(Transaction tx, CaseRow row, RecordConciliationRequest request)
    {
        var held = new ConciliationRow
        {
            Id = tx.NewId(),
            Proposal = row.Proposal,
            Round = row.Round,
            Kind = request.Kind,
            Date = request.Date,
            Participants = request.Participants,
            Content = request.Content,
            Agreed = request.Agreed,
            Understanding = request.Understanding,
            Recorder = tx.Caller.Account,
            RecordedAt = tx.Now,
        };
        Table.Add(tx, held);
        row.Save(
            tx,
            CaseMove.Conciliate,
            new ConciliationHeld
            {
                Proposal = held.Proposal,
                Conciliation = held.Id,
                Round = held.Round,
                Kind = held.Kind,
                Date = held.Date,
                Understanding = held.Understanding,
                ContentHash = TextHash.Of(held.Content),
            }
        );
        return held;
    }

    /// <summary>The record as clients see it.</summary>
    public Conciliation ToMessage(string committee) =>
        new()
        {
            Name = ResourceName.Of(committee, "conciliations", Id),
            Case = ResourceName.Of(committee, CaseRow.Collection, Proposal),
            Round = Round,
            Kind = Kind,
            Date = Date,
            Participants = Participants,
            Content = Content,
            Agreed = Agreed,
            Understanding = Understanding,
            Recorder = ResourceName.Of(committee, "accounts", Recorder),
            RecordedAt = Instant.ToTimestamp(RecordedAt),
        };
}
