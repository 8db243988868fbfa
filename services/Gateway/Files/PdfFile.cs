using System.Buffers.Text;
using System.Collections.Frozen;
using System.IO.Compression;
using Proposals.BuildingBlocks;

namespace Proposals.Gateway;

/// <summary>
/// Accepts a passive PDF: no scripts, no launching of programs, no embedded files, nothing that happens by itself.
/// What it cannot read, it refuses.
/// </summary>
/// <remarks>
/// A reader jumps from object to object; which ones it reaches depends on the reader and on tables that an attacker
/// writes. So every place where an object may begin is read, whether any table names it or not. Objects packed in
/// streams are unpacked and read too. See docs/decisions/0035-files-are-inspected-by-our-own-code.md.
/// </remarks>
internal static class PdfFile
{
    /// <summary>Largest unpacked size, in bytes, of one object stream; real ones are ten times smaller.</summary>
    private const int MaxStream = 8 * 1024 * 1024;

    /// <summary>Largest unpacked size, in bytes, of all object streams of a file.</summary>
    private const int MaxUnpacked = 64 * 1024 * 1024;

    /// <summary>Largest number of objects; twenty megabytes of real pages have some ten thousand.</summary>
    private const int MaxObjects = 500_000;

    /// <summary>How often the bytes of a file may be read; objects that do not overlap need less than three.</summary>
    private const int MaxReadings = 8;

    /// <summary>Longest line, in bytes, and most lines of comments before the word of an object.</summary>
    private const int MaxLine = 4096,
        MaxComments = 16;

    // Wherever these names stand, something happens when the file is opened or clicked, or another file is inside.
    private static readonly FrozenSet<string> Active = new[]
    {
        "JavaScript",
        "Launch",
        "EmbeddedFile",
        "EmbeddedFiles",
        "RichMedia",
        "RichMediaExecute",
        "Rendition",
        "SubmitForm",
        "ImportData",
        "GoToE",
        "GoToR",
    }.ToFrozenSet(StringComparer.Ordinal);

    private const string Encrypted = "Encrypt";

    private static readonly Refusal NotReadable = GatewayRefusals.PdfActiveContent.Because(
        "PDF 中有无法检查的内容（结构异常，或用了少见的压缩方式），请打印为普通 PDF 后上传。"
    );

    /// <summary>Refusals: FILE_DISGUISED, PDF_ACTIVE_CONTENT, ARCHIVE_BOMB.</summary>
    public static Refusal? Inspect(Stream stream)
    {
        // A file has at most 20 MB; what is unpacked of it is bounded and kept one stream at a time.
        var bytes = new byte[stream.Length];
        stream.Position = 0;
        stream.ReadExactly(bytes);
        if (!bytes.AsSpan().StartsWith("%PDF-"u8))
            return GatewayRefusals.FileDisguised;
        try
        {
            new Inspection(bytes).Run();
            return null;
        }
        catch (ActiveException e)
        {
            return e.Refusal;
        }
        catch (PdfException e)
        {
            return e.IsBomb ? GatewayRefusals.ArchiveBomb : NotReadable;
        }
    }

    private sealed class Inspection(byte[] bytes)
    {
        // What an OpenAction names by its number, and whether every object of a number only moves within the document.
        private readonly HashSet<int> _opened = [];
        private readonly Dictionary<int, bool> _jumps = [];
        private readonly PdfBudget _budget = new((long)bytes.Length * MaxReadings + 64 * 1024);
        private int _objects;
        private long _unpacked;

        public void Run()
        {
            SearchNames(bytes);
            var tokens = new PdfTokens(bytes, _budget, OnName, OnDictionary);
            var span = bytes.AsSpan();
            for (var at = 0; span[at..].IndexOf("obj"u8) is >= 0 and var next; at += next + 3)
                ReadObject(tokens, at + next);
            if (_opened.Any(number => !_jumps.GetValueOrDefault(number)))
                throw new ActiveException(GatewayRefusals.PdfActiveContent);
        }

        /// <summary>Reads the object whose word `obj` stands here; `endobj` and other words are none.</summary>
        private void ReadObject(PdfTokens tokens, int at)
        {
            if (at == 0 || PdfTokens.IsRegular(bytes[at - 1]) && !IsDigit(bytes[at - 1]))
                return;
            var number = NumberBefore(at);
            tokens.Position = at + 3;
            PdfValue? value;
            try
            {
                value = tokens.ReadValue();
            }
            catch (PdfException e) when (number is null && !e.IsBomb)
            {
                // Without its numbers before it, the word is not an object's.
                return;
            }

            Count();
            if (value is null)
                return;
            Note(number ?? -1, value);
            if (value.Dictionary is { } dictionary)
                ReadStream(tokens, dictionary);
        }

