using System.Data.Common;
using System.Security.Cryptography;
using System.Text;

namespace Proposals.Trust;

/// <summary>A row of a journal, read with SQL.</summary>
internal sealed record Row(
    long Shard,
    long Position,
    string Committee,
    string Aggregate,
    long Version,
    string Type,
    long At,
    string Actor,
    string CommandId,
    byte[] Body,
    byte[] PrevHash,
    byte[] Hash,
    byte[] Seals
)
{
    /// <summary>The columns in the order of the record.</summary>
    public const string Columns =
        "shard, position, committee, aggregate, version, type, at, actor, command_id, body, prev_hash, hash, "
        + "seals";

    /// <summary>
    /// Computes the hash as journal.proto defines it: SHA-256 of the message in field order without `hash` and
    /// `trace_parent`.
    /// </summary>
    /// <remarks>
    /// It is written byte by byte, without the services' own code or the protobuf library. The rows and that comment
    /// are enough to check the chain.
    /// </remarks>
    public byte[] Recompute(string source)
    {
        using var bytes = new MemoryStream();
        Text(bytes, 1, source);
        Number(bytes, 2, Shard);
        Number(bytes, 3, Position);
        Text(bytes, 4, Committee);
        Text(bytes, 5, Aggregate);
        Number(bytes, 6, Version);
        Text(bytes, 7, Type);
        using var at = new MemoryStream();
        var seconds = Math.DivRem(At, 1_000_000, out var micros);
        if (micros < 0)
            (seconds, micros) = (seconds - 1, micros + 1_000_000);
        Number(at, 1, seconds);
        Number(at, 2, micros * 1000);
        Message(bytes, 8, at.ToArray());
        Text(bytes, 9, Actor);
        Text(bytes, 10, CommandId);
        if (Body.Length > 0)
            Message(bytes, 11, Body);
        if (PrevHash.Length > 0)
            Message(bytes, 12, PrevHash);
        if (Seals.Length > 0)
            Message(bytes, 15, Seals);
        return SHA256.HashData(bytes.ToArray());
    }

    /// <summary>Every row in position order.</summary>
    public static async Task<IReadOnlyList<Row>> ReadAsync(DbConnection connection)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {Columns} FROM journal ORDER BY shard, position";
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<Row>();
        while (await reader.ReadAsync())
        {
            rows.Add(
                new Row(
                    reader.GetInt64(0),
                    reader.GetInt64(1),
                    reader.GetString(2),
                    reader.GetString(3),
                    reader.GetInt64(4),
                    reader.GetString(5),
                    reader.GetInt64(6),
                    reader.GetString(7),
                    reader.GetString(8),
                    (byte[])reader.GetValue(9),
                    (byte[])reader.GetValue(10),
                    (byte[])reader.GetValue(11),
                    Convert.FromBase64String(reader.GetString(12))
                )
            );
        }

        return rows;
    }

    // proto3: a field with its default value is not written.
    private static void Number(MemoryStream bytes, int field, long value)
    {
        if (value == 0)
            return;
        Varint(bytes, (ulong)field << 3);
        Varint(bytes, (ulong)value);
    }

    private static void Text(MemoryStream bytes, int field, string value)
    {
        if (value.Length > 0)
            Message(bytes, field, Encoding.UTF8.GetBytes(value));
    }

    private static void Message(MemoryStream bytes, int field, byte[] value)
    {
        Varint(bytes, ((ulong)field << 3) | 2);
        Varint(bytes, (ulong)value.Length);
        bytes.Write(value);
    }

    private static void Varint(MemoryStream bytes, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            bytes.WriteByte((byte)(value | 0x80));
        bytes.WriteByte((byte)value);
    }
}
