using System.Diagnostics;
using Google.Rpc;
using Grpc.Core;

namespace Proposals.Client;

/// <summary>Helpers for every caller of the suite.</summary>
public static class Call
{
    /// <summary>A new request_id.</summary>
    public static string NewId() => Guid.CreateVersion7().ToString();

    /// <summary>The stable reason of an error; empty when it has none.</summary>
    public static string ReasonOf(RpcException error) => Detail<ErrorInfo>(error)?.Reason ?? "";

    /// <summary>The message to the user, in Chinese; the bare status when the error carries none.</summary>
    public static string MessageOf(RpcException error) =>
        Detail<LocalizedMessage>(error)?.Message
        ?? error.Status.StatusCode switch
        {
            StatusCode.Unavailable => "服务没有响应，请确认系统已启动。",
            StatusCode.DeadlineExceeded => "超过等待时间。",
            _ => $"{error.Status.StatusCode} {error.Status.Detail}",
        };

    /// <summary>One detail of a rich error; null when it has none of this type.</summary>
    public static T? Detail<T>(RpcException error)
        where T : class, Google.Protobuf.IMessage<T>, new() =>
        error.Trailers.FirstOrDefault(t => t.Key == "grpc-status-details-bin") is { } entry
            ? Google
                .Rpc.Status.Parser.ParseFrom(entry.ValueBytes)
                .Details.FirstOrDefault(d => d.Is(new T().Descriptor))
                ?.Unpack<T>()
            : null;

    /// <summary>
    /// Polls until there is an answer, for facts that reach another service through its journal. Throws
    /// <see cref="TimeoutException"/>, which names what was waited for.
    /// </summary>
    public static async Task<T> UntilAsync<T>(string what, Func<Task<T?>> ask, TimeSpan? patience = null)
        where T : class
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            if (await ask() is { } answer)
                return answer;
            if (Stopwatch.GetElapsedTime(start) > (patience ?? TimeSpan.FromSeconds(15)))
                throw new TimeoutException($"等待超时：{what}");
            // Polls at once at first and less often later: a service that is starting must not be kept busy with
            // refusals.
            await Task.Delay(Math.Clamp((int)Stopwatch.GetElapsedTime(start).TotalMilliseconds / 5, 15, 1000));
        }
    }
}
