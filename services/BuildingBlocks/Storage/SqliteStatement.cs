using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Proposals.BuildingBlocks;

/// <summary>
/// One text of the writer, prepared once for its connection. Commands of the provider look every parameter up by its
/// name at every run and make a reader (docs/decisions/0019-libraries-or-ours.md).
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    /// <summary>Prepares a text, which must be one statement.</summary>
    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle ?? throw new InvalidOperationException("the connection is closed");
        Demand(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement, out string rest));
        if (!string.IsNullOrWhiteSpace(rest))
            throw new ArgumentException($"more than one statement: {rest}", nameof(sql));
        for (var i = 1; i <= raw.sqlite3_bind_parameter_count(_statement); i++)
            _places.Add(raw.sqlite3_bind_parameter_name(_statement, i).utf8_to_string()[1..], i);
    }

    /// <summary>Runs it with the values by name, and returns the number of rows that it wrote.</summary>
    public int Run(IReadOnlyList<KeyValuePair<string, object?>> args)
    {
        try
        {
            var given = 0;
            foreach (var (name, value) in args)
            {
                if (!_places.TryGetValue(name, out var place))
                    continue;
                Demand(Bind(place, value));
                given++;
            }

            if (given < _places.Count)
                throw new InvalidOperationException($"a value is missing: {string.Join(", ", _places.Keys)}");
            int result;
            do result = raw.sqlite3_step(_statement);
            while (result == raw.SQLITE_ROW);
            Demand(result);
            return raw.sqlite3_changes(_database);
        }
        finally
        {
            // Its result is that of the run, which was looked at.
            _ = raw.sqlite3_reset(_statement);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _statement.Dispose();

    private int Bind(int place, object? value) =>
        value switch
        {
            null => raw.sqlite3_bind_null(_statement, place),
            string text => raw.sqlite3_bind_text(_statement, place, text),
            long number => raw.sqlite3_bind_int64(_statement, place, number),
            byte[] { Length: 0 } => raw.sqlite3_bind_zeroblob(_statement, place, 0),
            byte[] bytes => raw.sqlite3_bind_blob(_statement, place, bytes),
            _ => throw new NotSupportedException($"a column cannot hold a {value.GetType().Name}"),
        };

    private void Demand(int result)
    {
        if (result is not (raw.SQLITE_OK or raw.SQLITE_DONE))
            SqliteException.ThrowExceptionForRC(result, _database);
    }
}
