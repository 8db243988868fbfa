using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;

namespace Proposals.Assignments;

/// <summary>The reasons to refuse of Assignment: those of assignment_reasons.proto.</summary>
internal static class AssignmentRefusals
{
    public static readonly RefusalReason NotFiled = RefusalReason.Of(AssignmentReason.NotFiled);
    public static readonly RefusalReason AlreadyHandedOver = RefusalReason.Of(AssignmentReason.AlreadyHandedOver);
    public static readonly RefusalReason UnitUnknown = RefusalReason.Of(AssignmentReason.UnitUnknown);
    public static readonly RefusalReason UnitsConflict = RefusalReason.Of(AssignmentReason.UnitsConflict);
    public static readonly RefusalReason ReturnWindowClosed = RefusalReason.Of(AssignmentReason.ReturnWindowClosed);
    public static readonly RefusalReason ReturnPending = RefusalReason.Of(AssignmentReason.ReturnPending);
    public static readonly RefusalReason TooManyReturns = RefusalReason.Of(AssignmentReason.TooManyReturns);
    public static readonly RefusalReason ContactInFuture = RefusalReason.Of(AssignmentReason.ContactInFuture);
    public static readonly RefusalReason ContactBeforeHandOver = RefusalReason.Of(
        AssignmentReason.ContactBeforeHandOver
    );
    public static readonly RefusalReason ContactStageConflict = RefusalReason.Of(AssignmentReason.ContactStageConflict);
    public static readonly RefusalReason CopyNotOfCase = RefusalReason.Of(AssignmentReason.CopyNotOfCase);
    public static readonly RefusalReason NotCoHandling = RefusalReason.Of(AssignmentReason.NotCoHandling);
    public static readonly RefusalReason NotReplying = RefusalReason.Of(AssignmentReason.NotReplying);
    public static readonly RefusalReason ClassUnknown = RefusalReason.Of(AssignmentReason.ClassUnknown);
    public static readonly RefusalReason ContactRequired = RefusalReason.Of(AssignmentReason.ContactRequired);
    public static readonly RefusalReason OpinionsMissing = RefusalReason.Of(AssignmentReason.OpinionsMissing);
    public static readonly RefusalReason Overdue = RefusalReason.Of(AssignmentReason.Overdue);
    public static readonly RefusalReason ExtensionPending = RefusalReason.Of(AssignmentReason.ExtensionPending);
    public static readonly RefusalReason TooManyExtensions = RefusalReason.Of(AssignmentReason.TooManyExtensions);
    public static readonly RefusalReason BeyondCap = RefusalReason.Of(AssignmentReason.BeyondCap);
    public static readonly RefusalReason ExtensionTooLong = RefusalReason.Of(AssignmentReason.ExtensionTooLong);
    public static readonly RefusalReason UnitDecided = RefusalReason.Of(AssignmentReason.UnitDecided);
    public static readonly RefusalReason HandlingBegun = RefusalReason.Of(AssignmentReason.HandlingBegun);
    public static readonly RefusalReason BeyondAsked = RefusalReason.Of(AssignmentReason.BeyondAsked);
    public static readonly RefusalReason NotLeading = RefusalReason.Of(AssignmentReason.NotLeading);
    public static readonly RefusalReason TooManyTalks = RefusalReason.Of(AssignmentReason.TooManyTalks);
    public static readonly RefusalReason CaseClosed = RefusalReason.Of(AssignmentReason.CaseClosed);
    public static readonly RefusalReason RoundOver = RefusalReason.Of(AssignmentReason.RoundOver);
    public static readonly RefusalReason CommitmentsMissing = RefusalReason.Of(AssignmentReason.CommitmentsMissing);
    public static readonly RefusalReason ClassWithoutCommitments = RefusalReason.Of(
        AssignmentReason.ClassWithoutCommitments
    );
    public static readonly RefusalReason CommitmentDayPassed = RefusalReason.Of(AssignmentReason.CommitmentDayPassed);
    public static readonly RefusalReason NoDayProposed = RefusalReason.Of(AssignmentReason.NoDayProposed);
    public static readonly RefusalReason NotLater = RefusalReason.Of(AssignmentReason.NotLater);
}
