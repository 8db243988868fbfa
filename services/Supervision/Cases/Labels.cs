using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Intake.V1;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>
/// The Chinese names of codes and ids: units by title, codes by the profile that applies to the case.
/// </summary>
/// <param name="Units">Titles of units by id.</param>
/// <param name="Policy">The profile; null while it is not known here.</param>
internal sealed record Labels(IReadOnlyDictionary<string, string> Units, PolicyProfile? Policy)
{
    /// <summary>The cases that entries of a timeline are about, by the proposal's id.</summary>
    public IReadOnlyDictionary<string, string> Cases { get; init; } = new Dictionary<string, string>();

    /// <summary>The units of the tasks that entries of a timeline are about, by the assignment's id.</summary>
    public IReadOnlyDictionary<string, string> Tasks { get; init; } = new Dictionary<string, string>();

    /// <summary>Those of the tasks that end with an opinion, not with a reply.</summary>
    public IReadOnlySet<string> CoHandled { get; init; } = new HashSet<string>();

    /// <summary>Reads the titles of all units.</summary>
    public static async Task<Labels> LoadAsync(IRead read, PolicyProfile? policy) =>
        new(
            (
                await read.ManyAsync<(string Id, string Title)>(
                    "SELECT id, title FROM units WHERE committee = @committee",
                    new { committee = read.Committee }
                )
            ).ToDictionary(u => u.Id, u => u.Title, StringComparer.Ordinal),
            policy
        );

    /// <summary>A unit's title. An id is no name: a title that is not known here yet is called so.</summary>
    public string Unit(string id) =>
        id.Length == 0 ? "（未指明单位）" : Units.GetValueOrDefault(id, "（名称未知的单位）");

    /// <summary>The unit of a task in brackets; empty when the task is not known here.</summary>
    public string Task(string assignment) => Tasks.TryGetValue(assignment, out var unit) ? $"（{Unit(unit)}）" : "";

    /// <summary>A case by its number and 案由.</summary>
    public string Case(string proposal) => Cases.GetValueOrDefault(proposal, "另一件提案");

    /// <summary>A reason not to file.</summary>
    public string Reason(string code) => Policy?.RejectionReasons.FirstOrDefault(r => r.Code == code)?.Label ?? code;

    /// <summary>The outcome of examination that a ledger gives.</summary>
    public string Examination(LedgerRow row) =>
        row.Outcome.Length > 0 ? Examination(row.Outcome) : Words.Of(row.Decision);

    /// <summary>An outcome of examination.</summary>
    public string Examination(string code) =>
        ExaminationOutcomes.Of(Policy).FirstOrDefault(o => o.Code == code)?.Label ?? code;

    /// <summary>
    /// An outcome class with its local label (handbook 5.2: the letters mean different things in different places).
    /// </summary>
    public string Outcome(string code) =>
        Policy?.OutcomeClasses.FirstOrDefault(c => c.Code == code) is { Label.Length: > 0 } entry
            ? $"{code} 类（{entry.Label}）"
            : $"{code} 类";

    /// <summary>A category.</summary>
    public string Category(string code) =>
        code == CountedCase.Unclassified
            ? "未分类"
            : Policy?.Categories.FirstOrDefault(c => c.Code == code)?.Label ?? code;

    /// <summary>The duty of a unit, by the id of the duty. A task that is not known here may end with either.</summary>
    public string OfDuty(string duty)
    {
        var task = UnitDuty.AssignmentOf(duty);
        return duty.EndsWith(UnitDuty.AcknowledgeSuffix, StringComparison.Ordinal) ? Words.Of(DutyKind.Acknowledge)
            : duty.EndsWith(UnitDuty.CommitmentSuffix, StringComparison.Ordinal) ? Words.Of(DutyKind.Commitment)
            : CoHandled.Contains(task) ? Words.Of(DutyKind.Opinion)
            : Tasks.ContainsKey(task) ? Words.Of(DutyKind.Reply)
            : Words.Of(Duty.Answer);
    }
}
