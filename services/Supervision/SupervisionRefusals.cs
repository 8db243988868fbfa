using Proposals.BuildingBlocks;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>The reasons to refuse of Supervision: those of supervision_reasons.proto.</summary>
internal static class SupervisionRefusals
{
    public static readonly RefusalReason DutyDone = RefusalReason.Of(SupervisionReason.DutyDone);
    public static readonly RefusalReason AlreadyKey = RefusalReason.Of(SupervisionReason.AlreadyKey);
    public static readonly RefusalReason NotKey = RefusalReason.Of(SupervisionReason.NotKey);
    public static readonly RefusalReason NotFiled = RefusalReason.Of(SupervisionReason.NotFiled);
    public static readonly RefusalReason UrgedToday = RefusalReason.Of(SupervisionReason.UrgedToday);
    public static readonly RefusalReason NoRatingInMode = RefusalReason.Of(SupervisionReason.NoRatingInMode);
    public static readonly RefusalReason RecordMissing = RefusalReason.Of(SupervisionReason.RecordMissing);
    public static readonly RefusalReason ProblemSettled = RefusalReason.Of(SupervisionReason.ProblemSettled);
    public static readonly RefusalReason InstructionAnswered = RefusalReason.Of(SupervisionReason.InstructionAnswered);
}
