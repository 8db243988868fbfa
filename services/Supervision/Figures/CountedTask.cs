using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>A supervision task of a case, as the figures count it.</summary>
/// <param name="Mode">Its mode.</param>
/// <param name="State">Its state.</param>
internal sealed record CountedTask(SupervisionMode Mode, SupervisionTaskState State);
