using System.Diagnostics;
using Google.Rpc;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Proposals.Assignments.V1;
using Proposals.Channels;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;
using Proposals.Journal.V1;
using Proposals.Supervision.V1;

namespace Proposals.Client;

/// <summary>Small things every caller needs.</summary>
public static class Call
{
    /// <summary>A fresh request_id.</summary>
    public static string NewId() => Guid.CreateVersion7().ToString();

    /// <summary>The stable reason of an error; empty when it has none.</summary>
    public static string ReasonOf(RpcException error) => Detail<ErrorInfo>(error)?.Reason ?? "";

    /// <summary>What to tell the user, in Chinese; the bare status when the error brings no words.</summary>
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

    /// <summary>Asks again until there is an answer, for what reaches another service by its journal. Throws <see cref="TimeoutException"/> that says what was waited for.</summary>
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
            // At once at first, less and less often later: what is just coming up must not be kept busy with refusing.
            await Task.Delay(Math.Clamp((int)Stopwatch.GetElapsedTime(start).TotalMilliseconds / 5, 15, 1000));
        }
    }

    /// <summary>
    /// A service says that it knows nothing of a proposal, or nothing of its filing: what it hears from Intake's journal may be on its way, or have come up to the submission only.
    /// </summary>
    public static bool IsNotYetKnown(RpcException error) =>
        error.StatusCode == StatusCode.NotFound || ReasonOf(error) == "NOT_FILED";

    /// <summary>The answer, or null where there is nothing yet (<see cref="IsNotYetKnown"/>).</summary>
    public static async Task<T?> OrNullAsync<T>(AsyncUnaryCall<T> call)
        where T : class
    {
        try
        {
            return await call;
        }
        catch (RpcException e) when (IsNotYetKnown(e))
        {
            return null;
        }
    }
}
