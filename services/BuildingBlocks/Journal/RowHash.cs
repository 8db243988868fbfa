using System.Buffers;
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
        RowBytes = 16,
        MaxKept = 64 * 1024;

    // What is hashed is written here first; one for each thread, because every write of a row needs two.
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    /// <summary>Which row it is: its table, its committee and its key.</summary>
    public static ByteString OfKey(string table, string committee, ReadOnlySpan<object?> key)
    {
        var bytes = Buffer();
        Add(bytes, table);
        Add(bytes, committee);
        foreach (var part in key)
            Add(bytes, part);
        return Hash(bytes, KeyBytes);
    }

    /// <summary>What it holds. The columns come in the order of their names.</summary>
    public static ByteString Of(ReadOnlySpan<(string Name, object? Value)> columns)
    {
        var bytes = Buffer();
        foreach (var (name, value) in columns)
        {
            if (value is null or 0L or "" or byte[] { Length: 0 })
                continue;
            Add(bytes, name);
            Add(bytes, value);
        }

        return Hash(bytes, RowBytes);
    }

    private static ArrayBufferWriter<byte> Buffer()
    {
        // A long text is rare, and its buffer is not kept.
        if (_buffer is not { Capacity: <= MaxKept })
            return _buffer = new ArrayBufferWriter<byte>(4096);
        _buffer.ResetWrittenCount();
        return _buffer;
    }

    private static ByteString Hash(ArrayBufferWriter<byte> bytes, int length)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes.WrittenSpan, hash);
        return ByteString.CopyFrom(hash[..length]);
    }

    private static void Add(ArrayBufferWriter<byte> bytes, object? value)
    {
        // The kind and the length stand first, so that no two lists of values have the same bytes.
        switch (value)
        {
            case string text:
                Add(bytes, 1, text);
                break;
            case byte[] raw:
                raw.CopyTo(Begin(bytes, 2, raw.Length));
                bytes.Advance(raw.Length);
                break;
            case long whole:
                BinaryPrimitives.WriteInt64BigEndian(Begin(bytes, 3, sizeof(long)), whole);
                bytes.Advance(sizeof(long));
                break;
            // No column holds another type, unless somebody put it there.
            default:
                Add(bytes, 4, Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
                break;
        }
    }

    private static void Add(ArrayBufferWriter<byte> bytes, byte kind, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Encoding.UTF8.GetBytes(text, Begin(bytes, kind, length));
        bytes.Advance(length);
    }

    /// <summary>Writes kind and length, and returns room for so many bytes.</summary>
    private static Span<byte> Begin(ArrayBufferWriter<byte> bytes, byte kind, int length)
    {
        var head = bytes.GetSpan(5);
        head[0] = kind;
        BinaryPrimitives.WriteInt32BigEndian(head[1..], length);
        bytes.Advance(5);
        return bytes.GetSpan(length);
    }
}
