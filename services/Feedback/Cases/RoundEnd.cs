using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>The end of a round.</summary>
/// <param name="Verdict">The consequence.</param>
/// <param name="Work">
/// 办理工作 of the case; unspecified while it waits, and when no form that counts states one.
/// </param>
/// <param name="Result">办理结果, the same way.</param>
/// <param name="Units">
/// Ids of the units that must answer again, in ordinal order; empty unless the verdict is to handle again.
/// </param>
internal sealed record RoundEnd(Verdict Verdict, Rating Work, Rating Result, IReadOnlyList<string> Units);
