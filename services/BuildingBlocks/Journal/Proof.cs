using System.Reflection;

namespace Proposals.BuildingBlocks;

/// <summary>What proves the rows of a service: the events of its own journal, and those that it follows.</summary>
internal sealed record Proof
{
    /// <summary>A shard without a module, as tests have it.</summary>
    public static readonly Proof OfNothing = new();

    /// <summary>The service's assembly, with its migrations; null without one.</summary>
    public Assembly? Assembly { get; init; }

    /// <summary>Tables whose rows are proven by the events that were appended with them.</summary>
    public IReadOnlyList<ITable> Tables { get; init; } = [];

    /// <summary>Tables that the followed journals give again.</summary>
    public IReadOnlyList<CopiedTable> Copies { get; init; } = [];

    /// <summary>The journals that give them, Directory's first.</summary>
    public IReadOnlyList<(string Source, ApplyEvent Apply, PullEvents Pull)> Sources { get; init; } = [];

    /// <summary>The tables of a program whose rows have a title.</summary>
    public static IReadOnlyList<ITable> TablesOf(Assembly assembly) =>
        [
            .. assembly
                .GetTypes()
                .Where(t => !t.ContainsGenericParameters)
                .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
                .Where(f => f.FieldType.IsAssignableTo(typeof(ITable)))
                .Select(f => (ITable)f.GetValue(null)!)
                .Where(t => t.Title.Length > 0)
                .OrderBy(t => t.Name, StringComparer.Ordinal),
        ];
}
