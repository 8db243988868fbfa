using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server.ClientFactory;

/// <summary>Gives calls the deadline and the cancellation of the gRPC call on whose behalf they are made.</summary>
internal sealed class CallContextPropagation(IHttpContextAccessor accessor, bool contextOptional) : Interceptor
{
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        TRequest request,
        ClientInterceptorContext<TRequest, TResponse> context,
        BlockingUnaryCallContinuation<TRequest, TResponse> continuation
    )
    {
        using var link = Linked(ref context);
        return continuation(request, context);
    }

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request,
        ClientInterceptorContext<TRequest, TResponse> context,
        AsyncUnaryCallContinuation<TRequest, TResponse> continuation
    )
    {
        var link = Linked(ref context);
        var call = continuation(request, context);
        return link is null
            ? call
            : new(
                Unlinking(call.ResponseAsync, link),
                _ => call.ResponseHeadersAsync,
                _ => call.GetStatus(),
                _ => call.GetTrailers(),
                Disposing(call),
                link
            );
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        TRequest request,
        ClientInterceptorContext<TRequest, TResponse> context,
        AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation
    )
    {
        var link = Linked(ref context);
        var call = continuation(request, context);
        return link is null
            ? call
            : new(
                call.ResponseStream,
                _ => call.ResponseHeadersAsync,
                _ => call.GetStatus(),
                _ => call.GetTrailers(),
                Disposing(call),
                link
            );
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context,
        AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation
    )
    {
        var link = Linked(ref context);
        var call = continuation(context);
        return link is null
            ? call
            : new(
                call.RequestStream,
                Unlinking(call.ResponseAsync, link),
                _ => call.ResponseHeadersAsync,
                _ => call.GetStatus(),
                _ => call.GetTrailers(),
                Disposing(call),
                link
            );
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context,
        AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation
    )
    {
        var link = Linked(ref context);
        var call = continuation(context);
        return link is null
            ? call
            : new(
                call.RequestStream,
                call.ResponseStream,
                _ => call.ResponseHeadersAsync,
                _ => call.GetStatus(),
                _ => call.GetTrailers(),
                Disposing(call),
                link
            );
    }

    /// <summary>Changes the options; what it returns joins two cancellations and is to be disposed of with the call.</summary>
    private CancellationTokenSource? Linked<TRequest, TResponse>(
        ref ClientInterceptorContext<TRequest, TResponse> context
    )
        where TRequest : class
        where TResponse : class
    {
        if (accessor.HttpContext?.Features.Get<IServerCallContextFeature>()?.ServerCallContext is not { } served)
        {
            return contextOptional
                ? null
                : throw new InvalidOperationException(
                    "No gRPC call is being served here, so there is no context to take over."
                );
        }

        var options = context.Options;
        if (served.Deadline != DateTime.MaxValue && !(options.Deadline < served.Deadline))
        {
            options = options.WithDeadline(served.Deadline);
        }

        CancellationTokenSource? link = null;
        if (!options.CancellationToken.CanBeCanceled)
        {
            options = options.WithCancellationToken(served.CancellationToken);
        }
        else if (served.CancellationToken.CanBeCanceled)
        {
            link = CancellationTokenSource.CreateLinkedTokenSource(options.CancellationToken, served.CancellationToken);
            options = options.WithCancellationToken(link.Token);
        }

        context = new(context.Method, context.Host, options);
        return link;
    }

    private static async Task<T> Unlinking<T>(Task<T> response, CancellationTokenSource link)
    {
        using (link)
        {
            return await response.ConfigureAwait(false);
        }
    }

    private static Action<object> Disposing(IDisposable call) =>
        link =>
        {
            call.Dispose();
            ((CancellationTokenSource)link).Dispose();
        };
}
