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

/// <summary>A running suite as a client sees it: one address for all services, or one for each.</summary>
public sealed class Suite : IDisposable
{
    /// <summary>Names of the services.</summary>
    public static readonly IReadOnlyList<string> Services = Identity.Services;

    private readonly Dictionary<string, GrpcChannel> _channels;
    private readonly bool _secure;

    /// <summary>
    /// A suite whose services listen at these addresses, by name (<see cref="PeerChannel.Open"/>); https needs certificates.
    /// Throws <see cref="InvalidOperationException"/>, in Chinese, for addresses that cannot be used.
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

    /// <summary>A suite that listens at one address.</summary>
    public static Suite At(string address, PeerCertificates? certificates = null) =>
        new(Services.ToDictionary(s => s, _ => address, StringComparer.Ordinal), certificates);

    /// <summary>Signs in.</summary>
    public async Task<Person> SignInAsync(string committee, string login, string password)
    {
        var anonymous = new Person(this, login, null);
        var session = await anonymous.Directory.SignInAsync(
            new SignInRequest
            {
                CommitteeCode = committee,
                Login = login,
                Password = password,
            }
        );
        return new Person(this, login, "Bearer " + session.Token) { Account = session.Account };
    }

    /// <summary>Somebody who has not signed in.</summary>
    public Person Anonymous() => new(this, "anonymous", null);

    /// <summary>Somebody who shows a token he has.</summary>
    public Person WithToken(string token) => new(this, "token", "Bearer " + token);

    /// <summary>The operator: known by his certificate, or where there is no TLS by the services' secret.</summary>
    public Person Operator(string secret) => new(this, "operator", _secure ? null : "Service " + secret);

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var channel in _channels.Values)
            channel.Dispose();
    }

    internal CallInvoker InvokerOf(string service, string? authorization) =>
        _channels[service].Intercept(new CallerInterceptor(authorization));

    /// <summary>Shows who is calling, and gives every call a deadline.</summary>
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

/// <summary>Somebody who uses the suite: one client a service, with his token.</summary>
public sealed class Person(Suite suite, string login, string? authorization)
{
    /// <summary>His sign-in name.</summary>
    public string Login => login;

    /// <summary>His account; empty for who did not sign in.</summary>
    public Account Account { get; init; } = new();

    /// <summary>What he shows, e.g. "Bearer …".</summary>
    public string? Authorization => authorization;

    /// <summary>Directory.</summary>
    public DirectoryService.DirectoryServiceClient Directory { get; } =
        new(suite.InvokerOf("directory", authorization));

    /// <summary>Intake.</summary>
    public IntakeService.IntakeServiceClient Intake { get; } = new(suite.InvokerOf("intake", authorization));

    /// <summary>Assignment.</summary>
    public AssignmentService.AssignmentServiceClient Assignment { get; } =
        new(suite.InvokerOf("assignment", authorization));

    /// <summary>Feedback.</summary>
    public FeedbackService.FeedbackServiceClient Feedback { get; } = new(suite.InvokerOf("feedback", authorization));

    /// <summary>Supervision.</summary>
    public SupervisionService.SupervisionServiceClient Supervision { get; } =
        new(suite.InvokerOf("supervision", authorization));

    /// <summary>The journal RPCs of the process that serves a service.</summary>
    public JournalService.JournalServiceClient JournalOf(string service) =>
        new(suite.InvokerOf(service, authorization));
}

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
