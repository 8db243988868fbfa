using System.Collections.Frozen;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Proposals.BuildingBlocks;

/// <summary>
/// Answers a call whose bytes are no message of the RPC. The gRPC server reads the message before any interceptor, and
/// says UNKNOWN or INTERNAL in English.
/// </summary>
public static partial class MalformedCalls
{
    // What the gRPC server says of an exception outside the handler, and of bytes in which it finds no message. The
    // interceptors translate exceptions of the handler.
    private static readonly FrozenSet<string> Words = FrozenSet.Create(
        StringComparer.Ordinal,
        "Exception was thrown by handler.",
        "Incomplete message.",
        "Additional data after the message received.",
        "Unexpected compressed flag value in message header.",
        "Request did not include grpc-encoding value with compressed message.",
        "Request sent 'identity' grpc-encoding value with compressed message."
    );

    /// <summary>Puts the refusal MALFORMED_BODY in the place of the server's own words.</summary>
    public static void UseMalformedCalls(this IApplicationBuilder app)
    {
        var log = app.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(MalformedCalls));
        app.Use(
            async (context, next) =>
            {
                await next(context);
                var trailers = context.Response.HasStarted
                    ? context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers
                    : context.Response.Headers;
                if (trailers is null || !Words.Contains(trailers["grpc-message"].ToString()))
                    return;
                NoMessage(log, context.Request.Path);
                var refused = RefusalStatus.ToException(CommonRefusals.MalformedBody);
                trailers["grpc-status"] = ((int)refused.StatusCode).ToString("D");
                trailers["grpc-message"] = refused.Status.Detail;
                var details = refused.Trailers.First(t => t.IsBinary);
                trailers[details.Key] = Convert.ToBase64String(details.ValueBytes).TrimEnd('=');
            }
        );
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Path}: the bytes are no message of this call")]
    private static partial void NoMessage(ILogger log, string path);
}
