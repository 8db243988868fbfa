using System.CommandLine;
using Proposals.BuildingBlocks;
using Proposals.Client;
using Proposals.Journal.V1;

namespace Proposals.Cli;

/// <summary>
/// 搁置: lists and retries events that a consumer could not apply and has parked with their aggregate.
/// </summary>
internal static class Parked
{
    private static readonly Argument<string> ServiceArgument = new("service") { Description = "服务" };
    private static readonly Argument<string> AggregateArgument = new("aggregate")
    {
        Description = "搁置事件所属对象的编号",
    };

    /// <summary>parked list, parked retry.</summary>
    public static Command Create()
    {
        var list = new Command("list", "列出各服务搁置的事件");
        list.Does(
            async (parsed, output) =>
            {
                using var suite = SuiteOptions.Suite(parsed);
                var system = await SuiteOptions.PersonAsync(parsed, suite, "system");
                var parked = new List<ParkedEvent>();
                foreach (var service in Suite.Services)
                {
                    var token = "";
                    do
                    {
                        var page = await system
                            .JournalOf(service)
                            .ListParkedEventsAsync(
                                new ListParkedEventsRequest
                                {
                                    Service = service,
                                    PageSize = Page.Maximum,
                                    PageToken = token,
                                }
                            );
                        parked.AddRange(page.ParkedEvents);
                        token = page.NextPageToken;
                    } while (token.Length > 0);
                }

                output.Line(parked.Count == 0 ? "没有搁置的事件。" : $"搁置 {parked.Count} 条。");
                if (parked.Count > 0)
                    output.Table(
                        ["服务", "来源", "对象", "类型", "原因"],
                        parked.Select(p =>
                            (IReadOnlyList<string>)
                                [
                                    p.Service,
                                    $"{p.Event.Source}/{p.Event.Position}",
                                    p.Event.Aggregate,
                                    p.Event.Type,
                                    p.Error,
                                ]
                        )
                    );
                output.Document(
                    parked.Select(p => new
                    {
                        service = p.Service,
                        source = p.Event.Source,
                        position = p.Event.Position,
                        aggregate = p.Event.Aggregate,
                        type = p.Event.Type,
                        error = p.Error,
                    })
                );
                return parked.Count == 0 ? 0 : 1;
            }
        );
        var retry = new Command("retry", "重试一个对象的搁置事件") { ServiceArgument, AggregateArgument };
        retry.Does(
            async (parsed, output) =>
            {
                using var suite = SuiteOptions.Suite(parsed);
                var system = await SuiteOptions.PersonAsync(parsed, suite, "system");
                var service = parsed.GetValue(ServiceArgument)!;
                var applied = await system
                    .JournalOf(service)
                    .RetryParkedEventsAsync(
                        new RetryParkedEventsRequest
                        {
                            Service = service,
                            Aggregate = parsed.GetValue(AggregateArgument)!,
                        }
                    );
                output.Line($"已处理 {applied.Applied} 条。");
                output.Document(new { applied = applied.Applied });
                return 0;
            }
        );
        return new Command("parked", "搁置的事件") { list, retry };
    }
}
