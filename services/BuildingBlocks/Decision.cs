using System.Collections.Frozen;
using System.Text;

namespace Proposals.BuildingBlocks;

/// <summary>What sort of refusal it is; <see cref="RefusalStatus"/> maps each to one gRPC status.</summary>
public enum RefusalKind
{
    /// <summary>The request itself is wrong.</summary>
    Invalid,

    /// <summary>The request is fine, the state of things is not.</summary>
    State,

    /// <summary>There is no such thing, or the caller may not know of it.</summary>
    NotFound,

    /// <summary>It is there already.</summary>
    Exists,

    /// <summary>The caller read an older version.</summary>
    Stale,

    /// <summary>The caller's roles do not allow it.</summary>
    Denied,

    /// <summary>Nobody known is calling.</summary>
    Unauthenticated,

    /// <summary>A stated maximum is reached; later it may go.</summary>
    Exhausted,

    /// <summary>It may or may not have happened; the same request_id may be sent again.</summary>
    Unavailable,
}

/// <summary>A reason to refuse, stable for clients. Every service lists its own in one class; docs/refusals.md is printed from them.</summary>
/// <param name="Code">Upper-case code, never changed once published.</param>
/// <param name="Kind">Sort of refusal.</param>
/// <param name="Message">What to tell the user, in Chinese; says what to do.</param>
public sealed record RefusalReason(string Code, RefusalKind Kind, string Message)
{
    /// <summary>The refusal about one field of the request.</summary>
    public Refusal On(string field) => new(this, Message, field);

    /// <summary>The refusal about one field, with a message that says more.</summary>
    public Refusal On(string field, string message) => new(this, message, field);

    /// <summary>The refusal with a message that says more.</summary>
    public Refusal Because(string message) => new(this, message);

    /// <summary>The plain refusal; no reason is no refusal.</summary>
    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(reason))]
    public static implicit operator Refusal?(RefusalReason? reason) =>
        reason is null ? null : new(reason, reason.Message);
}

/// <summary>A value that says no: never an exception inside the core.</summary>
public sealed record Refusal(
    RefusalReason Reason,
    string Message,
    string? Field = null,
    IReadOnlyDictionary<string, string>? Metadata = null
)
{
    /// <summary>Further violations, one a field or row, for requests that are checked as a whole.</summary>
    public IReadOnlyList<(string Field, string Message)> Violations { get; init; } = [];
}

/// <summary>The answer of a decision: a value, or a refusal.</summary>
public readonly struct Decision<T>
{
    private Decision(T? value, Refusal? refusal) => (Value, Refusal) = (value, refusal);

    /// <summary>The value; default when refused.</summary>
    public T? Value { get; }

    /// <summary>The refusal; null when decided.</summary>
    public Refusal? Refusal { get; }

    /// <summary>A decision that says yes, for values whose type is an interface and so cannot convert by themselves.</summary>
    public static Decision<T> Yes(T value) => new(value, null);

    /// <summary>A decision that says yes.</summary>
    public static implicit operator Decision<T>(T value) => new(value, null);

    /// <summary>A decision that says no.</summary>
    public static implicit operator Decision<T>(Refusal refusal) => new(default, refusal);

    /// <summary>A decision that says no, plainly.</summary>
    public static implicit operator Decision<T>(RefusalReason reason) => new(default, reason);

    /// <summary>True with the value when decided, false with the refusal when not.</summary>
    public bool Decided(
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out T? value,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out Refusal? refusal
    )
    {
        (value, refusal) = (Value, Refusal);
        return Refusal is null;
    }
}

/// <summary>One legal move.</summary>
public readonly record struct Transition<TState, TMove>(TState From, TMove Move, TState To);

