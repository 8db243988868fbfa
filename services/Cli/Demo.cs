using System.CommandLine;
using Proposals.BuildingBlocks;
using Proposals.Channels;
using Proposals.Client;

namespace Proposals.Cli;

/// <summary>示例: creates a committee to try things with, and walks one case through its whole life.</summary>
internal static class Demo
{
    private static readonly Option<bool> DissatisfiedOption = new("--dissatisfied")
    {
        Description = "第一轮不满意，重新办理后办结",
    };

    /// <summary>The services' secret, which identifies the operator to a suite without TLS.</summary>
    public static readonly Option<string> SecretOption = new("--secret")
    {
        Description = "服务间密钥（Peers:Secret；也可用环境变量 PROPOSALS_SECRET）",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("PROPOSALS_SECRET") ?? "",
    };

    private static readonly Argument<string> CodeArgument = new("code")
    {
        Description = "单位代码",
        DefaultValueFactory = _ => "shili",
    };

    /// <summary>demo walk.</summary>
    public static Command Walk()
    {
        var command = new Command("walk", "走完一件提案的全程：起草到办结，逐步打印谁做了什么，最后打印时间线和亮灯")
        {
            DissatisfiedOption,
        };
        command.Does(
            async (parsed, output) =>
            {
                using var suite = SuiteOptions.Suite(parsed);
                var cast = SuiteOptions.Cast(parsed, suite);
                var steps = new List<WalkStep>();
                var walk = new Walk(
                    cast,
                    step =>
                    {
                        steps.Add(step);
                        output.Line($"{steps.Count, 3}. {step.Who, -11} {step.What}");
                    }
                );
                var dissatisfied = parsed.GetValue(DissatisfiedOption);
                var view = await walk.RunAsync(
                    dissatisfied ? "关于演示重新办理过程的提案" : "关于演示办理全过程的提案",
                    !dissatisfied
                );
                var closing = view.Name.Replace("/cases/", "/closings/", StringComparison.Ordinal);
                var form = await (await cast.Office).Feedback.GetCaseAsync(
                    new Feedback.V1.GetCaseRequest { Name = closing }
                );
                output.Line("");
                output.Line(
                    $"案号 {view.CaseNumber}　{view.Subject}　{view.StageText}（第 {view.Round} 轮）　"
                        + $"办理工作 {Words.Of(form.Work)}　办理结果 {Words.Of(form.Result)}"
                );
                output.Table(
                    ["时间", "谁", "事项", "日志位置"],
                    view.Timeline.Select(t =>
                        (IReadOnlyList<string>)
                            [
                                t
                                    .At.ToDateTimeOffset()
                                    .ToOffset(ChinaTime.Offset)
                                    .ToString("yyyy-MM-dd HH:mm:ss", null),
                                t.Actor.Length > 12 ? "…" + t.Actor[^8..] : t.Actor,
                                t.Text,
                                $"{t.Position.Source}/{t.Position.Position_}",
                            ]
                    )
                );
                output.Table(
                    ["任务", "单位", "期限", "亮灯"],
                    view.Duties.Select(d =>
                        (IReadOnlyList<string>)
                            [Words.Of(d.Kind), d.UnitTitle, d.DueDate, d.DoneAt is null ? d.LightText : "已完成"]
                    )
                );
                output.Document(
                    new
                    {
                        steps,
                        caseNumber = view.CaseNumber,
                        stage = view.StageText,
                        round = view.Round,
                        work = Words.Of(form.Work),
                        result = Words.Of(form.Result),
                        timeline = view.Timeline.Select(t => new
                        {
                            position = $"{t.Position.Source}/{t.Position.Position_}",
                            at = t.At.ToDateTimeOffset(),
                            t.Actor,
                            t.Type,
                            t.Text,
                        }),
                        duties = view.Duties.Select(d => new
                        {
                            d.Name,
                            kind = d.Kind.ToString(),
                            d.DueDate,
                            done = d.DoneAt?.ToDateTimeOffset(),
                            light = d.LightText,
                        }),
                    }
                );
                return 0;
            }
        );
        return command;
    }

    /// <summary>demo create.</summary>
    public static Command Create()
    {
        var command = new Command(
            "create",
            "在运行中的系统里新建一个虚构的示例单位，账号和新密码写入 --accounts 指定的文件"
        )
        {
            CodeArgument,
            SecretOption,
        };
        command.Does(
            async (parsed, output) =>
            {
                using var suite = SuiteOptions.Suite(parsed);
                var now = DateTimeOffset.UtcNow;
                var accounts = await DemoCommittee.CreateAsync(
                    suite,
                    parsed.GetValue(SecretOption)!,
                    parsed.GetValue(CodeArgument)!,
                    now.AddDays(-1),
                    now.AddDays(2),
                    now.AddDays(3)
                );
                var path = parsed.GetValue(SuiteOptions.AccountsOption)!;
                if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
                    Folders.CreateDirectory(folder);
                accounts.Save(path);
                output.Line($"已建立单位 {accounts.Committee}，{accounts.Accounts.Count} 个账号及密码在 {path}。");
                output.Document(
                    new
                    {
                        committee = accounts.Committee,
                        accounts = accounts.Accounts.Count,
                        file = path,
                    }
                );
                return 0;
            }
        );
        return command;
    }
}
