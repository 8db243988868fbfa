using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Google.Protobuf;
using Proposals.Directory.V1;
using Calendar = Proposals.Directory.V1.Calendar;

namespace Proposals.BuildingBlocks;

/// <summary>
/// The gateway's receipt for an upload: it received and inspected the bytes of this hash for this committee. Intake
/// checks the receipt before it attaches the file. A receipt does not expire and is not bound to an account. Intake
/// decides separately who may attach what to which proposal.
/// </summary>
public static class FileReceipt
{
    /// <summary>
    /// HMAC-SHA256 with the suite's secret over committee, hash in lower-case hexadecimal, size and media type, one a
    /// line. Throws for an empty secret, because anybody could make such a receipt.
    /// </summary>
    public static byte[] Of(string secret, string committee, string sha256Hex, long size, string mediaType)
    {
        ArgumentException.ThrowIfNullOrEmpty(secret);
        return HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(secret),
            Encoding.UTF8.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"{committee}\n{sha256Hex}\n{size}\n{mediaType}")
            )
        );
    }
}
