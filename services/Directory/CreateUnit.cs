using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>新增承办单位.</summary>
internal static class CreateUnit
{
    public static async Task<Decision<Unit>> HandleAsync(CreateUnitRequest request, UnitOfWork unit)
    {
        if (Required.Text(request.Title, "title", 100) is { } refusal)
            return refusal;
        return await FindAsync(unit, request.Title) is not null
            ? DirectoryRefusals.AlreadyExists.On("title")
            : Insert(unit, request.Title);
    }

    /// <summary>The unit of a title, or null.</summary>
    public static async Task<Unit?> FindAsync(IRead read, string title) =>
        await read.OneAsync<string>(
            "SELECT id FROM units WHERE committee = @committee AND title = @title",
            new { committee = read.Committee, title }
        )
            is { } id
            ? new Unit { Name = ResourceName.Of(read.Committee, "units", id), Title = title }
            : null;

    /// <summary>Writes a unit and its event.</summary>
    public static Unit Insert(UnitOfWork unit, string title)
    {
        var id = unit.NewId();
        Facts.Record(unit, id, 1, new UnitCreated { Unit = id, Title = title });
        return new Unit { Name = ResourceName.Of(unit.Committee, "units", id), Title = title };
    }
}
