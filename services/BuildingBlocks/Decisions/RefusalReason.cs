using System.Collections.Frozen;
using System.Text;

namespace Proposals.BuildingBlocks;

/// <summary>A reason to refuse, stable for clients. Every service lists its own in one class; docs/refusals.md is printed from them.</summary>
/// <param name="Code">Upper-case code, never changed once published.</param>
/// <param name="Kind">Sort of refusal.</param>
/// <param name="Message">What to tell the user, in Chinese; says what to do.</param>
public sealed record RefusalReason(string Code, RefusalKind Kind, string Message)
{
    /// <summary>The refusal about one field of the request.</summary>
    public Refusal On(string field) => new(this, Message, field);

    /// <summary>The refusal about one field, with a message that says more.</summary>
    public Refusal On(string field, string message) => new(this, message, field);

    /// <summary>The refusal with a message that says more.</summary>
    public Refusal Because(string message) => new(this, message);

    /// <summary>The plain refusal; no reason is no refusal.</summary>
    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(reason))]
    public static implicit operator Refusal?(RefusalReason? reason) =>
        reason is null ? null : new(reason, reason.Message);
}
