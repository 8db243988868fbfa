using Proposals.BuildingBlocks;
using Proposals.Client;
using Proposals.Directory.V1;

namespace Proposals.Standalone;

/// <summary>
/// The screen when everything runs: addresses, accounts, the location of the data, and commands to try.
/// </summary>
internal sealed record ReadyScreen
{
    private const string Cli = "dotnet run --project services/Cli --";

    /// <summary>One account for each role; the others are in the file.</summary>
    private static readonly (Role Role, string Login)[] Shown =
    [
        (Role.Member, "member1"),
        (Role.ProposalsOffice, "office"),
        (Role.HandOverOffice, "handover"),
        (Role.HandlingUnit, "unit1"),
        (Role.Supervisor, "supervisor"),
        (Role.Leader, "leader"),
        (Role.SystemAdministrator, "system"),
        (Role.SecurityAdministrator, "security"),
        (Role.AuditAdministrator, "audit"),
    ];

    /// <summary>Address of the portal.</summary>
    public required string Portal { get; init; }

    /// <summary>True when the portal was built. Without npm it is not, and its page says how to build it.</summary>
    public required bool PortalBuilt { get; init; }

    /// <summary>Address of the services.</summary>
    public required string Suite { get; init; }

    /// <summary>Folder of the data.</summary>
    public required string Folder { get; init; }

    /// <summary>Folder of the log.</summary>
    public required string Log { get; init; }

    /// <summary>The demonstration accounts; null when there are none.</summary>
    public DemoAccounts? Accounts { get; init; }

    /// <summary>File of the demonstration accounts.</summary>
    public required string AccountsFile { get; init; }

    /// <summary>True when this start created the data.</summary>
    public required bool First { get; init; }

    /// <summary>Its lines.</summary>
    public IEnumerable<string> Lines() => ["", .. Places(), "", .. People(), .. Commands(), "", "按 Ctrl+C 停止。"];

    private IEnumerable<string> Places() =>
        [
            "政协提案全流程系统已启动。",
            PortalBuilt
                ? $"  门户  {Portal}　在浏览器中打开；登录页上可以直接选示例账号"
                : $"  门户  {Portal}　没有构建：请安装 Node.js 20.19 以上（含 npm）后重新启动；服务照常可用",
            $"  服务  {Suite}　gRPC，命令行连接它",
            $"  数据  {Path.GetFullPath(Folder)}　{(First ? "刚刚生成" : "沿用已有的数据")}；停止后删掉它就重新开始",
            $"  日志  {Path.GetFullPath(Log)}　屏幕上只显示警告，加 --verbose 全部显示",
        ];

    private IEnumerable<string> People()
    {
        if (Accounts is not { } demo)
            return ["没有示例单位。要看示例，换一个空的数据文件夹启动：--Database:Folder 文件夹"];
        var shown = Shown
            .Select(s => (s.Role, Account: demo.Accounts.FirstOrDefault(a => a.Login == s.Login)))
            .Where(s => s.Account is not null);
        return
        [
            $"示例单位 {demo.Committee}（虚构，120 件提案）。"
                + $"每种角色一个账号，全部 {demo.Accounts.Count} 个在 {AccountsFile}：",
            .. shown.Select(s => $"  {Pad(Words.Of(s.Role), 13)} {s.Account!.Login, -11} {s.Account.Password}"),
            "",
        ];
    }

    private IEnumerable<string> Commands()
    {
        if (Accounts is null)
            return [];
        string[] elsewhere =
            Suite == "http://127.0.0.1:5100" && AccountsFile == Path.Combine("data", "demo-accounts.json")
                ? []
                : [$"  export PROPOSALS_ADDRESS={Suite} PROPOSALS_ACCOUNTS={AccountsFile}"];
        return
        [
            "试试看（另开一个终端）：",
            .. elsewhere,
            $"  {Cli} demo walk    一件提案从起草到办结",
            $"  {Cli} stats        全部统计数，带分子和分母",
            $"  {Cli} verify       核对每条日志的哈希链",
        ];
    }

    /// <summary>Pads a text to a width in columns; a Chinese character takes two.</summary>
    private static string Pad(string text, int columns) =>
        text + new string(' ', Math.Max(0, columns - text.Sum(c => c < 0x1100 ? 1 : 2)));
}
