using System.CommandLine;
using Proposals.Client;
using Proposals.Journal.V1;

namespace Proposals.Cli;

/// <summary>核验: every journal, what others have read of it, and the rows that it proves.</summary>
internal static class Verify
{
    // Every journal is read whole, and the followed ones a second time.
    private static readonly TimeSpan Patience = TimeSpan.FromHours(2);

    /// <summary>verify.</summary>
    public static Command Create()
    {
        var command = new Command(
            "verify",
            "核验各服务：日志哈希链，别的服务已读到的位置，数据库文件，以及正文、案号、角色等每一行是否与日志相符"
        );
        command.Does(
            async (parsed, output) =>
            {
                using var suite = SuiteOptions.Suite(parsed);
                var audit = await SuiteOptions.PersonAsync(parsed, suite, "audit");
                var results = new List<(string Service, VerifyJournalResponse Result)>();
                foreach (var service in Suite.Services)
                {
                    results.Add(
                        (
                            service,
                            await audit
                                .JournalOf(service)
                                .VerifyJournalAsync(
                                    new VerifyJournalRequest { Source = service },
                                    deadline: DateTime.UtcNow + Patience
                                )
                        )
                    );
                }

                output.Table(
                    ["日志", "条数", "核对的行", "结果", "末条哈希"],
                    results.Select(r =>
                        (IReadOnlyList<string>)
                            [
                                r.Service,
                                $"{r.Result.Events}",
                                r.Result.UnprovenRows == 0
                                    ? $"{r.Result.Rows}"
                                    : $"{r.Result.Rows}（另 {r.Result.UnprovenRows} 行由旧版本写下，尚无凭据）",
                                ResultOf(r.Result),
                                Convert.ToHexStringLower(r.Result.HeadHash.Span)[
                                    ..Math.Min(12, r.Result.HeadHash.Length * 2)
                                ],
                            ]
                    )
                );
                foreach (var fault in results.SelectMany(r => r.Result.Faults))
                    output.Line(fault.Problem + (fault.Table.Length > 0 ? $"（{fault.Table} {fault.Row}）" : ""));
                output.Document(
                    results.Select(r => new
                    {
                        source = r.Service,
                        events = r.Result.Events,
                        firstBadPosition = r.Result.FirstBadPosition,
                        problem = r.Result.Problem,
                        headHash = Convert.ToHexStringLower(r.Result.HeadHash.Span),
                        rows = r.Result.Rows,
                        unprovenRows = r.Result.UnprovenRows,
                        faults = r.Result.Faults.Select(f => new
                        {
                            committee = f.Committee,
                            position = f.Position,
                            table = f.Table,
                            row = f.Row,
                            problem = f.Problem,
                        }),
                    })
                );
                return results.All(r => IsWhole(r.Result)) ? 0 : 1;
            }
        );
        return command;
    }

    private static bool IsWhole(VerifyJournalResponse result) =>
        result.FirstBadPosition == 0 && result.Problem.Length == 0 && result.Faults.Count == 0;

    private static string ResultOf(VerifyJournalResponse result) =>
        IsWhole(result) ? "完整"
        : result.Problem.Length == 0 ? $"有 {result.Faults.Count} 处问题，见下"
        : $"第 {result.FirstBadPosition} 条起有问题：{result.Problem}";
}
