using Proposals.Assignments.V1;

namespace Proposals.Assignments;

/// <summary>The due dates of a running task by a newer calendar.</summary>
/// <param name="Dues">The three due dates as they stand now.</param>
/// <param name="Original">The due date before any extension.</param>
internal sealed record RecountedDues(CountedDues Dues, DueDate Original);