        /// <summary>
        /// The object's number, of `number generation obj`; null when these do not stand here, and -1 when a comment
        /// before the word is too long to tell.
        /// </summary>
        private int? NumberBefore(int at)
        {
            var end = at;
            return SkipBack(ref end)
                && DigitsBack(ref end, out _)
                && SkipBack(ref end)
                && DigitsBack(ref end, out var number)
                    ? number
                : end < 0 ? -1
                : null;
        }

        /// <summary>
        /// Goes back over blanks and comments. False, and the end before the beginning, when a line is too long to be
        /// looked through for where its comment begins.
        /// </summary>
        private bool SkipBack(ref int end)
        {
            for (var comments = 0; comments < MaxComments; comments++)
            {
                var from = end;
                while (end > 0 && PdfTokens.IsBlank(bytes[end - 1]))
                    end--;
                // A comment ends with its line.
                if (bytes.AsSpan(end, from - end).IndexOfAny((byte)'\r', (byte)'\n') < 0)
                    return true;
                var line = bytes.AsSpan(Math.Max(0, end - MaxLine), Math.Min(end, MaxLine));
                var begin = line.LastIndexOfAny((byte)'\r', (byte)'\n') + 1;
                if (begin == 0 && line.Length == MaxLine)
                    break;
                var comment = line[begin..].IndexOf((byte)'%');
                if (comment < 0)
                    return true;
                end += begin + comment - line.Length;
            }

            end = -1;
            return false;
        }

        private bool DigitsBack(ref int end, out int number)
        {
            var from = end;
            while (end > 0 && from - end < 10 && IsDigit(bytes[end - 1]))
                end--;
            number = Utf8Parser.TryParse(bytes.AsSpan(end, from - end), out int value, out _) ? value : -1;
            return end < from;
        }

        private static bool IsDigit(byte value) => value is >= (byte)'0' and <= (byte)'9';

        /// <summary>Unpacks and reads the stream behind a dictionary, if it may hold objects.</summary>
        private void ReadStream(PdfTokens tokens, PdfDictionary dictionary)
        {
            var word = tokens.ReadKeyword();
            if (!word.StartsWith("stream", StringComparison.Ordinal))
                return;
            // Its bytes are in another file.
            if (dictionary["F"] is not null || dictionary["FFilter"] is not null)
                throw new PdfException("a stream whose bytes are elsewhere");
            if (!MayHoldObjects(dictionary) && dictionary["N"] is null)
                return;
            if (word.Length > "stream".Length)
                throw new PdfException("a stream without an end of line");
            var (from, isPacked) = (BeginOf(tokens.Position), IsPacked(dictionary));
            var content = isPacked ? Unpack(from) : PlainAt(from);
            SearchNames(content.Span);
            if (MayHoldObjects(dictionary) || !IsColourProfile(content.Span))
                ReadPacked(content, dictionary);
        }

        /// <summary>
        /// True unless it surely holds none: a reader finds packed objects by `First`, and not every one looks at the
        /// type.
        /// </summary>
        private static bool MayHoldObjects(PdfDictionary dictionary) =>
            dictionary["First"] is not null
            || dictionary["Type"] is { } type && (type.Kind != PdfValue.Kinds.Name || type.Name == "ObjStm");

        // The one other stream that has a number N, and what every colour profile has at this place.
        private static bool IsColourProfile(ReadOnlySpan<byte> content) =>
            content.Length > 40 && content[36..40].SequenceEqual("acsp"u8);

        private static bool IsPacked(PdfDictionary dictionary)
        {
            var isPlain = (dictionary["DecodeParms"] ?? dictionary["DP"]) switch
            {
                null => true,
                { Dictionary: { } one } => one["Predictor"] is null or { Kind: PdfValue.Kinds.Number, Number: 1 },
                { Kind: PdfValue.Kinds.Array, Count: 1, Items: [{ Kind: PdfValue.Kinds.Null }] } => true,
                _ => false,
            };
            return isPlain
                ? dictionary["Filter"] switch
                {
                    null or { Kind: PdfValue.Kinds.Array, Count: 0 } => false,
                    { Kind: PdfValue.Kinds.Name, Name: "FlateDecode" } => true,
                    { Kind: PdfValue.Kinds.Array, Count: 1, Items: [{ Name: "FlateDecode" }] } => true,
                    _ => throw new PdfException("objects packed in a way that cannot be read"),
                }
                : throw new PdfException("objects packed in a way that cannot be read");
        }

        /// <summary>Where the bytes of a stream begin: behind the end of line that follows its word.</summary>
        private int BeginOf(int at) =>
            bytes.AsSpan(at) switch
            {
                [(byte)'\r', (byte)'\n', ..] => at + 2,
                [(byte)'\n', ..] => at + 1,
                _ => throw new PdfException("a stream without an end of line"),
            };

