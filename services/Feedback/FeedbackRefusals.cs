using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>The reasons to refuse of Feedback: those of feedback_reasons.proto.</summary>
internal static class FeedbackRefusals
{
    public static readonly RefusalReason RatingRequired = RefusalReason.Of(FeedbackReason.RatingRequired);
    public static readonly RefusalReason FormLapsed = RefusalReason.Of(FeedbackReason.FormLapsed);
    public static readonly RefusalReason ClosingRule = RefusalReason.Of(FeedbackReason.ClosingRule);
    public static readonly RefusalReason CaseClosed = RefusalReason.Of(FeedbackReason.CaseClosed);
    public static readonly RefusalReason RoundOver = RefusalReason.Of(FeedbackReason.RoundOver);
    public static readonly RefusalReason ScanRequired = RefusalReason.Of(FeedbackReason.ScanRequired);
    public static readonly RefusalReason ScanNotReceived = RefusalReason.Of(FeedbackReason.ScanNotReceived);
    public static readonly RefusalReason PaperDate = RefusalReason.Of(FeedbackReason.PaperDate);
    public static readonly RefusalReason NoConflict = RefusalReason.Of(FeedbackReason.NoConflict);
    public static readonly RefusalReason NotDissatisfied = RefusalReason.Of(FeedbackReason.NotDissatisfied);
    public static readonly RefusalReason ConciliationDate = RefusalReason.Of(FeedbackReason.ConciliationDate);
    public static readonly RefusalReason RestatingOver = RefusalReason.Of(FeedbackReason.RestatingOver);
}
