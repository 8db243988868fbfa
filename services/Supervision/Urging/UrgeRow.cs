using Google.Protobuf.WellKnownTypes;
using Proposals.BuildingBlocks;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>An urge (催办): a statement that is made once and never changes (handbook 7.3).</summary>
internal sealed record UrgeRow
{
    private static readonly Table<UrgeRow> Table = new("urges", "u", title: "催办");

    private static readonly string OnePage = $"""
        {Table.Select} AND (@proposal = '' OR u.proposal = @proposal) AND (@unit = '' OR u.unit = @unit)
          AND (@After = '' OR u.id < @After)
        ORDER BY u.id DESC LIMIT @Limit
        """;

    public string Id { get; init; } = "";
    public string Duty { get; init; } = "";
    public string Proposal { get; init; } = "";
    public string Unit { get; init; } = "";
    public UrgeChannel Channel { get; init; }
    public string Content { get; init; } = "";

    /// <summary>Id of the account that urged.</summary>
    public string UrgedBy { get; init; } = "";
    public DateTimeOffset UrgedAt { get; init; }

    /// <summary>The committee's day, YYYY-MM-DD; a duty is urged once a day.</summary>
    public string LocalDay { get; init; } = "";

    /// <summary>True when a duty was urged on a local day; the unique key enforces it.</summary>
    public static async Task<bool> ExistsAsync(IRead read, string duty, string localDay) =>
        await read.OneAsync<string>(
            "SELECT id FROM urges WHERE committee = @committee AND duty = @duty AND local_day = @localDay",
            new
            {
                committee = read.Committee,
                duty,
                localDay,
            }
        )
            is not null;

    /// <summary>Urges, newest first, of a proposal or all, of a unit or all.</summary>
    public static Task<IReadOnlyList<UrgeRow>> PageAsync(IRead read, Page page, string proposal, string unit) =>
        Table.PageAsync(
            read,
            OnePage,
            new
            {
                committee = read.Committee,
                proposal,
                unit,
                page.After,
                page.Limit,
            }
        );

    /// <summary>Writes a new urge with its event, which is part of the case's timeline.</summary>
    public static UrgeRow Insert(Transaction tx, UnitDuty duty, UrgeChannel channel, string content, string localDay)
    {
        var row = new UrgeRow
        {
            Id = tx.NewId(),
            Duty = duty.Id,
            Proposal = duty.Assignment.Proposal,
            Unit = duty.Assignment.Unit,
            Channel = channel,
            Content = content,
            UrgedBy = tx.Caller.Account,
            UrgedAt = tx.Now,
            LocalDay = localDay,
        };
        Table.Add(tx, row);
        tx.Append(
            row.Id,
            1,
            new UnitUrged
            {
                Proposal = row.Proposal,
                Urge = row.Id,
                Duty = row.Duty,
                Unit = row.Unit,
                Channel = channel,
            }
        );
        Timeline.RecordOwn(tx, row.Id, 1, row.Proposal);
        return row;
    }

    /// <summary>The urge as clients see it.</summary>
    public Urge ToMessage(string committee) =>
        new()
        {
            Name = ResourceName.Of(committee, "urges", Id),
            Duty = ResourceName.Of(committee, "duties", Duty),
            Proposal = ResourceName.Of(committee, "proposals", Proposal),
            Unit = ResourceName.Of(committee, "units", Unit),
            Channel = Channel,
            Content = Content,
            UrgedAt = Timestamp.FromDateTimeOffset(UrgedAt),
        };
}
