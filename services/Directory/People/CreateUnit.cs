using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>新增承办单位: creates a handling unit.</summary>
internal static class CreateUnit
{
    public static async Task<Decision<Unit>> HandleAsync(CreateUnitRequest request, Transaction tx)
    {
        if (Input.Text(request.Title, "title", 100) is { } refusal)
            return refusal;
        return await FindAsync(tx, request.Title) is not null
            ? DirectoryRefusals.AlreadyExists.On("title")
            : Insert(tx, request.Title);
    }

    /// <summary>The unit with a title, or null.</summary>
    public static async Task<Unit?> FindAsync(IRead read, string title) =>
        await read.OneAsync<string>(
            "SELECT id FROM units WHERE committee = @committee AND title = @title",
            new { committee = read.Committee, title }
        )
            is { } id
            ? new Unit { Name = ResourceName.Of(read.Committee, "units", id), Title = title }
            : null;

    /// <summary>Writes a unit and its event.</summary>
    public static Unit Insert(Transaction tx, string title)
    {
        var id = tx.NewId();
        DirectoryJournal.Record(tx, id, 1, new UnitCreated { Unit = id, Title = title });
        return new Unit { Name = ResourceName.Of(tx.Committee, "units", id), Title = title };
    }
}
