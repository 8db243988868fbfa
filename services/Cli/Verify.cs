using System.CommandLine;
using Proposals.Client;
using Proposals.Journal.V1;

namespace Proposals.Cli;

/// <summary>核验: walks the hash chain of every journal.</summary>
internal static class Verify
{
    /// <summary>verify.</summary>
    public static Command Create()
    {
        var command = new Command("verify", "逐条核验各服务的日志哈希链，报告第一处问题");
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
                                    deadline: DateTime.UtcNow.AddMinutes(5)
                                )
                        )
                    );
                }

                output.Table(
                    ["日志", "条数", "结果", "末条哈希"],
                    results.Select(r =>
                        (IReadOnlyList<string>)
                            [
                                r.Service,
                                $"{r.Result.Events}",
                                r.Result.FirstBadPosition == 0
                                    ? "完整"
                                    : $"第 {r.Result.FirstBadPosition} 条起有问题：{r.Result.Problem}",
                                Convert.ToHexStringLower(r.Result.HeadHash.Span)[
                                    ..Math.Min(12, r.Result.HeadHash.Length * 2)
                                ],
                            ]
                    )
                );
                output.Document(
                    results.Select(r => new
                    {
                        source = r.Service,
                        events = r.Result.Events,
                        firstBadPosition = r.Result.FirstBadPosition,
                        problem = r.Result.Problem,
                        headHash = Convert.ToHexStringLower(r.Result.HeadHash.Span),
                    })
                );
                return results.All(r => r.Result.FirstBadPosition == 0) ? 0 : 1;
            }
        );
        return command;
    }
}
