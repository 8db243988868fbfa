using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>新增界别: creates a sector.</summary>
internal static class CreateSector
{
    public static readonly TitleList<Sector> Titles = new(
        "sectors",
        (name, title) => new Sector { Name = name, Title = title },
        (id, title) => new SectorCreated { Sector = id, Title = title }
    );

    public static Task<Decision<Sector>> HandleAsync(CreateSectorRequest request, Transaction tx) =>
        Titles.CreateAsync(request.Title, tx);
}
