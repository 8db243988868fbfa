using System.Collections.Frozen;
using System.Text;

namespace Proposals.BuildingBlocks;

/// <summary>
/// A reason to refuse, stable for clients. Every service lists its own in one class; docs/refusals.md is printed from
/// them.
/// </summary>
/// <param name="Code">Upper-case code, never changed once published.</param>
/// <param name="Kind">Kind of the refusal.</param>
/// <param name="Message">Message to the user, in Chinese; it says what to do.</param>
public sealed record RefusalReason(string Code, RefusalKind Kind, string Message)
{
    /// <summary>The refusal for one field of the request.</summary>
    public Refusal On(string field) => new(this, Message, field);

    /// <summary>The refusal for one field, with a more precise message.</summary>
    public Refusal On(string field, string message) => new(this, message, field);

    /// <summary>The refusal with a more precise message.</summary>
    public Refusal Because(string message) => new(this, message);

    /// <summary>The plain refusal; null stays null.</summary>
    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(reason))]
    public static implicit operator Refusal?(RefusalReason? reason) =>
        reason is null ? null : new(reason, reason.Message);
}
