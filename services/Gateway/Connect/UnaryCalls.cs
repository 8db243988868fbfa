using Google.Protobuf;
using Proposals.Directory.V1;

namespace Proposals.Gateway;

/// <summary>
/// Answers Connect unary calls: headers → caller → message → service → answer. It also maintains the browser's session.
/// </summary>
internal sealed class UnaryCalls(PeerChannels peers, GatewaySettings settings, RateLimits limits, TimeProvider clock)
{
    /// <summary>Answers one call.</summary>
    public async Task AnswerAsync(HttpContext context, OfferedRpc rpc)
    {
        var request = context.Request;
        ConnectRequest.RequireVersion(request);
        var (json, timeout) = (ConnectRequest.IsJson(request), ConnectRequest.TimeoutOf(request));
        var credentials = rpc.IsSignIn ? Anonymous(request) : Credentials.Of(context, settings);
        var session = rpc.IsSignIn && request.Headers[BrowserSession.Header] == "cookie";
        if (session)
            SameOrigin.Require(request, settings);
        if (rpc.IsSignIn)
            limits.SignIn(context);
        var message = await ConnectRequest.ReadAsync(context, rpc, json);
        using var call = peers.Call(rpc, message, credentials, timeout, context.RequestAborted);
        var answer = await call;
        if (session && answer is SignInResponse signedIn)
            answer = IntoCookie(context, signedIn);
        if (rpc.IsSignOut && credentials.ByCookie)
            BrowserSession.End(context);
        Trailers.Write(context.Response, call.GetTrailers());
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = json ? "application/json" : "application/proto";
        await context.Response.Body.WriteAsync(
            json ? MessageCodec.ToJson(answer) : answer.ToByteArray(),
            context.RequestAborted
        );
    }

    /// <summary>
    /// A sign-in has no caller yet, whatever an old cookie says. An Authorization header that is never accepted from
    /// outside is refused here too.
    /// </summary>
    private static Credentials Anonymous(HttpRequest request)
    {
        Credentials.BearerOf(request);
        return Credentials.None;
    }

    private SignInResponse IntoCookie(HttpContext context, SignInResponse signedIn)
    {
        BrowserSession.Begin(context, signedIn.Token, signedIn.ExpiresAt.ToDateTimeOffset() - clock.GetUtcNow());
        var answer = signedIn.Clone();
        answer.Token = "";
        return answer;
    }
}
