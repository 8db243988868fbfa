using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>新增承办单位: creates a handling unit.</summary>
internal static class CreateUnit
{
    public static readonly TitleList<Unit> Titles = new(
        "units",
        (name, title) => new Unit { Name = name, Title = title },
        (id, title) => new UnitCreated { Unit = id, Title = title }
    );

    public static Task<Decision<Unit>> HandleAsync(CreateUnitRequest request, Transaction tx) =>
        Titles.CreateAsync(request.Title, tx);
}
