using System.Diagnostics;
using Grpc.Core;
using Proposals.Directory.V1;

namespace Proposals.BuildingBlocks;

/// <summary>
/// The caller of a stream. Its rights are looked at again while the stream lasts, so a stream ends with the sign-in,
/// the role or the certificate that opened it.
/// </summary>
public sealed class StandingCaller
{
    /// <summary>How old a look may be when something is sent.</summary>
    public static readonly TimeSpan Sending = TimeSpan.FromMilliseconds(500);

    /// <summary>How old a look may be while nothing is sent.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromSeconds(4);

    private readonly ServiceShard _service;
    private readonly ServerCallContext _context;
    private readonly Role[] _roles;
    private long _lookedAt = Stopwatch.GetTimestamp();

    private StandingCaller(ServiceShard service, ServerCallContext context, Role[] roles, Caller caller) =>
        (_service, _context, _roles, Caller) = (service, context, roles, caller);

    /// <summary>Who calls.</summary>
    public Caller Caller { get; }

    /// <summary>
    /// The caller of a stream that is opened. Throws as <see cref="ServiceShard.IdentifyAsync"/> does.
    /// </summary>
    public static async Task<StandingCaller> OpenAsync(
        ServiceShard service,
        ServerCallContext context,
        params Role[] roles
    ) => new(service, context, roles, await service.IdentifyAsync(context, roles));

    /// <summary>Time until the caller must be looked at again while nothing is sent.</summary>
    public TimeSpan Due => Idle - Stopwatch.GetElapsedTime(_lookedAt);

    /// <summary>
    /// Looks at the caller again unless that was done within <paramref name="age"/>. Throws when it may no longer call.
    /// </summary>
    public async Task CheckAsync(TimeSpan age)
    {
        if (Stopwatch.GetElapsedTime(_lookedAt) < age)
            return;
        if (Peer.Of(_context).Revalidation is { IsStillValid: false })
            throw RefusalStatus.ToException(CommonRefusals.PeerNotAllowed);
        // New roles end a sign-in too, so the rights are the same as long as the sign-in stands.
        await _service.IdentifyAsync(_context, _roles);
        _lookedAt = Stopwatch.GetTimestamp();
    }
}
