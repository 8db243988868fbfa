using System.Collections.Frozen;
using System.Text;

namespace Proposals.BuildingBlocks;

/// <summary>Refusals that every service may give.</summary>
public static class CommonRefusals
{
    /// <summary>No token, or one that is no longer valid.</summary>
    public static readonly RefusalReason Unauthenticated = new(
        "UNAUTHENTICATED",
        RefusalKind.Unauthenticated,
        "请先登录；登录已过期或已退出时请重新登录。"
    );

    /// <summary>The caller lacks the role.</summary>
    public static readonly RefusalReason RoleRequired = new(
        "ROLE_REQUIRED",
        RefusalKind.Denied,
        "您的账号没有办理此事的权限，请联系本单位管理员。"
    );

    /// <summary>The certificate's identity may not call this RPC, or is not an identity of the suite.</summary>
    public static readonly RefusalReason PeerNotAllowed = new(
        "PEER_NOT_ALLOWED",
        RefusalKind.Denied,
        "此证书的身份无权调用该接口，请联系运维人员核对证书。"
    );

    /// <summary>A required field is empty.</summary>
    public static readonly RefusalReason FieldRequired = new("FIELD_REQUIRED", RefusalKind.Invalid, "此项必填。");

    /// <summary>A field is malformed or out of range.</summary>
    public static readonly RefusalReason FieldInvalid = new("FIELD_INVALID", RefusalKind.Invalid, "此项填写有误。");

    /// <summary>
    /// The resource does not exist, belongs to another committee, or is hidden from the caller. All three cases answer
    /// with the same bytes.
    /// </summary>
    public static readonly RefusalReason NotFound = new("NOT_FOUND", RefusalKind.NotFound, "没有找到，或您无权查看。");

    /// <summary>The etag is not the current one.</summary>
    public static readonly RefusalReason Stale = new("STALE", RefusalKind.Stale, "内容已被他人更新，请刷新后再试。");

    /// <summary>The request_id was used for another request.</summary>
    public static readonly RefusalReason RequestIdReused = new(
        "REQUEST_ID_REUSED",
        RefusalKind.Exists,
        "同一请求编号不能用于不同的请求，请换用新的编号。"
    );

    /// <summary>The state table has no such move.</summary>
    public static readonly RefusalReason MoveNotAllowed = new(
        "MOVE_NOT_ALLOWED",
        RefusalKind.State,
        "当前状态不允许此操作。"
    );

    /// <summary>The outcome is unknown; the same request may be sent again.</summary>
    public static readonly RefusalReason OutcomeUnknown = new(
        "OUTCOME_UNKNOWN",
        RefusalKind.Unavailable,
        "系统暂时无法确认结果，请用同一请求编号重试，不会重复办理。"
    );

    /// <summary>Too many requests are waiting.</summary>
    public static readonly RefusalReason Busy = new("BUSY", RefusalKind.Exhausted, "当前办理人数较多，请稍后重试。");

    /// <summary>The producer's history is not the one the consumer followed.</summary>
    public static readonly RefusalReason HistoryForked = new(
        "HISTORY_FORKED",
        RefusalKind.State,
        "日志历史与已同步部分不一致，已停止同步，请联系运维人员核对备份。"
    );

    /// <summary>The page token is not one of ours, or the page size is out of range.</summary>
    public static readonly RefusalReason InvalidPage = new(
        "INVALID_PAGE",
        RefusalKind.Invalid,
        "分页参数有误：每页 1 至 200 条，翻页标记须为上一页返回的值。"
    );

    /// <summary>Parked events fail again.</summary>
    public static readonly RefusalReason StillFailing = new(
        "STILL_FAILING",
        RefusalKind.State,
        "搁置的事件重试后仍然失败，已保留。"
    );
}
