namespace Proposals.BuildingBlocks;

/// <summary>
/// The moves of one state, as a machine's table lists them: From(Draft).Stays(Revise).Goes(Submit, Submitted).
/// </summary>
public sealed class Moves<TState, TMove>
    where TState : struct, Enum
    where TMove : struct, Enum
{
    private readonly TState _from;
    private readonly List<Transition<TState, TMove>> _table = [];

    internal Moves(TState from) => _from = from;

    /// <summary>Its moves so far, in the order in which they are listed.</summary>
    internal IReadOnlyList<Transition<TState, TMove>> Table => _table;

    /// <summary>Adds moves that do not change the state.</summary>
    public Moves<TState, TMove> Stays(params ReadOnlySpan<TMove> moves)
    {
        foreach (var move in moves)
            _table.Add(new(_from, move, _from));
        return this;
    }

    /// <summary>Adds a move to another state, or to one of several, among which the use case chooses.</summary>
    public Moves<TState, TMove> Goes(TMove move, params ReadOnlySpan<TState> to)
    {
        foreach (var state in to)
            _table.Add(new(_from, move, state));
        return this;
    }
}
