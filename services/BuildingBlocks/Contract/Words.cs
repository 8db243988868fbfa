using System.Collections.Frozen;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Proposals.Channels;
using Proposals.ContractOptions.V1;

namespace Proposals.BuildingBlocks;

/// <summary>
/// The Chinese words of the contract: options of its enum values and events (protos/proposals/options).
/// </summary>
/// <remarks>A descriptor copies its options on every access, so all words are read once.</remarks>
public static class Words
{
    private static readonly FrozenDictionary<string, string> Events = Contract
        .Files.SelectMany(f => f.MessageTypes)
        .Select(m => (m.FullName, Word: m.GetOptions()?.GetExtension(OptionsExtensions.EventZh) ?? ""))
        .Where(m => m.Word.Length > 0)
        .ToFrozenDictionary(m => m.FullName, m => m.Word, StringComparer.Ordinal);

    /// <summary>
    /// The word of a value. Empty for a zero value without one; a neutral word for a number that this program does not
    /// know.
    /// </summary>
    public static string Of<T>(T value)
        where T : struct, Enum => ValuesOf<T>.Words.GetValueOrDefault(value) ?? $"未知（{value:D}）";

    /// <summary>The word of a value, from its description.</summary>
    public static string Of(EnumValueDescriptor value) => value.GetOptions()?.GetExtension(OptionsExtensions.Zh) ?? "";

    /// <summary>The word of an event; empty for any other message.</summary>
    public static string Of(MessageDescriptor message) => Events.GetValueOrDefault(message.FullName, "");

    /// <summary>The word of an event.</summary>
    public static string Of(IMessage happened) => Of(happened.Descriptor);

    private static class ValuesOf<T>
        where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> Words = Contract
            .Files.SelectMany(f => f.EnumTypes)
            .Single(e => e.ClrType == typeof(T))
            .Values.ToFrozenDictionary(v => (T)Enum.ToObject(typeof(T), v.Number), Of);
    }
}
