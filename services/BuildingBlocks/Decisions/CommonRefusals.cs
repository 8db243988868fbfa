using Proposals.Common.V1;

namespace Proposals.BuildingBlocks;

/// <summary>The reasons to refuse that every service may give: those of common_reasons.proto.</summary>
public static class CommonRefusals
{
    public static readonly RefusalReason Unauthenticated = RefusalReason.Of(CommonReason.Unauthenticated);
    public static readonly RefusalReason RoleRequired = RefusalReason.Of(CommonReason.RoleRequired);
    public static readonly RefusalReason PeerNotAllowed = RefusalReason.Of(CommonReason.PeerNotAllowed);
    public static readonly RefusalReason FieldRequired = RefusalReason.Of(CommonReason.FieldRequired);
    public static readonly RefusalReason FieldInvalid = RefusalReason.Of(CommonReason.FieldInvalid);
    public static readonly RefusalReason NotFound = RefusalReason.Of(CommonReason.NotFound);
    public static readonly RefusalReason Stale = RefusalReason.Of(CommonReason.Stale);
    public static readonly RefusalReason RequestIdReused = RefusalReason.Of(CommonReason.RequestIdReused);
    public static readonly RefusalReason MoveNotAllowed = RefusalReason.Of(CommonReason.MoveNotAllowed);
    public static readonly RefusalReason OutcomeUnknown = RefusalReason.Of(CommonReason.OutcomeUnknown);
    public static readonly RefusalReason Busy = RefusalReason.Of(CommonReason.Busy);
    public static readonly RefusalReason HistoryForked = RefusalReason.Of(CommonReason.HistoryForked);
    public static readonly RefusalReason InvalidPage = RefusalReason.Of(
        CommonReason.InvalidPage,
        ("most", Page.Maximum)
    );
    public static readonly RefusalReason StillFailing = RefusalReason.Of(CommonReason.StillFailing);
    public static readonly RefusalReason MalformedBody = RefusalReason.Of(CommonReason.MalformedBody);
    public static readonly RefusalReason HistoryLost = RefusalReason.Of(CommonReason.HistoryLost);
    public static readonly RefusalReason NotSaved = RefusalReason.Of(CommonReason.NotSaved);
    public static readonly RefusalReason NotYet = RefusalReason.Of(CommonReason.NotYet);
}
