using Proposals.Assignments.V1;

namespace Proposals.Assignments;

/// <summary>The three due dates of an assignment as they were counted, with every day of the count.</summary>
internal sealed record CountedDues(DeadlineLedger Acknowledge, DeadlineLedger Return, DeadlineLedger Answer);
