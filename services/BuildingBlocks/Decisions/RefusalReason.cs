using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Google.Protobuf.Reflection;
using Proposals.Channels;
using Proposals.ContractOptions.V1;

namespace Proposals.BuildingBlocks;

/// <summary>
/// A reason to refuse, stable for clients: a value of an enum in a NAME_reasons.proto. docs/refusals.md is printed from
/// them.
/// </summary>
/// <param name="Code">The value's name without the enum's prefix, never changed once published.</param>
/// <param name="Kind">Kind of the refusal.</param>
/// <param name="Message">Message to the user, in Chinese; it says what to do.</param>
public sealed record RefusalReason(string Code, RefusalKind Kind, string Message)
{
    /// <summary>The reason that the contract defines, with the limits that its sentence names.</summary>
    public static RefusalReason Of<T>(T reason, params (string Name, object Value)[] limits)
        where T : struct, Enum
    {
        var type = Contract.Files.SelectMany(f => f.EnumTypes).Single(e => e.ClrType == typeof(T));
        var value = type.FindValueByNumber(Convert.ToInt32(reason, CultureInfo.InvariantCulture));
        var message = limits.Aggregate(
            Words.Of(value),
            (text, l) => text.Replace($"{{{l.Name}}}", string.Create(CultureInfo.InvariantCulture, $"{l.Value:N0}"))
        );
        return new(CodeOf(value), value.GetOptions().GetExtension(OptionsExtensions.Refusal), message);
    }

    /// <summary>
    /// The code of a value, e.g. TEXT_TOO_LONG of INTAKE_REASON_TEXT_TOO_LONG. Every enum of reasons has the prefix.
    /// </summary>
    public static string CodeOf(EnumValueDescriptor value)
    {
        const string mark = "_REASON_";
        return value.Name[(value.Name.IndexOf(mark, StringComparison.Ordinal) + mark.Length)..];
    }

    /// <summary>The refusal for one field of the request.</summary>
    public Refusal On(string field) => new(this, Message, field);

    /// <summary>The refusal for one field, with a more precise message.</summary>
    public Refusal On(string field, string message) => new(this, message, field);

    /// <summary>The refusal with a more precise message.</summary>
    public Refusal Because(string message) => new(this, message);

    /// <summary>The plain refusal; null stays null.</summary>
    [return: NotNullIfNotNull(nameof(reason))]
    public static implicit operator Refusal?(RefusalReason? reason) =>
        reason is null ? null : new(reason, reason.Message);
}
