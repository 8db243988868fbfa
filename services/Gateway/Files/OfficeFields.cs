using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace Proposals.Gateway;

/// <summary>
/// Finds fields of Word and formulas of Excel that fetch something from elsewhere, or exchange data with a program,
/// when the document is opened.
/// </summary>
internal static partial class OfficeFields
{
    /// <summary>Longest text, in characters, that is looked at of one instruction or formula.</summary>
    private const int MaxText = 8192;

    /// <summary>Most fields in one another.</summary>
    private const int MaxDepth = 64;

    // A hyperlink is not among them: a reader has to click it.
    private static readonly FrozenSet<string> Fetching = new[]
    {
        "DATABASE",
        "DDE",
        "DDEAUTO",
        "IMPORT",
        "INCLUDE",
        "INCLUDEPICTURE",
        "INCLUDETEXT",
        "LINK",
        "RD",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// True when a part has such a field or formula, or a field whose name another field computes. The part is read to
    /// its end, or to what was found.
    /// </summary>
    public static bool Fetch(XmlReader part)
    {
        var open = new Stack<Field>();
        while (part.Read())
        {
            if (part.NodeType == XmlNodeType.Element && IsFetching(part, open))
                return true;
        }

        return open.Any(f => f.IsFetching);
    }

    private static bool IsFetching(XmlReader part, Stack<Field> open)
    {
        switch (part.LocalName)
        {
            case "ddeLink":
                return true;
            case "fldSimple":
                return Field.Of(AttributeOf(part, "instr")).IsFetching;
            case "instrText":
                var text = TextOf(part);
                if (!open.TryPeek(out var current))
                    return Field.Of(text).IsFetching;
                current.Add(text);
                return false;
            case "f":
                return FetchingFormula().IsMatch(TextOf(part));
            case "fldChar":
                return Turn(AttributeOf(part, "fldCharType"), open);
            default:
                return false;
        }
    }

    /// <summary>At the beginning of a field, between its instruction and its result, and at its end.</summary>
    private static bool Turn(string type, Stack<Field> open)
    {
        if (type == "begin")
        {
            if (open.Count == MaxDepth || open.TryPeek(out var outer) && outer.IsUnnamed)
                return true;
            open.Push(new Field());
            return false;
        }

        if (!open.TryPeek(out var field))
            return false;
        field.HasResult = true;
        if (type == "end")
            open.Pop();
        return field.IsFetching;
    }

    private static string AttributeOf(XmlReader element, string name)
    {
        var value = "";
        while (element.MoveToNextAttribute())
        {
            if (element.LocalName == name)
                value = element.Value;
        }

        element.MoveToElement();
        return value;
    }

    /// <summary>The text in an element, at most so much of it. The reader then stands at the element's end.</summary>
    private static string TextOf(XmlReader element)
    {
        var text = new StringBuilder();
        if (element.IsEmptyElement)
            return "";
        var (depth, chunk) = (element.Depth, new char[1024]);
        while (element.Read() && element.Depth > depth)
        {
            if (element.NodeType is not (XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace))
                continue;
            while (text.Length < MaxText && element.ReadValueChunk(chunk, 0, chunk.Length) is > 0 and var read)
                text.Append(chunk, 0, read);
        }

        return text.ToString();
    }

    [GeneratedRegex(
        @"\b(CALL|DDE|EXEC|IMAGE|REGISTER(\.ID)?|RTD|WEBSERVICE)\s*\(",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex FetchingFormula();

    /// <summary>A field of Word; its instruction may be spread over many elements.</summary>
    private sealed class Field
    {
        private readonly StringBuilder _instruction = new();

        public bool HasResult { get; set; }

        /// <summary>Nothing of its instruction is known yet.</summary>
        public bool IsUnnamed => !HasResult && Name.Length == 0;

        public bool IsFetching => Fetching.Contains(Name);

        private string Name
        {
            get
            {
                var instruction = _instruction.ToString().AsSpan().Trim();
                var end = instruction.IndexOfAny(" \t\r\n\"\\");
                return (end < 0 ? instruction : instruction[..end]).ToString();
            }
        }

        public static Field Of(string instruction)
        {
            var field = new Field();
            field.Add(instruction);
            return field;
        }

        public void Add(string text)
        {
            if (!HasResult && _instruction.Length < MaxText)
                _instruction.Append(text);
        }
    }
}
