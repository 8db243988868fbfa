using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Proposals.BuildingBlocks;

/// <summary>
/// The gateway's receipts for uploads: it received and inspected the bytes of this hash for this committee. Intake
/// checks the receipt before it attaches the file. A receipt does not expire and is not bound to an account. Intake
/// decides separately who may attach what to which proposal.
/// </summary>
/// <param name="secret">Peers:Secret, the same in the gateway and in Intake.</param>
public sealed class Receipts(string secret)
{
    private readonly byte[] _secret = Encoding.UTF8.GetBytes(secret);

    /// <summary>
    /// HMAC-SHA256 with the secret over committee, hash in lower-case hexadecimal, size and media type, one a line.
    /// Throws for an empty secret, because anybody could make such a receipt.
    /// </summary>
    public byte[] Of(string committee, string sha256Hex, long size, string mediaType) =>
        _secret.Length == 0
            ? throw new InvalidOperationException("a receipt without a secret proves nothing")
            : HMACSHA256.HashData(
                _secret,
                Encoding.UTF8.GetBytes(
                    string.Create(CultureInfo.InvariantCulture, $"{committee}\n{sha256Hex}\n{size}\n{mediaType}")
                )
            );

    /// <summary>
    /// True when the receipt is that of these bytes for this committee. Without a secret nothing was received.
    /// </summary>
    public bool HasReceived(
        string committee,
        string sha256Hex,
        long size,
        string mediaType,
        ReadOnlySpan<byte> receipt
    ) =>
        _secret.Length > 0
        && CryptographicOperations.FixedTimeEquals(Of(committee, sha256Hex, size, mediaType), receipt);
}
