using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>新增界别: creates a sector.</summary>
internal static class CreateSector
{
    public static async Task<Decision<Sector>> HandleAsync(CreateSectorRequest request, Transaction tx)
    {
        if (Input.Text(request.Title, "title", 50) is { } refusal)
            return refusal;
        return await FindAsync(tx, request.Title) is not null
            ? DirectoryRefusals.AlreadyExists.On("title")
            : Insert(tx, request.Title);
    }

    /// <summary>The sector with a title, or null.</summary>
    public static async Task<Sector?> FindAsync(IRead read, string title) =>
        await read.OneAsync<string>(
            "SELECT id FROM sectors WHERE committee = @committee AND title = @title",
            new { committee = read.Committee, title }
        )
            is { } id
            ? new Sector { Name = ResourceName.Of(read.Committee, "sectors", id), Title = title }
            : null;

    /// <summary>Writes a sector and its event.</summary>
    public static Sector Insert(Transaction tx, string title)
    {
        var id = tx.NewId();
        DirectoryJournal.Record(tx, id, 1, new SectorCreated { Sector = id, Title = title });
        return new Sector { Name = ResourceName.Of(tx.Committee, "sectors", id), Title = title };
    }
}
