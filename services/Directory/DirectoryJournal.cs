using Google.Protobuf;
using Proposals.BuildingBlocks;

namespace Proposals.Directory;

/// <summary>
/// Directory's way of writing: the event, and with it the tables that every other service copies from that event.
/// </summary>
internal static class DirectoryJournal
{
    /// <summary>Appends an event of an aggregate and applies it to the tables.</summary>
    public static void Record(Transaction tx, string aggregate, long version, IMessage fact)
    {
        tx.Append(aggregate, version, fact);
        DirectoryCopy.Apply(tx, fact);
    }

    /// <summary>The aggregate of a sign-in session: the first 16 bytes of its token's hash, in hexadecimal.</summary>
    public static string SignInAggregate(byte[] tokenHash) => Convert.ToHexStringLower(tokenHash.AsSpan(0, 16));

    /// <summary>True when the id has the form of such an aggregate.</summary>
    public static bool IsSignInAggregate(string id) => id.Length == 32 && id.All(char.IsAsciiHexDigitLower);

    /// <summary>The first and the last hash of this aggregate, so that the row is found by its key.</summary>
    public static (byte[] First, byte[] Last) SignInRange(string aggregate)
    {
        var half = Convert.FromHexString(aggregate);
        return ([.. half, .. new byte[16]], [.. half, .. Enumerable.Repeat(byte.MaxValue, 16)]);
    }

    /// <summary>The next version of the committee's calendar or policy profile.</summary>
    public static async Task<long> NextVersionAsync(Transaction tx, string aggregate) =>
        await tx.OneAsync<long>(
            "SELECT COALESCE(MAX(version), 0) + 1 FROM journal WHERE committee = @committee AND aggregate = @aggregate",
            new { committee = tx.Committee, aggregate }
        );
}
