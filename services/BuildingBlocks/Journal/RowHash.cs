using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;

namespace Proposals.BuildingBlocks;

/// <summary>
/// The hashes by which an event proves the rows that were written with it. A column that holds its default (0, empty)
/// does not count, so that a column which a later version adds changes no hash.
/// </summary>
internal static class RowHash
{
    /// <summary>The way of hashing below, as <c>RowSeals.form</c> names it.</summary>
    public const int Form = 1;

    private const int KeyBytes = 12,
        RowBytes = 16;

    /// <summary>Which row it is: its table, its committee and its key.</summary>
    public static ByteString OfKey(string table, string committee, IReadOnlyList<object?> key)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, table);
        Add(hash, committee);
        foreach (var part in key)
            Add(hash, part);
        return ByteString.CopyFrom(hash.GetHashAndReset().AsSpan(0, KeyBytes));
    }

    /// <summary>What it holds. The columns come in the order of their names.</summary>
    public static ByteString Of(IEnumerable<(string Name, object? Value)> columns)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, value) in columns)
        {
            if (value is null or 0L or "" or byte[] { Length: 0 })
                continue;
            Add(hash, name);
            Add(hash, value);
        }

        return ByteString.CopyFrom(hash.GetHashAndReset().AsSpan(0, RowBytes));
    }

    private static void Add(IncrementalHash hash, object? value)
    {
        // The kind and the length stand first, so that no two lists of values have the same bytes.
        switch (value)
        {
            case string text:
                Add(hash, 1, Encoding.UTF8.GetBytes(text));
                break;
            case byte[] bytes:
                Add(hash, 2, bytes);
                break;
            case long whole:
                Span<byte> number = stackalloc byte[8];
                BinaryPrimitives.WriteInt64BigEndian(number, whole);
                Add(hash, 3, number);
                break;
            // No column holds another type, unless somebody put it there.
            default:
                Add(hash, 4, Encoding.UTF8.GetBytes(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
                break;
        }
    }

    private static void Add(IncrementalHash hash, byte kind, ReadOnlySpan<byte> bytes)
    {
        Span<byte> head = stackalloc byte[5];
        head[0] = kind;
        BinaryPrimitives.WriteInt32BigEndian(head[1..], bytes.Length);
        hash.AppendData(head);
        hash.AppendData(bytes);
    }
}
