using System.Globalization;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Proposals.Directory.V1;

namespace Proposals.Gateway;

/// <summary>
/// Serves a streaming RPC as server-sent events. "message" carries a number and the JSON of one message, "error" a
/// Connect error; "end" means that nothing more comes. A comment every 15 s shows proxies that the stream is alive.
/// After 10 minutes the stream ends and the client reconnects. Called by POST with a JSON body, or for EventSource by
/// GET with ?message={json}.
/// </summary>
internal sealed class EventStreams(
    PeerChannels peers,
    GatewaySettings settings,
    StreamLimits limits,
    TimeProvider clock,
    IHostApplicationLifetime lifetime
)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10),
        Heartbeat = TimeSpan.FromSeconds(15),
        FirstWord = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Answers one call. Refusals before the stream begins are plain answers with a status; later ones are events.
    /// </summary>
    public async Task AnswerAsync(HttpContext context, OfferedRpc rpc)
    {
        ConnectRequest.RequireVersion(context.Request);
        var credentials = Credentials.Of(context, settings);
        var message = await ReadAsync(context, rpc);
        using var place = limits.Open(await WhoseAsync(credentials, context.RequestAborted));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted,
            lifetime.ApplicationStopping
        );
        using var call = peers.Open(rpc, message, credentials, Deadline, stop.Token);
        var next = call.ResponseStream.MoveNext(CancellationToken.None);
        await WaitAsync(next, FirstWord);
        // A call that fails at once can still remove the cookie.
        if (
            credentials.ByCookie
            && next.IsFaulted
            && next.Exception.InnerException is RpcException { StatusCode: StatusCode.Unauthenticated }
        )
            BrowserSession.End(context);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        // nginx and similar proxies would buffer the events.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        await PassOnAsync(context.Response, call.ResponseStream, next, context.RequestAborted);
    }

    /// <summary>
    /// The account that a stream counts for. While Directory is away the token counts, because a known sign-in is good
    /// without Directory.
    /// </summary>
    private async Task<string> WhoseAsync(Credentials credentials, CancellationToken gone)
    {
        if (credentials.Token.Length == 0)
            return credentials.Address;
        try
        {
            var account = await new DirectoryService.DirectoryServiceClient(
                peers.Of(Channels.Identity.Directory)
            ).GetCallerAsync(
                new GetCallerRequest(),
                PeerChannels.OptionsOf(credentials, ConnectRequest.DefaultTimeout, gone)
            );
            return account.Name;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unauthenticated)
        {
            return credentials.Address;
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
        {
            return credentials.Token;
        }
    }

    private async Task PassOnAsync(
        HttpResponse response,
        IAsyncStreamReader<IMessage> messages,
        Task<bool> next,
        CancellationToken gone
    )
    {
        await SendAsync(response, ": begin\n\n", gone);
        using var timer = new PeriodicTimer(Heartbeat, clock);
        var beat = timer.WaitForNextTickAsync(CancellationToken.None).AsTask();
        for (var number = 1L; ; number++)
        {
            while (await Task.WhenAny(next, beat) == beat && !next.IsCompleted)
            {
                await SendAsync(response, ":\n\n", gone);
                beat = timer.WaitForNextTickAsync(CancellationToken.None).AsTask();
            }

            try
            {
                if (!await next)
                    break;
            }
            // The ten minutes are over, or the process is stopping: no error.
            catch (RpcException e)
                when (e.StatusCode == StatusCode.DeadlineExceeded
                    || (e.StatusCode == StatusCode.Cancelled && !gone.IsCancellationRequested)
                )
            {
                break;
            }
            catch (RpcException e) when (!gone.IsCancellationRequested)
            {
                await SendAsync(
                    response,
                    $"event: error\ndata: {ConnectError.ToJson(e).ToJsonString(ConnectError.Json)}\n\n",
                    gone
                );
                return;
            }

            await SendAsync(
                response,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"event: message\nid: {number}\ndata: {JsonFormatter.Default.Format(messages.Current)}\n\n"
                ),
                gone
            );
            next = messages.MoveNext(CancellationToken.None);
        }

        await SendAsync(response, "event: end\ndata: {}\n\n", gone);
    }

    private static async Task<IMessage> ReadAsync(HttpContext context, OfferedRpc rpc)
    {
        if (!HttpMethods.IsGet(context.Request.Method))
            return await ConnectRequest.ReadAsync(context, rpc, ConnectRequest.IsJson(context.Request));
        var json = QueryParameter.Of(context.Request, "message");
        return MessageCodec.FromJson(Encoding.UTF8.GetBytes(json.Length == 0 ? "{}" : json), rpc.Descriptor.InputType);
    }

    private static async Task SendAsync(HttpResponse response, string text, CancellationToken stop)
    {
        await response.WriteAsync(text, stop);
        await response.Body.FlushAsync(stop);
    }

    /// <summary>Waits until a task ends in any way, or until the time is over.</summary>
    private async Task WaitAsync(Task task, TimeSpan patience) => await Task.WhenAny(task, Task.Delay(patience, clock));
}
