namespace Proposals.BuildingBlocks;

/// <summary>The result of a decision: a value or a refusal.</summary>
public readonly struct Decision<T>
{
    private Decision(T? value, Refusal? refusal) => (Value, Refusal) = (value, refusal);

    /// <summary>The value; default when refused.</summary>
    public T? Value { get; }

    /// <summary>The refusal; null when decided.</summary>
    public Refusal? Refusal { get; }

    /// <summary>A decision with a value. Needed for interface types, which cannot convert implicitly.</summary>
    public static Decision<T> Yes(T value) => new(value, null);

    /// <summary>A decision with a value.</summary>
    public static implicit operator Decision<T>(T value) => new(value, null);

    /// <summary>A decision with a refusal.</summary>
    public static implicit operator Decision<T>(Refusal refusal) => new(default, refusal);

    /// <summary>A decision with a plain refusal of this reason.</summary>
    public static implicit operator Decision<T>(RefusalReason reason) => new(default, reason);

    /// <summary>True with the value when decided, false with the refusal when refused.</summary>
    public bool Decided(
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out T? value,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out Refusal? refusal
    )
    {
        (value, refusal) = (Value, Refusal);
        return Refusal is null;
    }
}

/// <summary>One legal move.</summary>
public readonly record struct Transition<TState, TMove>(TState From, TMove Move, TState To);

/// <summary>A machine as the documents print it.</summary>
public interface IMachine
{
    /// <summary>Name of the machine, in Chinese.</summary>
    string Title { get; }

    /// <summary>Its rows: code and Chinese.</summary>
    IEnumerable<(string From, string Move, string To)> Rows();
}
