using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Proposals.Channels;

/// <summary>
/// The client's side of positions: every unary call asks for those that the caller has seen, and every answer, also a
/// refusal, raises them (docs/decisions/0034).
/// </summary>
/// <param name="seen">The positions of the callers.</param>
/// <param name="patient">
/// True to send a call again that was answered with NOT_YET, which has changed nothing, as long as its deadline allows.
/// </param>
public sealed class PositionsCarrier(ISeenPositions seen, bool patient) : Interceptor
{
    // A call that is sent again needs some time to be answered.
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request,
        ClientInterceptorContext<TRequest, TResponse> context,
        AsyncUnaryCallContinuation<TRequest, TResponse> continuation
    )
    {
        var call = Begin();
        return new AsyncUnaryCall<TResponse>(
            AnswerAsync(),
            call.ResponseHeadersAsync,
            () => call.GetStatus(),
            () => call.GetTrailers(),
            () => call.Dispose()
        );

        AsyncUnaryCall<TResponse> Begin() => continuation(request, With(context));

        async Task<TResponse> AnswerAsync()
        {
            while (true)
            {
                try
                {
                    var answer = await call.ResponseAsync.ConfigureAwait(false);
                    Take(call.GetTrailers());
                    return answer;
                }
                catch (RpcException e)
                {
                    Take(e.Trailers);
                    if (!patient || !IsNotYet(e) || context.Options.Deadline < DateTime.UtcNow + Least)
                        throw;
                }

                call.Dispose();
                call = Begin();
            }
        }

        void Take(Metadata trailers)
        {
            foreach (var told in trailers)
            {
                if (told.Key == PositionHeaders.Told)
                    seen.Take(context.Options.Headers ?? [], told.Value);
            }
        }
    }

    private ClientInterceptorContext<TRequest, TResponse> With<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context
    )
        where TRequest : class
        where TResponse : class
    {
        var given = context.Options.Headers ?? [];
        var asked = seen.Of(given);
        var headers = new Metadata();
        foreach (var entry in given)
        {
            if (entry.Key == PositionHeaders.Asked)
                asked = Joined(asked, entry.Value);
            else
                headers.Add(entry);
        }

        if (asked.Length > 0)
            headers.Add(PositionHeaders.Asked, asked);
        return new(context.Method, context.Host, context.Options.WithHeaders(headers));
    }

    private static string Joined(string some, string others)
    {
        var all = new SeenPositions();
        all.Take(some);
        all.Take(others);
        return all.Header;
    }

    private static bool IsNotYet(RpcException error) =>
        error.StatusCode == StatusCode.Unavailable && error.Status.Detail == "NOT_YET";
}
