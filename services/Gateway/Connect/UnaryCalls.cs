using Google.Protobuf;
using Proposals.Channels;
using Proposals.Directory.V1;

namespace Proposals.Gateway;

/// <summary>
/// Answers Connect unary calls: headers → caller → message → service → answer. It also maintains the browser's session.
/// </summary>
internal sealed class UnaryCalls(
    PeerChannels peers,
    SessionPositions seen,
    GatewaySettings settings,
    RateLimits limits,
    TimeProvider clock
)
{
    /// <summary>Answers one call.</summary>
    public async Task AnswerAsync(HttpContext context, OfferedRpc rpc)
    {
        var request = context.Request;
        ConnectRequest.RequireVersion(request);
        var (json, timeout) = (ConnectRequest.IsJson(request), ConnectRequest.TimeoutOf(request));
        var credentials = rpc.IsSignIn ? Credentials.NoneOf(context) : Credentials.Of(context, settings);
        var session = rpc.IsSignIn && request.Headers[BrowserSession.Header] == "cookie";
        if (session)
            SameOrigin.Require(request, settings);
        var message = await ConnectRequest.ReadAsync(context, rpc, json);
        if (message is SignInRequest signIn)
            limits.SignIn(credentials.Address, signIn);
        using var call = peers.Call(rpc, message, credentials, timeout, context.RequestAborted);
        var answer = await call;
        var trailers = call.GetTrailers();
        if (answer is SignInResponse signedIn)
        {
            seen.Take(signedIn.Token, trailers.GetValue(PositionHeaders.Told) ?? "");
            if (session)
                answer = IntoCookie(context, signedIn);
        }

        if (rpc.IsSignOut)
            seen.Forget(credentials.Token);
        if (rpc.IsSignOut && credentials.ByCookie)
            BrowserSession.End(context);
        Trailers.Write(context.Response, trailers);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = json ? "application/json" : "application/proto";
        await context.Response.Body.WriteAsync(
            json ? MessageCodec.ToJson(answer) : answer.ToByteArray(),
            context.RequestAborted
        );
    }

    private SignInResponse IntoCookie(HttpContext context, SignInResponse signedIn)
    {
        BrowserSession.Begin(context, signedIn.Token, signedIn.ExpiresAt.ToDateTimeOffset() - clock.GetUtcNow());
        var answer = signedIn.Clone();
        answer.Token = "";
        return answer;
    }
}
