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
/// What the gateway answers an upload with, and Intake checks before it attaches the file: the bytes of this hash were received and inspected for this committee.
/// It does not expire and is not bound to an account: who may attach what to which proposal is Intake's own decision.
/// </summary>
public static class FileReceipt
{
    /// <summary>HMAC-SHA256 with the suite's secret over committee, hash in lower-case hexadecimal, size and media type, one a line. Throws where the secret is empty: anybody could make such a receipt.</summary>
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
