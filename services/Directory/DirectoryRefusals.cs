using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Directory;

/// <summary>The reasons to refuse of Directory: those of directory_reasons.proto.</summary>
internal static class DirectoryRefusals
{
    public static readonly RefusalReason SignInFailed = RefusalReason.Of(DirectoryReason.SignInFailed);
    public static readonly RefusalReason AccountLocked = RefusalReason.Of(DirectoryReason.AccountLocked);
    public static readonly RefusalReason PasswordWrong = RefusalReason.Of(DirectoryReason.PasswordWrong);
    public static readonly RefusalReason PasswordWeak = RefusalReason.Of(
        DirectoryReason.PasswordWeak,
        ("least", PasswordRules.Length.Least),
        ("most", PasswordRules.Length.Most)
    );
    public static readonly RefusalReason AlreadyExists = RefusalReason.Of(DirectoryReason.AlreadyExists);
    public static readonly RefusalReason RolesExclusive = RefusalReason.Of(DirectoryReason.RolesExclusive);
    public static readonly RefusalReason RelationRequired = RefusalReason.Of(DirectoryReason.RelationRequired);
    public static readonly RefusalReason OwnAccount = RefusalReason.Of(DirectoryReason.OwnAccount);
    public static readonly RefusalReason PasswordChangeRequired = RefusalReason.Of(
        DirectoryReason.PasswordChangeRequired
    );
    public static readonly RefusalReason OneTimePasswordExpired = RefusalReason.Of(
        DirectoryReason.OneTimePasswordExpired
    );
}
