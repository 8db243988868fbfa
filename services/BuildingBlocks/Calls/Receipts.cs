using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Proposals.BuildingBlocks;

/// <summary>
/// The gateway's receipts for uploads: it received and inspected this file for this committee, under this name. The
/// service that attaches the file checks the receipt. A receipt is not bound to an account: the service decides
/// separately who may attach what.
/// </summary>
/// <param name="secret">Peers:Secret, the same in the gateway and in the services that take uploads.</param>
public sealed class Receipts(string secret)
{
    /// <summary>
    /// How long a receipt is good. A file that nobody has attached is kept for longer, so a good receipt always finds
    /// its file.
    /// </summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(23);

    private const int TimeBytes = sizeof(long);

    private readonly byte[] _secret = Encoding.UTF8.GetBytes(secret);

    /// <summary>
    /// The receipt for a file received at this time: when it expires, in seconds since 1970, and the HMAC-SHA256 over
    /// that time and the file. Throws for an empty secret, because anybody could make such a receipt.
    /// </summary>
    public byte[] Of(ReceivedFile file, DateTimeOffset at)
    {
        if (_secret.Length == 0)
            throw new InvalidOperationException("a receipt without a secret proves nothing");
        var until = (at + Life).ToUnixTimeSeconds();
        var receipt = new byte[TimeBytes + HMACSHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt64BigEndian(receipt, until);
        Sign(file, until).CopyTo(receipt.AsSpan(TimeBytes));
        return receipt;
    }

    /// <summary>
    /// True when the receipt is that of this file and has not expired. Without a secret nothing was received.
    /// </summary>
    public bool HasReceived(ReceivedFile file, DateTimeOffset now, ReadOnlySpan<byte> receipt)
    {
        if (_secret.Length == 0 || receipt.Length != TimeBytes + HMACSHA256.HashSizeInBytes)
            return false;
        var until = BinaryPrimitives.ReadInt64BigEndian(receipt);
        return CryptographicOperations.FixedTimeEquals(Sign(file, until), receipt[TimeBytes..])
            && now.ToUnixTimeSeconds() < until;
    }

    // One value a line; the name, which could hold anything, stands last.
    private byte[] Sign(ReceivedFile file, long until) =>
        HMACSHA256.HashData(
            _secret,
            Encoding.UTF8.GetBytes(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{until}\n{file.Committee}\n{file.Sha256}\n{file.Size}\n{file.MediaType}\n{file.Name}"
                )
            )
        );
}

/// <summary>A file as the gateway has received and inspected it.</summary>
/// <param name="Committee">Id of the committee it was received for.</param>
/// <param name="Sha256">Hash of its bytes in lower-case hexadecimal.</param>
/// <param name="Size">Bytes.</param>
/// <param name="MediaType">Media type as found by its name and its bytes.</param>
/// <param name="Name">The name that was checked; its extension chose the inspection.</param>
public sealed record ReceivedFile(string Committee, string Sha256, long Size, string MediaType, string Name);
