using System.Diagnostics;
using Grpc.Core;
using Proposals.BuildingBlocks;
using Proposals.Journal.V1;
using Proposals.Supervision.V1;

namespace Proposals.Supervision;

/// <summary>
/// Streams live changes: the positions of the journals here, at once and after every change that the caller may see,
/// with heartbeats in between. It names proposals and nothing else; the caller reads their state through calls that
/// check its rights. The stream ends with the sign-in.
/// </summary>
internal static class WatchChanges
{
    private const int MaxNamed = 100;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public static async Task RunAsync(
        ChangeFeed feed,
        IServerStreamWriter<WatchChangesResponse> stream,
        ServerCallContext context,
        CancellationToken stopping
    )
    {
        var service = feed.Service;
        var rights = await StandingCaller.OpenAsync(service, context);
        var caller = rights.Caller;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, stopping);
        try
        {
            using var subscription = await feed.SubscribeAsync(caller, stop.Token);
            await stream.WriteAsync(
                ToMessage(new News(subscription.AsOf, [], false), service.Shard, caller.Committee),
                stop.Token
            );
            var sent = Stopwatch.GetTimestamp();
            while (true)
            {
                await Task.Delay(ChangeFeed.Pause, stop.Token);
                var news = await subscription.NextAsync(
                    Soonest(rights.Due, Heartbeat - Stopwatch.GetElapsedTime(sent)),
                    stop.Token
                );
                await rights.CheckAsync(news is null ? StandingCaller.Idle : StandingCaller.Sending);
                if (news is null && Stopwatch.GetElapsedTime(sent) < Heartbeat)
                    continue;
                await stream.WriteAsync(
                    ToMessage(news ?? subscription.Alive(), service.Shard, caller.Committee),
                    stop.Token
                );
                sent = Stopwatch.GetTimestamp();
            }
        }
        catch (OperationCanceledException)
            when (stopping.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested)
        {
            throw RefusalStatus.ToException(CommonRefusals.OutcomeUnknown);
        }
    }

    private static TimeSpan Soonest(TimeSpan one, TimeSpan other)
    {
        var soonest = one < other ? one : other;
        return soonest > TimeSpan.Zero ? soonest : TimeSpan.FromMilliseconds(1);
    }

    private static WatchChangesResponse ToMessage(News news, int shard, string committee)
    {
        var message = new WatchChangesResponse { More = news.More || news.Proposals.Count > MaxNamed };
        message.AsOf.AddRange(
            news.AsOf.OrderBy(p => p.Key, StringComparer.Ordinal)
                .Select(p => new Position
                {
                    Source = p.Key,
                    Shard = shard,
                    Position_ = p.Value,
                })
        );
        message.Proposals.AddRange(
            news.Proposals.Order(StringComparer.Ordinal)
                .Take(MaxNamed)
                .Select(id => ResourceName.Of(committee, "proposals", id))
        );
        return message;
    }
}
