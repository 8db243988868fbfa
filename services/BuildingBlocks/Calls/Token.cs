using System.Security.Cryptography;
using System.Text;

namespace Proposals.BuildingBlocks;

/// <summary>
/// Bearer tokens: the committee's id, a dot, 256 random bits. Only the hash is stored; the committee in front leads to
/// the row's shard.
/// </summary>
public static class Token
{
    /// <summary>Creates a token.</summary>
    public static string Create(string committee) =>
        $"{committee}.{System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";

    /// <summary>SHA-256 of the token, as it is stored.</summary>
    public static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>The committee that the token claims; empty when it is malformed.</summary>
    public static string CommitteeOf(string token) => token.LastIndexOf('.') is > 0 and var dot ? token[..dot] : "";
}
