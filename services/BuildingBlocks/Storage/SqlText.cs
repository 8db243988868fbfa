using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Google.Protobuf.Reflection;

namespace Proposals.BuildingBlocks;

/// <summary>
/// The text of a statement with names of the contract in it, checked by the compiler. An enum value becomes its number
/// with its name beside it, an event its full name in quotes. A string is inserted unchanged, as a part of a statement.
/// </summary>
/// <remarks>
/// The values are part of the text instead of parameters, because both engines use partial indexes only then. Texts are
/// made once at start, in static fields. A test enforces that, so no outside input can get into them.
/// </remarks>
[InterpolatedStringHandler]
public readonly ref struct SqlText
{
    private readonly StringBuilder _text;

    /// <summary>Begins a text.</summary>
    public SqlText(int literalLength, int formattedCount) =>
        _text = new StringBuilder(literalLength + (formattedCount * 24));

    /// <summary>Appends SQL as it is written.</summary>
    public void AppendLiteral(string sql) => _text.Append(sql);

    /// <summary>Appends a part of a statement.</summary>
    public void AppendFormatted(string sql) => _text.Append(sql);

    /// <summary>Appends an enum value: 5 /* Filed */.</summary>
    public void AppendFormatted<TEnum>(TEnum value)
        where TEnum : struct, Enum =>
        _text.Append(CultureInfo.InvariantCulture, $"{Convert.ToInt64(value, null)} /* {value} */");

    /// <summary>Appends the type of an event: 'proposals.intake.v1.ProposalFiled'.</summary>
    public void AppendFormatted(MessageDescriptor type) => _text.Append('\'').Append(type.FullName).Append('\'');

    internal string Text => _text.ToString();
}
