using System.Globalization;
using Grpc.Core;
using Proposals.BuildingBlocks;

namespace Proposals.Gateway;

/// <summary>
/// The only place where an exception becomes an answer: refusals of the gateway, errors of a service and unexpected
/// exceptions.
/// </summary>
internal sealed partial class ErrorAnswers(RequestDelegate next, ILogger<ErrorAnswers> log)
{
    /// <summary>Runs the rest of the pipeline.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (ConnectException e) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, e.Error, e.Code, e.Http);
        }
        catch (RpcException e) when (!context.Response.HasStarted)
        {
            // A service that gives a reason has said to its own log what is wrong there.
            if (BuildingBlocks.RefusalStatus.ReasonOf(e) is { Length: > 0 } reason)
                Refused(log, context.Request.Path, reason);
            else if (e.StatusCode is StatusCode.Internal or StatusCode.Unknown or StatusCode.Unavailable)
                CallFailed(log, context.Request.Path, e.Status.Detail, e);
            await WriteAsync(context, e);
        }
        catch (Exception e) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone, so there is nobody to answer.
            Gone(log, context.Request.Path, e.GetType().Name);
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await WriteAsync(
                context,
                e.StatusCode == StatusCodes.Status413PayloadTooLarge
                    ? new ConnectException(GatewayRefusals.BodyTooLarge).Error
                    : new ConnectException(CommonRefusals.MalformedBody).Error
            );
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            RequestFailed(log, context.Request.Path, e);
            await WriteAsync(context, new RpcException(new Status(StatusCode.Internal, "INTERNAL")));
        }
    }

    /// <summary>Writes an error as JSON. The cookie of an unknown session is removed.</summary>
    public static async Task WriteAsync(
        HttpContext context,
        RpcException error,
        StatusCode? code = null,
        int? http = null
    )
    {
        GatewayMeter.Refused(context.Request.Path, error);
        var response = context.Response;
        foreach (
            var header in new[] { "Content-Disposition", "Content-Length", "Content-Encoding", "ETag", "Last-Modified" }
        )
            response.Headers.Remove(header);
        if (error.StatusCode == StatusCode.Unauthenticated && Credentials.IsCookie(context))
            BrowserSession.End(context);
        Trailers.Write(response, error.Trailers);
        response.StatusCode =
            http
            ?? (
                IsTooLarge(error) ? StatusCodes.Status413PayloadTooLarge : ConnectError.HttpOf(code ?? error.StatusCode)
            );
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-store";
        if (response.StatusCode == StatusCodes.Status429TooManyRequests && RetryAfter(error) is { } seconds)
            response.Headers.RetryAfter = seconds;
        await response.WriteAsync(
            ConnectError.ToJson(error, code).ToJsonString(ConnectError.Json),
            context.RequestAborted
        );
    }

    /// <summary>
    /// True when a request or its answer is too large. The protocol's 429 would say that it may be sent again; clients
    /// of the protocol read the code in the body, which stays.
    /// </summary>
    private static bool IsTooLarge(RpcException error)
    {
        if (error.StatusCode != StatusCode.ResourceExhausted)
            return false;
        var reason = BuildingBlocks.RefusalStatus.ReasonOf(error);
        return reason.Length == 0
            || reason == GatewayRefusals.BodyTooLarge.Code
            || reason == GatewayRefusals.FileTooLarge.Code;
    }

    private static string? RetryAfter(RpcException error) =>
        BuildingBlocks.RefusalStatus.ReasonOf(error) == GatewayRefusals.TooManyRequests.Code
            ? 60.ToString(CultureInfo.InvariantCulture)
            : BuildingBlocks
                .RefusalStatus.Unpack<Google.Rpc.ErrorInfo>(error)
                ?.Metadata.GetValueOrDefault("retry_after_seconds");

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path}: a service failed: {Detail}")]
    private static partial void CallFailed(ILogger log, string path, string detail, Exception error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Path}: refused: {Reason}")]
    private static partial void Refused(ILogger log, string path, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Path}: the client is gone ({Error})")]
    private static partial void Gone(ILogger log, string path, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path} failed")]
    private static partial void RequestFailed(ILogger log, string path, Exception error);
}
