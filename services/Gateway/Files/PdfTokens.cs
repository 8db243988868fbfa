using System.Globalization;
using System.Text;

namespace Proposals.Gateway;

/// <summary>
/// Reads objects of a PDF from bytes, as any reader of PDF does, and keeps only what the inspection asks for: the size
/// of what is kept does not grow with the file. Throws <see cref="PdfException"/> for what is no object.
/// </summary>
/// <param name="bytes">The bytes to read.</param>
/// <param name="budget">How many bytes may be read in all; objects may be laid over each other.</param>
/// <param name="onName">Called with every name.</param>
/// <param name="onDictionary">Called with every dictionary at its end.</param>
internal sealed class PdfTokens(
    ReadOnlyMemory<byte> bytes,
    PdfBudget budget,
    Action<string> onName,
    Action<PdfDictionary> onDictionary
)
{
    // Objects nest a few levels deep; deeper ones are made to exhaust the stack of a reader.
    private const int MaxDepth = 64;

    // Longer names are of no interest here.
    private const int MaxName = 32;

    private int _at;

    /// <summary>Where the next token is looked for.</summary>
    public int Position
    {
        get => _at;
        set => _at = value;
    }

    private ReadOnlySpan<byte> Bytes => bytes.Span;

    /// <summary>Reads one object; null at `endobj` or at the end, where there is none.</summary>
    public PdfValue? ReadValue(int depth = 0)
    {
        if (depth > MaxDepth)
            throw new PdfException("nested too deep");
        SkipBlank();
        if (_at >= Bytes.Length)
            return null;
        switch (Bytes[_at])
        {
            case (byte)'/':
                return new PdfValue(PdfValue.Kinds.Name, ReadName());
            case (byte)'(':
                SkipString();
                return PdfValue.Other;
            case (byte)'[':
                Advance(1);
                return ReadArray(depth);
            case (byte)'<' when _at + 1 < Bytes.Length && Bytes[_at + 1] == '<':
                Advance(2);
                return new PdfValue(PdfValue.Kinds.Dictionary) { Dictionary = ReadDictionary(depth) };
            case (byte)'<':
                SkipHexString();
                return PdfValue.Other;
            case (byte)')' or (byte)']' or (byte)'>' or (byte)'{' or (byte)'}':
                throw new PdfException("a delimiter where an object begins");
            default:
                return ReadWord();
        }
    }

    /// <summary>Reads a word, e.g. `stream`, and stands right behind it; "" where there is none.</summary>
    public string ReadKeyword()
    {
        SkipBlank();
        var from = _at;
        while (_at < Bytes.Length && IsRegular(Bytes[_at]))
            Advance(1);
        return Latin(Bytes[from.._at]);
    }

    /// <summary>True for a byte that ends a name or a word.</summary>
    public static bool IsRegular(byte value) =>
        !IsBlank(value)
        && value
            is not (
                (byte)'('
                or (byte)')'
                or (byte)'<'
                or (byte)'>'
                or (byte)'['
                or (byte)']'
                or (byte)'{'
                or (byte)'}'
                or (byte)'/'
                or (byte)'%'
            );

    /// <summary>True for a blank of PDF.</summary>
    public static bool IsBlank(byte value) => value is 0 or 9 or 10 or 12 or 13 or 32;

    /// <summary>
    /// The name that begins behind a slash, with #xx decoded; of a long one the beginning. <paramref name="length"/> is
    /// how many bytes it takes.
    /// </summary>
    public static string NameAt(ReadOnlySpan<byte> bytes, out int length)
    {
        Span<char> name = stackalloc char[MaxName];
        var (at, count) = (0, 0);
        while (at < bytes.Length && IsRegular(bytes[at]))
        {
            var value = (int)bytes[at++];
            if (
                value == '#'
                && at + 1 < bytes.Length
                && HexOf(bytes[at]) is >= 0 and var high
                && HexOf(bytes[at + 1]) is >= 0 and var low
            )
            {
                value = (high << 4) | low;
                at += 2;
            }

            if (count < MaxName)
                name[count++] = (char)value;
        }

        length = at;
        return new string(name[..count]);
    }

    private PdfValue ReadArray(int depth)
    {
        var (first, count) = (new List<PdfValue>(), 0);
        while (true)
        {
            SkipBlank();
            if (_at >= Bytes.Length)
                throw new PdfException("an array without an end");
            if (Bytes[_at] == ']')
            {
                Advance(1);
                return new PdfValue(PdfValue.Kinds.Array) { Items = first, Count = count };
            }

            var item = ReadValue(depth + 1) ?? throw new PdfException("an array without an end");
            count++;
            if (first.Count < PdfValue.MaxItems)
                first.Add(item with { Dictionary = null, Items = [] });
        }
    }

    private PdfDictionary ReadDictionary(int depth)
    {
        var dictionary = new PdfDictionary();
        while (true)
        {
            SkipBlank();
            if (_at + 1 >= Bytes.Length)
                throw new PdfException("a dictionary without an end");
            if (Bytes[_at] == '>' && Bytes[_at + 1] == '>')
            {
                Advance(2);
                onDictionary(dictionary);
                return dictionary;
            }

            // Readers differ in what they make of a key that is no name.
            if (Bytes[_at] != '/')
                throw new PdfException("a key that is no name");
            var key = ReadName();
            SkipBlank();
            if (_at < Bytes.Length && Bytes[_at] == '>')
                throw new PdfException("a key without a value");
            dictionary.Add(key, ReadValue(depth + 1) ?? throw new PdfException("a key without a value"));
        }
    }

    private string ReadName()
    {
        Advance(1);
        var name = NameAt(Bytes[_at..], out var length);
        Advance(length);
        onName(name);
        return name;
    }

    // A number, a reference (two numbers and R), true, false, null or a word that belongs to nobody.
    private PdfValue? ReadWord()
    {
        var word = ReadKeyword();
        if (word is "endobj" or "stream" or "endstream" or "obj" or "xref" or "trailer" or "startxref")
        {
            _at -= word.Length;
            return null;
        }

        if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return word == "null" ? PdfValue.Null : PdfValue.Other;
        var after = _at;
        if (IsNumber(ReadKeyword()) && ReadKeyword() == "R")
            return new PdfValue(PdfValue.Kinds.Reference) { Number = number };
        _at = after;
        return new PdfValue(PdfValue.Kinds.Number) { Number = number };
    }

    private static bool IsNumber(string word) => word.Length > 0 && word.All(char.IsAsciiDigit);

    private void SkipBlank()
    {
        while (_at < Bytes.Length)
        {
            if (IsBlank(Bytes[_at]))
            {
                Advance(1);
            }
            else if (Bytes[_at] == '%')
            {
                var line = Bytes[_at..].IndexOfAny((byte)'\r', (byte)'\n');
                Advance(line < 0 ? Bytes.Length - _at : line);
            }
            else
            {
                return;
            }
        }
    }

    private void SkipString()
    {
        var open = 0;
        while (_at < Bytes.Length)
        {
            var value = Bytes[_at];
            Advance(value == '\\' && _at + 1 < Bytes.Length ? 2 : 1);
            open +=
                value == '(' ? 1
                : value == ')' ? -1
                : 0;
            if (open == 0)
                return;
        }

        throw new PdfException("a string without an end");
    }

    private void SkipHexString()
    {
        var end = Bytes[_at..].IndexOf((byte)'>');
        if (end < 0)
            throw new PdfException("a string without an end");
        foreach (var value in Bytes.Slice(_at + 1, end - 1))
        {
            // Where readers disagree on what the string holds, they disagree on where it ends.
            if (HexOf(value) < 0 && !IsBlank(value))
                throw new PdfException("a string of other than hexadecimal digits");
        }

        Advance(end + 1);
    }

    private void Advance(int count)
    {
        budget.Take(count);
        _at += count;
    }

    private static int HexOf(byte value) =>
        value switch
        {
            >= (byte)'0' and <= (byte)'9' => value - '0',
            >= (byte)'a' and <= (byte)'f' => value - 'a' + 10,
            >= (byte)'A' and <= (byte)'F' => value - 'A' + 10,
            _ => -1,
        };

    private static string Latin(ReadOnlySpan<byte> word) =>
        Encoding.Latin1.GetString(word[..Math.Min(word.Length, MaxName)]);
}

/// <summary>How many bytes of a file may still be read.</summary>
/// <param name="bytes">All of them.</param>
internal sealed class PdfBudget(long bytes)
{
    private long _left = bytes;

    /// <summary>Takes bytes from it. Throws <see cref="PdfException"/> when there are no more.</summary>
    public void Take(int count)
    {
        if ((_left -= count) < 0)
            throw new PdfException("objects laid over each other") { IsBomb = true };
    }
}

/// <summary>A PDF that cannot be read to its end, or not within the limits.</summary>
internal sealed class PdfException(string message) : Exception(message)
{
    /// <summary>True when a limit was passed, false when something is not as it should be.</summary>
    public bool IsBomb { get; init; }
}
