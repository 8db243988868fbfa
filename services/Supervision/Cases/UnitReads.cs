using Google.Protobuf.Reflection;
using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;

namespace Proposals.Supervision;

/// <summary>
/// What a handling unit reads of a case (SECURITY.md). Invitations are left out, who left as a co-signer, and what a
/// single proposer did with its form: a unit reads that the round's feedback is complete, and the result. A unit that
/// no longer has its task reads the case up to the event that ended it, and nothing of its successor.
/// </summary>
internal static class UnitReads
{
    private static readonly IReadOnlyList<MessageDescriptor> OfOneProposer =
    [
        FeedbackSubmitted.Descriptor,
        PaperFormRecorded.Descriptor,
        PaperConflictSettled.Descriptor,
        FeedbackRestated.Descriptor,
        FormLapsed.Descriptor,
        FormReopened.Descriptor,
        SignatureRetracted.Descriptor,
        RetractionNoted.Descriptor,
        FormVoided.Descriptor,
    ];

    private static readonly string Hidden = string.Join(", ", OfOneProposer.Select(e => $"'{e.FullName}'"));

    /// <summary>A condition over a task: it is the last that its unit was given in the case.</summary>
    public static readonly string IsLast = Sql.Of(
        $"""
        NOT EXISTS (SELECT 1 FROM assignment_facts n
            WHERE n.committee = a.committee AND n.proposal = a.proposal AND n.unit = a.unit AND n.id > a.id)
        """
    );

    /// <summary>
    /// A condition over the timeline t: the unit @Unit, which has or had a task, reads the entry. Journals have no
    /// common order, so what happened later in the same instant is left out with what may have.
    /// </summary>
    public static readonly string Entries = Sql.Of(
        $"""
        t.member = '' AND t.type NOT IN ({Hidden})
          AND NOT EXISTS (SELECT 1 FROM assignment_facts a
            WHERE a.committee = t.committee AND a.proposal = t.proposal AND a.unit = @Unit AND a.left_position > 0
              AND {IsLast}
              AND (t.at > a.left_at
                OR (t.at = a.left_at AND (t.source IN ('feedback', 'supervision')
                  OR (t.source = 'assignment' AND t.position > a.left_position)))))
        """
    );

    /// <summary>True when a unit may know that this event happened.</summary>
    public static bool Holds(string type, string member) =>
        member.Length == 0 && OfOneProposer.All(e => e.FullName != type);

    /// <summary>
    /// True when a unit may not know who did it: the form that completes a round moves the case, on the account of the
    /// proposer who filled it in.
    /// </summary>
    public static bool HidesActor(string source) => source == "feedback";

    /// <summary>True when the unit has no task in the case any more.</summary>
    public static bool HasLeft(CaseRecord found, string unit) =>
        found.Assignments.Where(a => a.Unit == unit).MaxBy(a => a.Id, StringComparer.Ordinal) is { LeftPosition: > 0 };
}
