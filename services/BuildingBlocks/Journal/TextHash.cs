using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;

namespace Proposals.BuildingBlocks;

/// <summary>
/// SHA-256 of a text, which an event carries in its place. The journal can prove a text without containing it.
/// </summary>
public static class TextHash
{
    /// <summary>The hash of a text in UTF-8.</summary>
    public static ByteString Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>The hash of bytes.</summary>
    public static ByteString Of(ReadOnlySpan<byte> bytes) => ByteString.CopyFrom(SHA256.HashData(bytes));
}
