using System.Collections.Frozen;
using System.Text;

namespace Proposals.BuildingBlocks;

/// <summary>
/// A life cycle as one table of legal moves. The same table decides, explains a refusal and prints
/// docs/state-machines.md.
/// </summary>
/// <typeparam name="TState">States; the zero value means "does not exist yet".</typeparam>
/// <typeparam name="TMove">Moves, named by verbs.</typeparam>
public sealed class Machine<TState, TMove> : IMachine
    where TState : struct, Enum
    where TMove : struct, Enum
{
    private static readonly RefusalReason MoveNotAllowed = CommonRefusals.MoveNotAllowed;
    private readonly FrozenDictionary<TState, FrozenSet<TMove>> _allowed;
    private readonly FrozenDictionary<(TState, TMove), TState[]> _targets;

    /// <summary>Builds the machine from its table. The words of states and moves come from the contract.</summary>
    public Machine(string title, params Moves<TState, TMove>[] table)
    {
        Title = title;
        Table = [.. table.SelectMany(m => m.Table)];
        _allowed = Table.GroupBy(t => t.From).ToFrozenDictionary(g => g.Key, g => g.Select(t => t.Move).ToFrozenSet());
        _targets = Table
            .GroupBy(t => (t.From, t.Move))
            .ToFrozenDictionary(g => g.Key, g => g.Select(t => t.To).ToArray());
    }

    /// <summary>Name of the machine, in Chinese.</summary>
    public string Title { get; }

    /// <summary>Every legal move.</summary>
    public IReadOnlyList<Transition<TState, TMove>> Table { get; }

    /// <summary>
    /// Null when the move is legal from this state. Otherwise the refusal names the state, the move and the allowed
    /// moves.
    /// </summary>
    public Refusal? Refuses(TState from, TMove move)
    {
        var allowed = _allowed.GetValueOrDefault(from, FrozenSet<TMove>.Empty);
        if (allowed.Contains(move))
            return null;
        var names = allowed.Select(m => UpperSnake(m.ToString())).Order().ToList();
        var texts =
            allowed.Count == 0
                ? "没有可做的操作"
                : "可以：" + string.Join("、", allowed.Order().Select(m => Words.Of(m)));
        return new(
            MoveNotAllowed,
            $"当前状态为“{Words.Of(from)}”，不能“{Words.Of(move)}”；{texts}。",
            Metadata: new Dictionary<string, string>
            {
                ["state"] = UpperSnake(from.ToString()),
                ["move"] = UpperSnake(move.ToString()),
                ["allowed"] = string.Join(",", names),
            }
        );
    }

    /// <summary>Starts the list of a state's moves in a table.</summary>
    public static Moves<TState, TMove> From(TState state) => new(state);

    /// <summary>
    /// The state after a legal move. A move that leads to several states needs <paramref name="to"/>. Throws for a move
    /// that the table does not have: a use case asks <see cref="Refuses"/> before.
    /// </summary>
    public TState After(TState from, TMove move, TState? to = null)
    {
        var targets = _targets.GetValueOrDefault((from, move), []);
        if (to is { } wanted ? targets.Contains(wanted) : targets.Length == 1)
            return to ?? targets[0];
        throw new InvalidOperationException(
            targets.Length == 0 ? $"{Title}: {from} has no move {move}"
            : to is null ? $"{Title}: {from} {move} leads to {string.Join(" or ", targets)}; say which"
            : $"{Title}: {from} {move} does not lead to {to}"
        );
    }

    IEnumerable<(string From, string Move, string To)> IMachine.Rows() =>
        Table.Select(t =>
            (
                $"{UpperSnake(t.From.ToString())} {Words.Of(t.From)}",
                $"{UpperSnake(t.Move.ToString())} {Words.Of(t.Move)}",
                $"{UpperSnake(t.To.ToString())} {Words.Of(t.To)}"
            )
        );

    private static string UpperSnake(string pascal)
    {
        var text = new StringBuilder();
        foreach (var c in pascal)
        {
            if (char.IsUpper(c) && text.Length > 0)
                text.Append('_');
            text.Append(char.ToUpperInvariant(c));
        }

        return text.ToString();
    }
}
