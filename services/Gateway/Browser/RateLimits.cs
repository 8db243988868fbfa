using System.Threading.RateLimiting;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Gateway;

/// <summary>Rate limits: 300 sign-ins a minute from one address, 60 uploads a minute by one account.</summary>
internal sealed class RateLimits : IDisposable
{
    /// <summary>
    /// Sign-ins a minute from one address. A plenary session behind one address shares it, and Directory counts wrong
    /// passwords in any case.
    /// </summary>
    public const int SignIns = 300;

    /// <summary>Uploads a minute by one account.</summary>
    public const int Uploads = 60;

    private readonly PartitionedRateLimiter<string> _signIns = Limiter(SignIns),
        _uploads = Limiter(Uploads);

    /// <summary>
    /// Counts a well-formed sign-in. Any other is refused here: it looks at no password, and must not use up what an
    /// address has. Refusals: FIELD_REQUIRED, FIELD_INVALID, TOO_MANY_REQUESTS.
    /// </summary>
    public void SignIn(string address, SignInRequest request)
    {
        if (SignInInput.Refuses(request) is { } refused)
            throw new ConnectException(refused);
        Take(_signIns, address);
    }

    /// <summary>Counts an upload of an account. Refusal: TOO_MANY_REQUESTS.</summary>
    public void Upload(string account) => Take(_uploads, account);

    /// <summary>The address a request comes from.</summary>
    public static string AddressOf(HttpContext context) => ClientAddress.Of(context.Connection.RemoteIpAddress);

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
