namespace Proposals.Gateway;

/// <summary>An object of a PDF, as far as the inspection looks at it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">The name, where it is one.</param>
internal sealed record PdfValue(PdfValue.Kinds Kind, string Name = "")
{
    /// <summary>How many items of an array are kept.</summary>
    public const int MaxItems = 4;

    /// <summary>A string, true or false, a number with a fraction.</summary>
    public static readonly PdfValue Other = new(Kinds.Other);

    /// <summary>Nothing: a key with this value is as good as none.</summary>
    public static readonly PdfValue Null = new(Kinds.Null);

    /// <summary>The kinds of objects.</summary>
    public enum Kinds
    {
        Other,
        Null,
        Name,
        Number,
        Reference,
        Array,
        Dictionary,
    }

    /// <summary>A number, or the number of the object that a reference names.</summary>
    public int Number { get; init; }

    /// <summary>An array's length.</summary>
    public int Count { get; init; }

    /// <summary>An array's first items, without what is in them.</summary>
    public IReadOnlyList<PdfValue> Items { get; init; } = [];

    /// <summary>A dictionary.</summary>
    public PdfDictionary? Dictionary { get; init; }

    /// <summary>
    /// True when opening it only moves within the document: a destination, or an action that goes to one and has no
    /// other after it.
    /// </summary>
    public bool IsJump =>
        Kind is Kinds.Array or Kinds.Null
        || Kind == Kinds.Dictionary && Dictionary!["S"] is { Name: "GoTo" } && Dictionary["Next"] is null;
}

/// <summary>A dictionary of a PDF: those of its keys that the inspection asks for.</summary>
internal sealed class PdfDictionary
{
    private static readonly HashSet<string> Asked = new(StringComparer.Ordinal)
    {
        "Type",
        "N",
        "First",
        "Filter",
        "DecodeParms",
        "DP",
        "F",
        "UF",
        "EF",
        "FFilter",
        "S",
        "JS",
        "XFA",
        "Predictor",
        "OpenAction",
        "AA",
        "Next",
    };

    private readonly Dictionary<string, PdfValue> _values = new(StringComparer.Ordinal);

    /// <summary>The value of a key that is asked for; null when it has none.</summary>
    public PdfValue? this[string key] => _values.GetValueOrDefault(key);

    /// <summary>
    /// Adds a key. Throws for one that is asked for and stands there twice: readers take one or the other.
    /// </summary>
    public void Add(string key, PdfValue value)
    {
        if (Asked.Contains(key) && value.Kind != PdfValue.Kinds.Null && !_values.TryAdd(key, value))
            throw new PdfException("a key that stands twice");
    }
}
