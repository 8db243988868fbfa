using Proposals.Directory.V1;

namespace Proposals.BuildingBlocks;

/// <summary>A proposer as the services know it: without a name.</summary>
public sealed record MemberRow
{
    internal static readonly Table<MemberRow> Table = new("members", "m");

    internal static readonly string ById = Table.Select + " AND m.id = @id";

    public string Id { get; init; } = "";

    public ProposerKind Kind { get; init; }

    public string Sector { get; init; } = "";
}
