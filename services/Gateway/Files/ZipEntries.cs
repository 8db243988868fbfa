using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Proposals.Gateway;

/// <summary>
/// Reads a zip archive as a hostile sender might write it. The library's reader trusts the directory's sizes and stops
/// unpacking there; a program that does not would unpack the rest. So this reader parses the directory itself. It
/// requires that entries do not overlap and that both names of an entry agree. It unpacks each entry to its real end
/// within a budget.
/// </summary>
internal sealed class ZipEntries
{
    /// <summary>Largest number of entries.</summary>
    public const int MaxEntries = 2_000;

    /// <summary>Largest unpacked size of all entries, in bytes.</summary>
    public const long MaxUnpacked = 200L * 1024 * 1024;

    /// <summary>Largest ratio of unpacked to packed bytes, for an entry of more than 1 MB.</summary>
    public const int MaxRatio = 100;

    private const uint EndMark = 0x06054b50,
        DirectoryMark = 0x02014b50,
        LocalMark = 0x04034b50;
    private readonly byte[] _bytes;

    /// <summary>Reads the directory. Throws <see cref="ZipException"/>.</summary>
    public ZipEntries(byte[] bytes)
    {
        _bytes = bytes;
        var end = FindEnd();
        var (count, size, offset) = (U16(end + 10), (long)U32(end + 12), (long)U32(end + 16));
        if (count == 0xFFFF || U16(end + 4) != 0 || U16(end + 8) != count)
            throw new ZipException("spread over several files, or too large");
        if (count > MaxEntries)
            throw new ZipException("too many entries");
        if (offset + size != end)
            throw new ZipException("bytes between directory and end");
        var (entries, at) = (new List<ZipEntry>(), (int)offset);
        for (var i = 0; i < count; i++)
            entries.Add(Next(ref at, end));
        if (at != end)
            throw new ZipException("more in the directory than it says");
        var from = 0L;
        foreach (var entry in entries.OrderBy(e => e.Offset))
        {
            if (entry.Offset < from)
                throw new ZipException("entries overlap");
            from = DataOf(entry) + entry.Packed;
        }

        if (from > offset)
            throw new ZipException("an entry reaches into the directory");
        if (entries.Select(e => e.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count() != entries.Count)
            throw new ZipException("two entries of one name");
        All = entries;
    }

    /// <summary>Its entries, in the order of the directory.</summary>
    public IReadOnlyList<ZipEntry> All { get; }

    /// <summary>
    /// Unpacks an entry to its real end and subtracts its size from the budget. Throws <see cref="ZipException"/> when
    /// it is larger than allowed or declared.
    /// </summary>
    public byte[] Unpack(ZipEntry entry, ref long budget)
    {
        var packed = new MemoryStream(_bytes, DataOf(entry), (int)entry.Packed, writable: false);
        using Stream stream = entry.Method == 0 ? packed : new DeflateStream(packed, CompressionMode.Decompress);
        var (unpacked, piece) = (new MemoryStream(), new byte[32 * 1024]);
        try
        {
            while (stream.Read(piece) is > 0 and var count)
            {
                if ((budget -= count) < 0)
                    throw new ZipException("too large unpacked");
                unpacked.Write(piece, 0, count);
                if (unpacked.Length > 1024 * 1024 && unpacked.Length / MaxRatio > entry.Packed)
                    throw new ZipException("packed too densely");
            }
        }
        catch (InvalidDataException)
        {
            throw new ZipException("an entry cannot be unpacked");
        }

        return unpacked.Length == entry.Said
            ? unpacked.ToArray()
            : throw new ZipException("an entry is not as large as it says");
    }

    private ZipEntry Next(ref int at, int end)
    {
        if (at + 46 > end || U32(at) != DirectoryMark)
            throw new ZipException("the directory is broken");
        var (flags, method, packed, said) = (U16(at + 8), U16(at + 10), (long)U32(at + 20), (long)U32(at + 24));
        var (name, extra, comment, offset) = (U16(at + 28), U16(at + 30), U16(at + 32), (long)U32(at + 42));
        if (at + 46 + name + extra + comment > end)
            throw new ZipException("the directory is broken");
        if ((flags & 0x2041) != 0)
            throw new ZipException("encrypted");
        if (method is not (0 or 8))
            throw new ZipException("packed in a way that Office does not use");
        if (packed == uint.MaxValue || said == uint.MaxValue || offset == uint.MaxValue || offset + 30 > end)
            throw new ZipException("too large");
        var text = Encoding.UTF8.GetString(_bytes, at + 46, name);
        var local = (int)offset;
        if (
            U32(local) != LocalMark
            || U16(local + 26) != name
            || local + 30 + name > end
            || !_bytes.AsSpan(local + 30, name).SequenceEqual(_bytes.AsSpan(at + 46, name))
        )
            throw new ZipException("an entry has two names");
        at += 46 + name + extra + comment;
        return new ZipEntry(text, method, packed, said, offset);
    }

    private int DataOf(ZipEntry entry)
    {
        var local = (int)entry.Offset;
        var data = local + 30 + U16(local + 26) + U16(local + 28);
        return data + entry.Packed <= _bytes.Length ? data : throw new ZipException("an entry reaches beyond the end");
    }

    private int FindEnd()
    {
        // The end record is 22 bytes and a comment; Office writes none.
        var at = _bytes.Length - 22;
        return at >= 0 && U32(at) == EndMark ? at : throw new ZipException("no directory");
    }

    private ushort U16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(at, 2));

    private uint U32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(at, 4));
}

/// <summary>
/// A file in an archive, as the archive's directory declares it. Nothing of it is trusted before unpacking.
/// </summary>
internal sealed record ZipEntry(string Name, int Method, long Packed, long Said, long Offset);
