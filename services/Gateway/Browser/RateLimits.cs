using System.Net;
using System.Threading.RateLimiting;

namespace Proposals.Gateway;

/// <summary>Rate limits: 300 sign-ins a minute from one address, 60 uploads a minute by one account.</summary>
internal sealed class RateLimits : IDisposable
{
    /// <summary>
    /// Sign-ins a minute from one address. A plenary session behind one address shares it, and wrong passwords lock the
    /// account in any case.
    /// </summary>
    public const int SignIns = 300;

    /// <summary>Uploads a minute by one account.</summary>
    public const int Uploads = 60;

    private readonly PartitionedRateLimiter<string> _signIns = Limiter(SignIns),
        _uploads = Limiter(Uploads);

    /// <summary>Counts a sign-in. Refusal: TOO_MANY_REQUESTS.</summary>
    public void SignIn(HttpContext context) => Take(_signIns, AddressOf(context));

    /// <summary>Counts an upload of an account. Refusal: TOO_MANY_REQUESTS.</summary>
    public void Upload(string account) => Take(_uploads, account);

    /// <summary>
    /// The address a request comes from. Of an IPv6 address only the half that identifies one subscriber.
    /// </summary>
    public static string AddressOf(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address)
            return "";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.GetAddressBytes() is { Length: 16 } six
            ? new IPAddress([.. six[..8], 0, 0, 0, 0, 0, 0, 0, 0]).ToString()
            : address.ToString();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _signIns.Dispose();
        _uploads.Dispose();
    }

    private static void Take(PartitionedRateLimiter<string> limiter, string key)
    {
        using var lease = limiter.AttemptAcquire(key);
        if (!lease.IsAcquired)
            throw new ConnectException(GatewayRefusals.TooManyRequests);
    }

    private static PartitionedRateLimiter<string> Limiter(int permits) =>
        PartitionedRateLimiter.Create<string, string>(key =>
            RateLimitPartition.GetFixedWindowLimiter(
                key,
                _ => new FixedWindowRateLimiterOptions
                {
                    PermitLimit = permits,
                    Window = TimeSpan.FromMinutes(1),
                    AutoReplenishment = true,
                }
            )
        );
}
