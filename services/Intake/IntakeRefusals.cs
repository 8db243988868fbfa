using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>The reasons to refuse of Intake: those of intake_reasons.proto.</summary>
internal static class IntakeRefusals
{
    public static readonly RefusalReason TextIncomplete = RefusalReason.Of(IntakeReason.TextIncomplete);
    public static readonly RefusalReason TextTooLong = RefusalReason.Of(IntakeReason.TextTooLong);
    public static readonly RefusalReason DeclarationRequired = RefusalReason.Of(IntakeReason.DeclarationRequired);
    public static readonly RefusalReason CategoryUnknown = RefusalReason.Of(IntakeReason.CategoryUnknown);
    public static readonly RefusalReason OnlyInSession = RefusalReason.Of(IntakeReason.OnlyInSession);
    public static readonly RefusalReason SelfInvited = RefusalReason.Of(IntakeReason.SelfInvited);
    public static readonly RefusalReason AlreadyInvited = RefusalReason.Of(IntakeReason.AlreadyInvited);
    public static readonly RefusalReason MemberUnknown = RefusalReason.Of(IntakeReason.MemberUnknown);
    public static readonly RefusalReason InvitationExpired = RefusalReason.Of(IntakeReason.InvitationExpired);
    public static readonly RefusalReason InvitedTooOften = RefusalReason.Of(
        IntakeReason.InvitedTooOften,
        ("most", InvitationRow.Most)
    );
    public static readonly RefusalReason TextChanged = RefusalReason.Of(IntakeReason.TextChanged);
    public static readonly RefusalReason RetractionNoted = RefusalReason.Of(IntakeReason.RetractionNoted);
    public static readonly RefusalReason WithdrawalPending = RefusalReason.Of(IntakeReason.WithdrawalPending);
    public static readonly RefusalReason ConsentRequired = RefusalReason.Of(IntakeReason.ConsentRequired);
    public static readonly RefusalReason MergedHandedOver = RefusalReason.Of(IntakeReason.MergedHandedOver);
    public static readonly RefusalReason NotHandedOver = RefusalReason.Of(IntakeReason.NotHandedOver);
    public static readonly RefusalReason ReasonUnknown = RefusalReason.Of(IntakeReason.ReasonUnknown);
    public static readonly RefusalReason ExplanationRequired = RefusalReason.Of(IntakeReason.ExplanationRequired);
    public static readonly RefusalReason CheckNotMet = RefusalReason.Of(IntakeReason.CheckNotMet);
    public static readonly RefusalReason ChecksIncomplete = RefusalReason.Of(IntakeReason.ChecksIncomplete);
    public static readonly RefusalReason UnitUnknown = RefusalReason.Of(IntakeReason.UnitUnknown);
    public static readonly RefusalReason PublicationNotConsented = RefusalReason.Of(
        IntakeReason.PublicationNotConsented
    );
    public static readonly RefusalReason FilingBodyRequired = RefusalReason.Of(IntakeReason.FilingBodyRequired);
    public static readonly RefusalReason FilingBodyUnsuitable = RefusalReason.Of(IntakeReason.FilingBodyUnsuitable);
    public static readonly RefusalReason DuplicateCheckRequired = RefusalReason.Of(IntakeReason.DuplicateCheckRequired);
    public static readonly RefusalReason RedirectionUnknown = RefusalReason.Of(IntakeReason.RedirectionUnknown);
    public static readonly RefusalReason RedirectedAlready = RefusalReason.Of(IntakeReason.RedirectedAlready);
    public static readonly RefusalReason TakenUpAlready = RefusalReason.Of(IntakeReason.TakenUpAlready);
    public static readonly RefusalReason MergeSelf = RefusalReason.Of(IntakeReason.MergeSelf);
    public static readonly RefusalReason MergeSessionsDiffer = RefusalReason.Of(IntakeReason.MergeSessionsDiffer);
    public static readonly RefusalReason MergeTargetNotFiled = RefusalReason.Of(IntakeReason.MergeTargetNotFiled);
    public static readonly RefusalReason MergedIntoIt = RefusalReason.Of(IntakeReason.MergedIntoIt);
    public static readonly RefusalReason StateBeforeMergeUnknown = RefusalReason.Of(
        IntakeReason.StateBeforeMergeUnknown
    );
    public static readonly RefusalReason AlreadyHandedOver = RefusalReason.Of(IntakeReason.AlreadyHandedOver);
    public static readonly RefusalReason AlreadyReplied = RefusalReason.Of(IntakeReason.AlreadyReplied);
    public static readonly RefusalReason FileNotReceived = RefusalReason.Of(IntakeReason.FileNotReceived);
    public static readonly RefusalReason TooManyFiles = RefusalReason.Of(
        IntakeReason.TooManyFiles,
        ("most", FileRules.Most)
    );
    public static readonly RefusalReason AlreadyAttached = RefusalReason.Of(IntakeReason.AlreadyAttached);
    public static readonly RefusalReason DraftQuota = RefusalReason.Of(IntakeReason.DraftQuota);
    public static readonly RefusalReason LedgerRowInvalid = RefusalReason.Of(IntakeReason.LedgerRowInvalid);
    public static readonly RefusalReason LedgerSessionNotEmpty = RefusalReason.Of(IntakeReason.LedgerSessionNotEmpty);
}
