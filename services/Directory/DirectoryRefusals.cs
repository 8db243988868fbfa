using Proposals.BuildingBlocks;

namespace Proposals.Directory;

/// <summary>The reasons to refuse of Directory.</summary>
internal static class DirectoryRefusals
{
    public static readonly RefusalReason SignInFailed = new(
        "SIGN_IN_FAILED",
        RefusalKind.Unauthenticated,
        "单位代码、账号或密码不正确。"
    );
    public static readonly RefusalReason AccountLocked = new(
        "ACCOUNT_LOCKED",
        RefusalKind.Exhausted,
        "密码连续输错 5 次，账号已锁定 15 分钟，请稍后再试。"
    );
    public static readonly RefusalReason PasswordWrong = new("PASSWORD_WRONG", RefusalKind.Invalid, "原密码不正确。");
    public static readonly RefusalReason PasswordWeak = new(
        "PASSWORD_WEAK",
        RefusalKind.Invalid,
        "密码须为 12 至 128 个字符，且不能只用少数几个字符重复。"
    );
    public static readonly RefusalReason AlreadyExists = new(
        "ALREADY_EXISTS",
        RefusalKind.Exists,
        "已有同名或同编号的记录。"
    );
    public static readonly RefusalReason RolesExclusive = new(
        "ROLES_EXCLUSIVE",
        RefusalKind.Invalid,
        "系统、安全、审计管理员相互独立，也不能兼任业务角色（三员分立）。"
    );
    public static readonly RefusalReason RelationRequired = new(
        "RELATION_REQUIRED",
        RefusalKind.Invalid,
        "委员账号须关联提案者，承办单位账号须关联单位。"
    );
    public static readonly RefusalReason OwnAccount = new("OWN_ACCOUNT", RefusalKind.Denied, "不能更改自己的角色。");
}
