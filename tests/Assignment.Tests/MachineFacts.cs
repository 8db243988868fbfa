using Proposals.BuildingBlocks;

namespace Proposals.Assignments.Tests;

/// <summary>Checks a machine against a table that the test writes a second time, as "FROM move TO".</summary>
internal static class MachineFacts
{
    public static void HasTheTable<TState, TMove>(Machine<TState, TMove> machine, params string[] legal)
        where TState : struct, Enum
        where TMove : struct, Enum
    {
        machine
            .Table.Select(t => $"{t.From} {t.Move} {t.To}")
            .Order(StringComparer.Ordinal)
            .ShouldBe(legal.Order(StringComparer.Ordinal));
        Enum.GetValues<TState>().Select(Words.Of).ShouldAllBe(t => t.Length > 0);
        Enum.GetValues<TMove>().Skip(1).Select(Words.Of).ShouldAllBe(t => t.Length > 0);
    }

    public static void RefusesAllElse<TState, TMove>(Machine<TState, TMove> machine)
        where TState : struct, Enum
        where TMove : struct, Enum
    {
        foreach (var state in Enum.GetValues<TState>())
        {
            var allowed = machine
                .Table.Where(t => t.From.Equals(state))
                .Select(t => t.Move.ToString())
                .Distinct()
                .ToList();
            foreach (var move in Enum.GetValues<TMove>())
            {
                var refusal = machine.Refuses(state, move);
                if (allowed.Contains(move.ToString()))
                {
                    refusal.ShouldBeNull($"{state} {move}");
                    continue;
                }

                refusal.ShouldNotBeNull($"{state} {move}").Reason.Code.ShouldBe("MOVE_NOT_ALLOWED");
                refusal.Metadata.ShouldNotBeNull()["state"].ShouldBe(UpperSnake(state.ToString()));
                refusal.Metadata["move"].ShouldBe(UpperSnake(move.ToString()));
                refusal.Metadata["allowed"].ShouldBe(string.Join(",", allowed.Select(UpperSnake).Order()));
                refusal.Message.ShouldContain(Words.Of(state));
            }
        }
    }

    private static string UpperSnake(string name) =>
        string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{c}" : $"{char.ToUpperInvariant(c)}"));
}
