using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Proposals.Gateway;

/// <summary>
/// Reads a zip archive as a hostile sender might write it. The library's reader trusts the directory's sizes and stops
/// unpacking there; a program that does not would unpack the rest. So this reader parses the directory itself. It
/// requires that entries do not overlap and that both names of an entry agree. It unpacks each entry to its real end
/// within a budget, piece by piece: of the archive only the directory is kept in memory.
/// </summary>
internal sealed class ZipEntries
{
    /// <summary>Largest number of entries.</summary>
    public const int MaxEntries = 2_000;

    /// <summary>Largest unpacked size of all entries, in bytes.</summary>
    public const long MaxUnpacked = 200L * 1024 * 1024;

    /// <summary>Largest ratio of unpacked to packed bytes, for an entry of more than 1 MB.</summary>
    public const int MaxRatio = 100;

    // A name takes at most 64 KB by the format; a document's parts take less than a hundred bytes each.
    private const int MaxDirectory = 4 * 1024 * 1024;

    private const uint EndMark = 0x06054b50,
        DirectoryMark = 0x02014b50,
        LocalMark = 0x04034b50;
    private const int EndBytes = 22,
        LocalBytes = 30,
        DirectoryBytes = 46;

    private readonly Stream _stream;
    private readonly long _directoryAt;

    /// <summary>Reads the directory. Throws <see cref="ZipException"/>.</summary>
    /// <param name="stream">The archive from its beginning to its end; it must be able to seek.</param>
    public ZipEntries(Stream stream)
    {
        _stream = stream;
        // The end record is 22 bytes and a comment; Office writes none.
        var endAt = stream.Length - EndBytes;
        var end = endAt < 0 ? new byte[EndBytes] : Read(endAt, EndBytes);
        if (U32(end, 0) != EndMark)
            throw new ZipException("no directory");
        var (count, size, offset) = (U16(end, 10), (long)U32(end, 12), (long)U32(end, 16));
        if (count == 0xFFFF || U16(end, 4) != 0 || U16(end, 8) != count)
            throw new ZipException("spread over several files, or too large");
        if (count > MaxEntries || size > MaxDirectory)
            throw new ZipException("too many entries");
        if (offset + size != endAt)
            throw new ZipException("bytes between directory and end");
        _directoryAt = offset;
        var (directory, entries, at) = (Read(offset, (int)size), new List<ZipEntry>(), 0);
        for (var i = 0; i < count; i++)
            entries.Add(Next(directory, ref at));
        if (at != directory.Length)
            throw new ZipException("more in the directory than it says");
        var from = 0L;
        foreach (var entry in entries.OrderBy(e => e.Offset))
        {
            if (entry.Offset < from)
                throw new ZipException("entries overlap");
            from = entry.DataAt + entry.Packed;
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
    /// Unpacks an entry to its real end and takes its size from the budget. Reading throws <see cref="ZipException"/>
    /// when it is larger than allowed or declared. One entry is read at a time.
    /// </summary>
    public Stream Open(ZipEntry entry, ZipBudget budget)
    {
        var packed = new PartOfStream(_stream, entry.DataAt, entry.Packed);
        return new UnpackedEntry(
            entry.Method == 0 ? packed : new DeflateStream(packed, CompressionMode.Decompress),
            entry,
            budget
        );
    }

    private ZipEntry Next(byte[] directory, ref int at)
    {
        if (at + DirectoryBytes > directory.Length || U32(directory, at) != DirectoryMark)
            throw new ZipException("the directory is broken");
        var (flags, method) = (U16(directory, at + 8), U16(directory, at + 10));
        var (packed, said) = ((long)U32(directory, at + 20), (long)U32(directory, at + 24));
        var (name, extra, comment) = (U16(directory, at + 28), U16(directory, at + 30), U16(directory, at + 32));
        var offset = (long)U32(directory, at + 42);
        if (at + DirectoryBytes + name + extra + comment > directory.Length)
            throw new ZipException("the directory is broken");
        if ((flags & 0x2041) != 0)
            throw new ZipException("encrypted");
        if (method is not (0 or 8))
            throw new ZipException("packed in a way that Office does not use");
        if (
            packed == uint.MaxValue
            || said == uint.MaxValue
            || offset == uint.MaxValue
            || offset + LocalBytes + name > _directoryAt
        )
            throw new ZipException("too large");
        var bytes = directory.AsSpan(at + DirectoryBytes, name);
        var local = Read(offset, LocalBytes + name);
        if (
            U32(local, 0) != LocalMark
            || U16(local, 26) != name
            || !local.AsSpan(LocalBytes, name).SequenceEqual(bytes)
        )
            throw new ZipException("an entry has two names");
        at += DirectoryBytes + name + extra + comment;
        return new ZipEntry(
            Encoding.UTF8.GetString(bytes),
            method,
            packed,
            said,
            offset,
            offset + LocalBytes + name + U16(local, 28)
        );
    }

    private byte[] Read(long at, int count)
    {
        var bytes = new byte[count];
        _stream.Position = at;
        _stream.ReadExactly(bytes);
        return bytes;
    }

    private static ushort U16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at, 2));

    private static uint U32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at, 4));

    /// <summary>An entry as it is unpacked; its end is the packed data's, not the declared one.</summary>
    private sealed class UnpackedEntry(Stream unpacking, ZipEntry entry, ZipBudget budget) : ReadOnlyStream
    {
        private long _read;

        public override int Read(Span<byte> buffer)
        {
            if (buffer.IsEmpty)
                return 0;
            int count;
            try
            {
                count = unpacking.Read(buffer);
            }
            catch (InvalidDataException)
            {
                throw new ZipException("an entry cannot be unpacked");
            }

            if (count == 0)
                return _read == entry.Said ? 0 : throw new ZipException("an entry is not as large as it says");
            budget.Take(count);
            _read += count;
            if (_read > 1024 * 1024 && _read / MaxRatio > entry.Packed)
                throw new ZipException("packed too densely");
            return _read <= entry.Said ? count : throw new ZipException("an entry is not as large as it says");
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                unpacking.Dispose();
            base.Dispose(disposing);
        }
    }

    /// <summary>Some bytes of another stream, which stays open.</summary>
    private sealed class PartOfStream(Stream whole, long from, long length) : ReadOnlyStream
    {
        private long _at;

        public override int Read(Span<byte> buffer)
        {
            var count = (int)Math.Min(buffer.Length, length - _at);
            if (count <= 0)
                return 0;
            whole.Position = from + _at;
            count = whole.Read(buffer[..count]);
            _at += count;
            return count;
        }
    }
}

/// <summary>
/// A file in an archive, as the archive's directory declares it. Nothing of it is trusted before unpacking.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Method">How it is packed: 0 not at all, 8 deflate.</param>
/// <param name="Packed">Packed bytes.</param>
/// <param name="Said">Unpacked bytes, as declared.</param>
/// <param name="Offset">Where its local header begins.</param>
/// <param name="DataAt">Where its packed bytes begin.</param>
internal sealed record ZipEntry(string Name, int Method, long Packed, long Said, long Offset, long DataAt);