        private ReadOnlyMemory<byte> PlainAt(int from)
        {
            var length = bytes.AsSpan(from).IndexOf("endstream"u8);
            if (length < 0)
                throw new PdfException("a stream without an end");
            TakeUnpacked(length);
            return bytes.AsMemory(from, length);
        }

        private ReadOnlyMemory<byte> Unpack(int from)
        {
            var (unpacked, piece) = (new MemoryStream(), new byte[16 * 1024]);
            using var inflate = new ZLibStream(
                new MemoryStream(bytes, from, bytes.Length - from, writable: false),
                CompressionMode.Decompress
            );
            try
            {
                while (inflate.Read(piece) is > 0 and var count)
                {
                    TakeUnpacked(count);
                    unpacked.Write(piece, 0, count);
                    if (unpacked.Length > MaxStream)
                        throw new PdfException("too large unpacked") { IsBomb = true };
                }
            }
            catch (InvalidDataException)
            {
                throw new PdfException("objects that cannot be unpacked");
            }

            return unpacked.GetBuffer().AsMemory(0, (int)unpacked.Length);
        }

        private void TakeUnpacked(int count)
        {
            if ((_unpacked += count) > MaxUnpacked)
                throw new PdfException("too large unpacked") { IsBomb = true };
        }

        /// <summary>
        /// Reads the objects of a stream: numbers and places stand before `First`, the objects behind it.
        /// </summary>
        private void ReadPacked(ReadOnlyMemory<byte> content, PdfDictionary dictionary)
        {
            if (
                dictionary["First"] is not { Kind: PdfValue.Kinds.Number, Number: var first }
                || dictionary["N"] is not { Kind: PdfValue.Kinds.Number, Number: var count }
                || first > content.Length
                || count > MaxObjects
            )
                throw new PdfException("objects without their places");
            var budget = new PdfBudget((long)content.Length * MaxReadings + 64 * 1024);
            var places = new PdfTokens(content[..first], budget, OnName, OnDictionary);
            var objects = new PdfTokens(content, budget, OnName, OnDictionary);
            for (var i = 0; i < count; i++)
            {
                if (
                    places.ReadValue() is not { Kind: PdfValue.Kinds.Number, Number: var number }
                    || places.ReadValue() is not { Kind: PdfValue.Kinds.Number, Number: var place }
                    || place > content.Length - first
                )
                    throw new PdfException("objects without their places");
                objects.Position = first + place;
                Count();
                Note(number, objects.ReadValue() ?? throw new PdfException("a place without an object"));
            }
        }

        private void Note(int number, PdfValue value) =>
            _jumps[number] = value.IsJump && _jumps.GetValueOrDefault(number, true);

        private void Count()
        {
            if (++_objects > MaxObjects)
                throw new PdfException("too many objects") { IsBomb = true };
        }

        private static void OnName(string name)
        {
            if (Active.Contains(name))
                throw new ActiveException(GatewayRefusals.PdfActiveContent);
        }

        private void OnDictionary(PdfDictionary dictionary)
        {
            // AA has the actions that a page or a form does by itself, e.g. when it is opened.
            var isAction =
                dictionary["JS"] is not null || dictionary["XFA"] is not null || dictionary["AA"] is not null;
            var isFile = dictionary["EF"] is not null && (dictionary["F"] ?? dictionary["UF"]) is not null;
            if (isAction || isFile)
                throw new ActiveException(GatewayRefusals.PdfActiveContent);
            if (dictionary["OpenAction"] is { Kind: PdfValue.Kinds.Reference, Number: var number })
                _opened.Add(number);
            else if (dictionary["OpenAction"] is { IsJump: false })
                throw new ActiveException(GatewayRefusals.PdfActiveContent);
        }

        /// <summary>
        /// Looks for the names themselves, wherever they stand: this also finds what a reader takes for an object and
        /// this code does not.
        /// </summary>
        private static void SearchNames(ReadOnlySpan<byte> content)
        {
            for (var at = 0; content[at..].IndexOf((byte)'/') is >= 0 and var next; )
            {
                at += next + 1;
                var name = PdfTokens.NameAt(content[at..], out _);
                if (name == Encrypted)
                    throw new ActiveException(
                        GatewayRefusals.PdfActiveContent.Because("加密的 PDF 无法检查，请取消加密后上传。")
                    );
                OnName(name);
            }
        }
    }

    private sealed class ActiveException(Refusal refusal) : Exception(refusal.Reason.Code)
    {
        public Refusal Refusal => refusal;
    }
}
