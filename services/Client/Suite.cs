using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Proposals.Channels;
using Proposals.Directory.V1;

namespace Proposals.Client;

/// <summary>A running suite as a client sees it: one address for all services, or one for each.</summary>
public sealed class Suite : IDisposable
{
    /// <summary>Names of the services.</summary>
    public static readonly IReadOnlyList<string> Services = Identity.Services;

    private readonly Dictionary<string, GrpcChannel> _channels;
    private readonly bool _secure;
    private readonly SeenPositions? _seen;

    /// <summary>
    /// A suite whose services listen at these addresses, by name (<see cref="PeerChannel.Open"/>); https needs
    /// certificates. Throws <see cref="InvalidOperationException"/>, in Chinese, for unusable addresses.
    /// </summary>
    public Suite(IReadOnlyDictionary<string, string> addresses, PeerCertificates? certificates = null)
    {
        _secure = !addresses.Values.Any(a => a.StartsWith("http://", StringComparison.Ordinal));
        _channels = addresses.ToDictionary(
            a => a.Key,
            a => PeerChannel.Open(a.Key, a.Value, certificates),
            StringComparer.Ordinal
        );
    }

    private Suite(Suite whole, SeenPositions seen) =>
        (_channels, _secure, _seen) = (whole._channels, whole._secure, seen);

    /// <summary>A suite that listens at one address.</summary>
    public static Suite At(string address, PeerCertificates? certificates = null) =>
        new(Services.ToDictionary(s => s, _ => address, StringComparer.Ordinal), certificates);

    /// <summary>
    /// The same suite for callers who share <paramref name="seen"/>: what one of them has done or seen at a service is
    /// known to their calls at the others. Its channels stay those of this one.
    /// </summary>
    public Suite Seeing(SeenPositions seen) => new(this, seen);

    /// <summary>Signs in. The person's calls know what it has done; with <see cref="Seeing"/>, what all have.</summary>
    public async Task<Person> SignInAsync(string committee, string login, string password)
    {
        var suite = _seen is null ? Seeing(new SeenPositions()) : this;
        var anonymous = new Person(suite, login, null);
        var session = await anonymous.Directory.SignInAsync(
            new SignInRequest
            {
                CommitteeCode = committee,
                Login = login,
                Password = password,
            }
        );
        return new Person(suite, login, "Bearer " + session.Token) { Account = session.Account };
    }

    /// <summary>A user without a sign-in.</summary>
    public Person Anonymous() => new(Seeing(new SeenPositions()), "anonymous", null);

    /// <summary>A user with an existing token.</summary>
    public Person WithToken(string token) => new(Seeing(new SeenPositions()), "token", "Bearer " + token);

    /// <summary>The operator, identified by its certificate or, without TLS, by the services' secret.</summary>
    public Person Operator(string secret) =>
        new(Seeing(new SeenPositions()), "operator", _secure ? null : "Service " + secret);

    /// <inheritdoc />
    public void Dispose()
    {
        if (_seen is not null)
            return;
        foreach (var channel in _channels.Values)
            channel.Dispose();
    }

    /// <summary>The same suite; the callers of <paramref name="seen"/> also know what these have seen.</summary>
    internal Suite Joining(SeenPositions seen)
    {
        seen.Take(_seen?.Header ?? "");
        return Seeing(seen);
    }

    internal CallInvoker InvokerOf(string service, string? authorization) =>
        _channels[service]
            .Intercept(
                new CallerInterceptor(authorization),
                new PositionsCarrier(_seen ?? new SeenPositions(), patient: true)
            );

    /// <summary>Adds the caller's authorization and a deadline to every call.</summary>
    private sealed class CallerInterceptor(string? authorization) : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncUnaryCallContinuation<TRequest, TResponse> continuation
        ) => continuation(request, With(context, TimeSpan.FromSeconds(10)));

        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation
        ) => continuation(request, With(context, TimeSpan.FromMinutes(10)));

        private ClientInterceptorContext<TRequest, TResponse> With<TRequest, TResponse>(
            ClientInterceptorContext<TRequest, TResponse> context,
            TimeSpan deadline
        )
            where TRequest : class
            where TResponse : class
        {
            var headers = new Metadata();
            foreach (var entry in context.Options.Headers ?? [])
                headers.Add(entry);
            if (authorization is not null)
                headers.Add("authorization", authorization);
            var options = context.Options.WithHeaders(headers);
            return new(
                context.Method,
                context.Host,
                options.Deadline is null ? options.WithDeadline(DateTime.UtcNow + deadline) : options
            );
        }
    }
}
