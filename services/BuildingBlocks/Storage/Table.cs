using System.Collections.Frozen;
using System.Data.Common;
using System.Linq.Expressions;
using System.Reflection;
using System.Text;
using Proposals.Journal.V1;

namespace Proposals.BuildingBlocks;

/// <summary>
/// A table and the record that is its row. The SELECT list, the INSERT and the version-guarded UPDATE are derived from
/// the record's properties, so a column is written once (docs/decisions/0021-a-column-once.md); docs/sql.md has the
/// texts.
/// </summary>
/// <remarks>
/// Settable properties are columns, in the order of the record; names change from PascalCase to snake_case. Texts are
/// made once at start, because both engines prepare a statement by its text. Rows are read and bound by code that is
/// compiled once, without reflection on each call.
/// </remarks>
/// <typeparam name="TRow">The record.</typeparam>
public sealed class Table<TRow> : ITable
    where TRow : class, new()
{
    private const int Width = 100;
    private readonly FrozenDictionary<string, Column[]> _columns;
    private readonly Column[] _stored;
    private readonly Column[] _bound;
    private readonly Column[] _proven;
    private readonly Column[] _keyed;
    private readonly string[] _key;
    private readonly Func<DbDataReader, TRow> _read;

    /// <summary>
    /// Describes a table. Throws when a name is not a property, or a property's type does not fit into a column.
    /// </summary>
    /// <param name="name">Name of the table.</param>
    /// <param name="alias">Its alias in queries.</param>
    /// <param name="key">Properties of the primary key after the committee; [Id] by default.</param>
    /// <param name="once">Properties that the UPDATE does not change; it changes all others.</param>
    /// <param name="moving">Properties that the UPDATE changes; all others stay. Give one of the two, or none.</param>
    /// <param name="named">
    /// Columns of a property with a name of their own: one, or those of a value in its order.
    /// </param>
    /// <param name="read">Properties that are read but never written, with the expression that reads them.</param>
    /// <param name="join">The JOIN that these expressions need.</param>
    /// <param name="title">
    /// What a row is called, in Chinese. Every write of a row with a title is proven by the event that is appended with
    /// it (docs/decisions/0024-rows-are-proven-by-their-events.md).
    /// </param>
    /// <param name="unproven">Properties that also change without an event, so that none proves them.</param>
    public Table(
        string name,
        string alias,
        string[]? key = null,
        string[]? once = null,
        string[]? moving = null,
        Dictionary<string, string>? named = null,
        Dictionary<string, string>? read = null,
        string join = "",
        string title = "",
        string[]? unproven = null
    )
    {
        if (once is not null && moving is not null)
            throw new ArgumentException("once or moving, not both", nameof(moving));
        (Name, Title, named, read) = (name, title, named ?? [], read ?? []);
        _key = key ?? ["Id"];
        var properties = typeof(TRow)
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.CanWrite && p.GetIndexParameters().Length == 0)
            .OrderBy(p => p.MetadataToken)
            .ToList();
        var unknown = _key.Concat(once ?? [])
            .Concat(moving ?? [])
            .Concat(named.Keys)
            .Concat(read.Keys)
            .Concat(unproven ?? [])
            .FirstOrDefault(n => properties.All(p => p.Name != n));
        if (unknown is not null)
            throw new ArgumentException($"{typeof(TRow).Name} has no property {unknown} for {name}");

        var ordered = properties.Select(p => (Property: p, Columns: ColumnsOf(p, alias, named, read))).ToList();
        _columns = ordered.ToFrozenDictionary(p => p.Property.Name, p => p.Columns, StringComparer.Ordinal);
        _stored = [.. ordered.SelectMany(p => p.Columns).Where(c => c.Get is not null)];
        _proven =
        [
            .. ordered
                .Where(p => unproven?.Contains(p.Property.Name) != true)
                .SelectMany(p => p.Columns)
                .Where(c => c.Get is not null)
                .OrderBy(c => c.Name, StringComparer.Ordinal),
        ];
        bool Changes(PropertyInfo p) =>
            !_key.Contains(p.Name) && (moving?.Contains(p.Name) ?? once?.Contains(p.Name) != true);
        Column[] updated =
        [
            .. ordered
                .Where(p => p.Property.Name == "Version" || Changes(p.Property))
                .SelectMany(p => p.Columns)
                .Where(c => c.Get is not null),
        ];
        _keyed = [.. _key.SelectMany(k => _columns[k])];
        _bound = [.. updated, .. _keyed];
        _read = ReaderOf(ordered);

        var from = join.Length == 0 ? $"FROM {name} {alias}" : $"FROM {name} {alias}\n  {join}";
        Columns = Wrapped(ordered.SelectMany(p => p.Columns).Select(c => c.Source), "SELECT ", "");
        Select = $"{Columns}\n{from}\nWHERE {alias}.committee = @committee";
        Insert =
            Wrapped(_stored.Select(c => c.Name).Prepend("committee"), $"INSERT INTO {name} (", ")")
            + Wrapped(_stored.Select(c => "@" + c.Name).Prepend("@committee"), "\nVALUES (", ")");
        Update =
            _columns.ContainsKey("Version") && !_key.Contains("Version")
                ? Wrapped(updated.Select(c => $"{c.Name} = @{c.Name}"), $"UPDATE {name} SET ", "")
                    + $"\nWHERE committee = @committee{KeyClause()} AND version = @version - 1"
                : null;
    }

    /// <inheritdoc />
    public string Name { get; }

    /// <inheritdoc />
    public string Title { get; }

    /// <inheritdoc />
    public IReadOnlyList<string> KeyColumns => [.. _keyed.Select(c => c.Name)];

    /// <inheritdoc />
    public IReadOnlyList<string> ProvenColumns => [.. _proven.Select(c => c.Name)];

    /// <summary>"SELECT p.id, …": the list alone, for a query with another FROM.</summary>
    public string Columns { get; }

    /// <summary>
    /// "SELECT p.id, … FROM proposals p WHERE p.committee = @committee": a query continues with " AND …".
    /// </summary>
    public string Select { get; }

    /// <summary>The INSERT of a whole row.</summary>
    public string Insert { get; }

    /// <summary>The UPDATE of one row, guarded by the previous version; null for a table without versions.</summary>
    public string? Update { get; }

    /// <inheritdoc />
    public IEnumerable<(string What, string Sql)> Statements =>
        Update is null
            ? [("SELECT", Select), ("INSERT", Insert)]
            : [("SELECT", Select), ("INSERT", Insert), ("UPDATE", Update)];

    /// <summary>An INSERT that changes only these properties when the row exists.</summary>
    public string Upsert(params string[] properties) =>
        Insert
        + $"\nON CONFLICT (committee, {string.Join(", ", _keyed.Select(c => c.Name))})"
        + Wrapped(
            properties.SelectMany(p => _columns[p]).Select(c => $"{c.Name} = excluded.{c.Name}"),
            "\n  DO UPDATE SET ",
            ""
        );

    /// <summary>The one row of a query that begins with <see cref="Select"/>, or null.</summary>
    public async Task<TRow?> OneAsync(IRead read, string sql, object args) =>
        (await read.RowsAsync(sql, args, _read, one: true)) is [var row, ..] ? row : null;

    /// <summary>All rows of a query that begins with <see cref="Select"/>.</summary>
    public Task<IReadOnlyList<TRow>> ManyAsync(IRead read, string sql, object args) =>
        read.RowsAsync(sql, args, _read, one: false);

    /// <summary>
    /// The rows of a page, by a query that begins with <see cref="Select"/> and takes one row more than shown. It stops
    /// where the rows get larger than <see cref="Page.MaxBytes"/>, and <see cref="Page.Cut"/> then ends the page there.
    /// </summary>
    public async Task<IReadOnlyList<TRow>> PageAsync(IRead read, string sql, object args)
    {
        var (hasRow, bytes) = (false, 0L);
        var rows = await read.RowsAsync(
            sql,
            args,
            _read,
            one: false,
            row =>
            {
                bytes += SizeOf(row);
                // The first row is shown however large it is.
                var isEnough = hasRow && bytes > Page.MaxBytes;
                hasRow = true;
                return isEnough;
            }
        );
        return bytes > Page.MaxBytes && rows.Count > 1 ? new FullPage<TRow>(rows) : rows;
    }

    /// <summary>Writes a new row.</summary>
    public TRow Add(Transaction tx, TRow row) => Add(tx, row, Insert);

    /// <summary>Writes a new row, or changes the existing one, by the text of <see cref="Upsert"/>.</summary>
    public TRow Add(Transaction tx, TRow row, string sql)
    {
        tx.Write(new Statement(sql, Values(tx, row, _stored), 1));
        Prove(tx, row);
        return row;
    }

    /// <summary>
    /// Writes a changed row, whose version has grown by one. Another writer's change is a lost update.
    /// </summary>
    public TRow Put(Transaction tx, TRow row)
    {
        var sql = Update ?? throw new InvalidOperationException($"{Name} has no versions");
        tx.Write(new Statement(sql, Values(tx, row, _bound), 1));
        Prove(tx, row);
        return row;
    }

    /// <summary>
    /// Has the next event prove a row that was written by another statement, as it stands after that.
    /// </summary>
    public void Prove(Transaction tx, TRow row)
    {
        if (Title.Length == 0)
            return;
        tx.Prove(
            new RowSeal
            {
                Table = Name,
                Row = RowHash.OfKey(Name, tx.Committee, Array.ConvertAll(_keyed, c => c.Get!(row))),
                Hash = RowHash.Of(Array.ConvertAll(_proven, c => (c.Name, c.Get!(row)))),
            }
        );
    }

    /// <summary>About how much memory the texts of a row take.</summary>
    private long SizeOf(TRow row)
    {
        var size = 0L;
        foreach (var column in _stored)
        {
            size += column.Get!(row) switch
            {
                string text => 2L * text.Length,
                byte[] bytes => bytes.Length,
                _ => 0,
            };
        }

        return size;
    }

    private static KeyValuePair<string, object?>[] Values(Transaction tx, TRow row, Column[] columns)
    {
        var values = new KeyValuePair<string, object?>[columns.Length + 1];
        values[0] = new("committee", tx.Committee);
        for (var i = 0; i < columns.Length; i++)
            values[i + 1] = new(columns[i].Name, columns[i].Get!(row));
        return values;
    }

    private string KeyClause() => string.Concat(_keyed.Select(c => $" AND {c.Name} = @{c.Name}"));

    private static Column[] ColumnsOf(
        PropertyInfo property,
        string alias,
        Dictionary<string, string> named,
        Dictionary<string, string> read
    )
    {
        if (read.TryGetValue(property.Name, out var expression))
            return [new Column(ColumnTypes.NameOf(property.Name), expression, null)];
        var row = Expression.Parameter(typeof(TRow));
        var value = Expression.Property(row, property);
        string[] names = named.TryGetValue(property.Name, out var given)
            ? given.Split(',', StringSplitOptions.TrimEntries)
            : [ColumnTypes.NameOf(property.Name)];
        var parts = ColumnTypes.IsScalar(property.PropertyType)
            ? [value]
            : ColumnTypes.PartsOf(property.PropertyType).Select(p => Expression.Property(value, p)).ToArray();
        if (parts.Length != names.Length)
            throw new ArgumentException($"{typeof(TRow).Name}.{property.Name} is not {names.Length} columns");
        return
        [
            .. parts.Select(
                (part, i) =>
                    new Column(
                        names[i],
                        $"{alias}.{names[i]}",
                        Expression.Lambda<Func<TRow, object?>>(ColumnTypes.Bound(part), row).Compile()
                    )
            ),
        ];
    }

    private static Func<DbDataReader, TRow> ReaderOf(IEnumerable<(PropertyInfo Property, Column[] Columns)> ordered)
    {
        var reader = Expression.Parameter(typeof(DbDataReader));
        var at = 0;
        var bindings = new List<MemberBinding>();
        foreach (var (property, _) in ordered)
        {
            var type = property.PropertyType;
            bindings.Add(
                Expression.Bind(
                    property,
                    ColumnTypes.IsScalar(type)
                        ? ColumnTypes.Read(reader, at++, type)
                        : Expression.New(
                            type.GetConstructor([.. ColumnTypes.PartsOf(type).Select(p => p.PropertyType)])!,
                            ColumnTypes.PartsOf(type).Select(p => ColumnTypes.Read(reader, at++, p.PropertyType))
                        )
                )
            );
        }

        return Expression
            .Lambda<Func<DbDataReader, TRow>>(Expression.MemberInit(Expression.New(typeof(TRow)), bindings), reader)
            .Compile();
    }

    private static string Wrapped(IEnumerable<string> items, string before, string after)
    {
        var text = new StringBuilder(before);
        var column = before.TrimStart('\n').Length;
        var first = true;
        foreach (var item in items)
        {
            if (!first && column + item.Length + 2 > Width)
            {
                text.Append(",\n  ");
                column = 2;
            }
            else if (!first)
            {
                text.Append(", ");
                column += 2;
            }

            text.Append(item);
            column += item.Length;
            first = false;
        }

        return text.Append(after).ToString();
    }

    /// <param name="Name">Name of the column and of its parameter.</param>
    /// <param name="Source">The expression that reads it.</param>
    /// <param name="Get">Its value as the engines accept it; null when it is never written.</param>
    private sealed record Column(string Name, string Source, Func<TRow, object?>? Get);
}
