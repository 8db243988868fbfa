using Google.Protobuf;
using Proposals.BuildingBlocks;

namespace Proposals.Directory;

/// <summary>A committee's entries with a unique title: its sectors or its units.</summary>
/// <param name="collection">Name of the table and of the collection in resource names.</param>
/// <param name="message">Makes the clients' message from a resource name and a title.</param>
/// <param name="created">Makes the event from an id and a title.</param>
internal sealed class TitleList<T>(
    string collection,
    Func<string, string, T> message,
    Func<string, string, IMessage> created
)
    where T : class
{
    private readonly string _page = $"""
        SELECT id, title
        FROM {collection}
        WHERE committee = @committee AND title > @After
        ORDER BY title LIMIT @Limit
        """;

    private readonly string _byTitle = $"SELECT id FROM {collection} WHERE committee = @committee AND title = @title";

    private readonly string _all = $"SELECT id, title FROM {collection} WHERE committee = @committee ORDER BY id DESC";

    /// <summary>Adds an entry. Refusals: FIELD_REQUIRED, FIELD_INVALID, ALREADY_EXISTS.</summary>
    public async Task<Decision<T>> CreateAsync(string title, Transaction tx)
    {
        title = Spelling.OfName(title);
        if (Input.Required(title, "title") is { } refusal)
            return refusal;
        return await FindAsync(tx, title) is not null ? DirectoryRefusals.AlreadyExists.On("title") : Insert(tx, title);
    }

    /// <summary>The entry with a title, or null.</summary>
    public async Task<T?> FindAsync(IRead read, string title) =>
        await read.OneAsync<string>(_byTitle, new { committee = read.Committee, title }) is { } id
            ? message(ResourceName.Of(read.Committee, collection, id), title)
            : null;

    /// <summary>All entries by the spelling of their title; of several with one spelling, the first.</summary>
    public async Task<Dictionary<string, T>> AllAsync(IRead read)
    {
        var all = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (
            var (id, title) in await read.ManyAsync<(string Id, string Title)>(_all, new { committee = read.Committee })
        )
            all[Spelling.OfName(title)] = message(ResourceName.Of(read.Committee, collection, id), title);
        return all;
    }

    /// <summary>Writes an entry with its event.</summary>
    public T Insert(Transaction tx, string title)
    {
        var id = tx.NewId();
        DirectoryJournal.Record(tx, id, 1, created(id, title));
        return message(ResourceName.Of(tx.Committee, collection, id), title);
    }

    /// <summary>A page of the entries, by title, and the token of the next one. Refusals: those of a page.</summary>
    public async Task<Decision<(IReadOnlyList<T> Entries, string Next)>> ListAsync(int size, string token, Query query)
    {
        if (!Page.Of(size, token).Decided(out var page, out var refusal))
            return refusal;
        var (rows, next) = page.Cut(
            await query.ManyAsync<(string Id, string Title)>(
                _page,
                new
                {
                    committee = query.Committee,
                    page.After,
                    page.Limit,
                }
            ),
            r => r.Title
        );
        IReadOnlyList<T> entries =
        [
            .. rows.Select(r => message(ResourceName.Of(query.Committee, collection, r.Id), r.Title)),
        ];
        return (entries, next);
    }

    /// <summary>An entry as it would be written.</summary>
    public T Plan(Transaction tx, string title) =>
        message(ResourceName.Of(tx.Committee, collection, tx.NewId()), title);
}
