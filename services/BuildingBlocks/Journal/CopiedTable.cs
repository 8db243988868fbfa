using Proposals.Channels;

namespace Proposals.BuildingBlocks;

/// <summary>
/// A table that only followed journals write, so that reading them again gives the same rows
/// (docs/decisions/0024-rows-are-proven-by-their-events.md).
/// </summary>
/// <param name="Name">Name of the table.</param>
/// <param name="Title">What a row is called, in Chinese.</param>
public sealed record CopiedTable(string Name, string Title)
{
    /// <summary>Columns that the service's own decisions change too; they are not compared.</summary>
    public IReadOnlyList<string> LeaveOut { get; init; } = [];

    /// <summary>The journals that write it; empty for all that the service follows.</summary>
    public IReadOnlyList<string> From { get; init; } = [];

    /// <summary>The rows that are compared, as a condition; @now is the present instant.</summary>
    public string Where { get; init; } = "@now > 0";

    /// <summary>Every service's copy of Directory.</summary>
    public static IReadOnlyList<CopiedTable> OfDirectory { get; } =
    [
        Of("committees", "单位"),
        Of("accounts", "账号与角色"),
        // Those that have ended are deleted at some time.
        Of("sign_ins", "登录会话") with
        {
            Where = "expires_at > @now",
        },
        Of("plenary_sessions", "届次"),
        Of("sectors", "界别"),
        Of("members", "提案者"),
        Of("units", "承办单位"),
        Of("calendars", "日历"),
        Of("policy_profiles", "规则"),
    ];

    private static CopiedTable Of(string name, string title) => new(name, title) { From = [Identity.Directory] };
}
