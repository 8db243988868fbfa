using Proposals.Feedback.V1;

namespace Proposals.Supervision;

/// <summary>A unit's part in a case, as the figures count it.</summary>
/// <param name="Unit">Id of the unit.</param>
/// <param name="Answers">True for a lead, sole or separate handler.</param>
/// <param name="CoHandles">True for a co-handler.</param>
/// <param name="Replied">True when it delivered a reply.</param>
/// <param name="Work">办理工作 of its latest forms, from Feedback's event.</param>
/// <param name="Result">办理结果, the same way.</param>
internal sealed record CountedUnit(string Unit, bool Answers, bool CoHandles, bool Replied, Rating Work, Rating Result)
{
    /// <summary>Code of the outcome class of its last reply; empty when it has none.</summary>
    public string OutcomeClass { get; init; } = "";
}