/// <summary>A life cycle as ONE table of legal moves. The same table decides, explains a refusal and prints docs/state-machines.md.</summary>
/// <typeparam name="TState">States; the zero value means "does not exist yet".</typeparam>
/// <typeparam name="TMove">Moves, named by verbs.</typeparam>
public sealed class Machine<TState, TMove> : IMachine
    where TState : struct, Enum
    where TMove : struct, Enum
{
    private static readonly RefusalReason MoveNotAllowed = CommonRefusals.MoveNotAllowed;
    private readonly FrozenDictionary<TState, FrozenSet<TMove>> _allowed;

    /// <summary>Builds the machine of a table.</summary>
    public Machine(
        string title,
        Func<TState, string> stateText,
        Func<TMove, string> moveText,
        params Transition<TState, TMove>[] table
    )
    {
        (Title, StateText, MoveText, Table) = (title, stateText, moveText, table);
        _allowed = table.GroupBy(t => t.From).ToFrozenDictionary(g => g.Key, g => g.Select(t => t.Move).ToFrozenSet());
    }

    /// <summary>Name of the machine, in Chinese.</summary>
    public string Title { get; }

    /// <summary>Every legal move.</summary>
    public IReadOnlyList<Transition<TState, TMove>> Table { get; }

    /// <summary>A state in Chinese.</summary>
    public Func<TState, string> StateText { get; }

    /// <summary>A move in Chinese.</summary>
    public Func<TMove, string> MoveText { get; }

    /// <summary>Null when the move is legal from this state; otherwise the refusal, which names the state, the move and what is allowed.</summary>
    public Refusal? Refuses(TState from, TMove move)
    {
        var allowed = _allowed.GetValueOrDefault(from, FrozenSet<TMove>.Empty);
        if (allowed.Contains(move))
            return null;
        var names = allowed.Select(m => UpperSnake(m.ToString())).Order().ToList();
        var texts =
            allowed.Count == 0
                ? "没有可做的操作"
                : "可以：" + string.Join("、", allowed.Order().Select(m => MoveText(m)));
        return new(
            MoveNotAllowed,
            $"当前状态为“{StateText(from)}”，不能“{MoveText(move)}”；{texts}。",
            Metadata: new Dictionary<string, string>
            {
                ["state"] = UpperSnake(from.ToString()),
                ["move"] = UpperSnake(move.ToString()),
                ["allowed"] = string.Join(",", names),
            }
        );
    }

    /// <summary>The state after a legal move that leads to one state only.</summary>
    public TState After(TState from, TMove move) => Table.Single(t => t.From.Equals(from) && t.Move.Equals(move)).To;

    IEnumerable<(string From, string Move, string To)> IMachine.Rows() =>
        Table.Select(t =>
            (
                $"{UpperSnake(t.From.ToString())} {StateText(t.From)}",
                $"{UpperSnake(t.Move.ToString())} {MoveText(t.Move)}",
                $"{UpperSnake(t.To.ToString())} {StateText(t.To)}"
            )
        );

    private static string UpperSnake(string pascal)
    {
        var text = new StringBuilder();
        foreach (var c in pascal)
        {
            if (char.IsUpper(c) && text.Length > 0)
                text.Append('_');
            text.Append(char.ToUpperInvariant(c));
        }

        return text.ToString();
    }
}

/// <summary>A machine as the documents print it.</summary>
public interface IMachine
{
    /// <summary>Name of the machine, in Chinese.</summary>
    string Title { get; }

    /// <summary>Its rows, code and Chinese.</summary>
    IEnumerable<(string From, string Move, string To)> Rows();
}

/// <summary>Refusals every service may give.</summary>
public static class CommonRefusals
{
    /// <summary>No token, or one that is not good any more.</summary>
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

    /// <summary>The certificate's identity may not call this RPC, or is nobody of the suite.</summary>
    public static readonly RefusalReason PeerNotAllowed = new(
        "PEER_NOT_ALLOWED",
        RefusalKind.Denied,
        "此证书的身份无权调用该接口，请联系运维人员核对证书。"
    );

    /// <summary>A required field is empty.</summary>
    public static readonly RefusalReason FieldRequired = new("FIELD_REQUIRED", RefusalKind.Invalid, "此项必填。");

    /// <summary>A field is malformed or out of range.</summary>
    public static readonly RefusalReason FieldInvalid = new("FIELD_INVALID", RefusalKind.Invalid, "此项填写有误。");

    /// <summary>The resource is not there, is of another committee, or the caller may not know of it: always the same bytes.</summary>
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

    /// <summary>The outcome is not known; the same request may be sent again.</summary>
    public static readonly RefusalReason OutcomeUnknown = new(
        "OUTCOME_UNKNOWN",
        RefusalKind.Unavailable,
        "系统暂时无法确认结果，请用同一请求编号重试，不会重复办理。"
    );

    /// <summary>Too many requests wait.</summary>
    public static readonly RefusalReason Busy = new("BUSY", RefusalKind.Exhausted, "当前办理人数较多，请稍后重试。");

    /// <summary>The producer's history is not the one the consumer followed.</summary>
    public static readonly RefusalReason HistoryForked = new(
        "HISTORY_FORKED",
        RefusalKind.State,
        "日志历史与已同步部分不一致，已停止同步，请联系运维人员核对备份。"
    );

    /// <summary>A page token is not one of ours, or a page size is out of range.</summary>
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
