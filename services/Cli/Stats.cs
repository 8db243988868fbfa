using System.CommandLine;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Supervision.V1;

namespace Proposals.Cli;

/// <summary>统计: prints every figure of a session with numerator and denominator.</summary>
internal static class Stats
{
    private static readonly Option<string?> SessionOption = new("--session")
    {
        Description = "届次，如 8-1；不写时用最近一次",
    };

    /// <summary>stats.</summary>
    public static Command Create()
    {
        var command = new Command("stats", "一次会议的各项统计，附分子、分母和日志位置") { SessionOption };
        command.Does(
            async (parsed, output) =>
            {
                using var suite = SuiteOptions.Suite(parsed);
                var office = await SuiteOptions.PersonAsync(parsed, suite, "office");
                var sessions = (
                    await office.Directory.ListPlenarySessionsAsync(
                        new ListPlenarySessionsRequest { PageSize = Page.Maximum }
                    )
                ).Sessions;
                var wanted = parsed.GetValue(SessionOption);
                var session = wanted is null
                    ? sessions.FirstOrDefault()
                    : sessions.FirstOrDefault(s => $"{s.Term}-{s.Number}" == wanted);
                if (session is null)
                {
                    output.Error(
                        wanted is null
                            ? "还没有届次。"
                            : $"没有届次 {wanted}；现有："
                                + string.Join("、", sessions.Select(s => $"{s.Term}-{s.Number}"))
                                + "。",
                        "NOT_FOUND"
                    );
                    return 1;
                }

                var statistics = await office.Supervision.GetStatisticsAsync(
                    new GetStatisticsRequest { Session = session.Name }
                );
                output.Line(
                    $"{session.Title}　立案口径：{statistics.FiledConvention}　日志位置："
                        + string.Join(" ", statistics.AsOf.Select(p => $"{p.Source}/{p.Position_}"))
                );
                output.Table(
                    ["指标", "分组", "数", "分母", "%", "定义"],
                    statistics.Figures.Select(f =>
                        (IReadOnlyList<string>)
                            [
                                f.Title,
                                f.GroupTitle,
                                $"{f.Numerator}",
                                f.Rate ? $"{f.Denominator}" : "",
                                f.Percent,
                                f.Definition,
                            ]
                    )
                );
                output.Document(
                    new
                    {
                        session = $"{session.Term}-{session.Number}",
                        title = session.Title,
                        filedConvention = statistics.FiledConvention,
                        computedAt = statistics.ComputedAt.ToDateTimeOffset(),
                        asOf = statistics.AsOf.ToDictionary(p => p.Source, p => p.Position_),
                        stale = statistics.Stale,
                        figures = statistics.Figures.Select(f => new
                        {
                            f.Definition,
                            f.Title,
                            f.Population,
                            f.Group,
                            f.GroupTitle,
                            f.Numerator,
                            denominator = f.Rate ? f.Denominator : (long?)null,
                            percent = f.Rate ? f.Percent : null,
                        }),
                    }
                );
                return 0;
            }
        );
        return command;
    }
}
