using System.Security.Cryptography;
using Google.Protobuf;
using Proposals.Journal.V1;

namespace Proposals.BuildingBlocks;

/// <summary>The hash chain of a journal.</summary>
public static class JournalChain
{
    /// <summary>The hash before position 1.</summary>
    public static readonly byte[] Zero = new byte[32];

    /// <summary>
    /// SHA-256 of the event in field order without `hash` and `trace_parent`. It includes prev_hash, which ties it to
    /// the row before.
    /// </summary>
    public static byte[] HashOf(Event entry)
    {
        if (entry.Hash.IsEmpty && entry.TraceParent.Length == 0)
            return SHA256.HashData(entry.ToByteArray());
        var bare = entry.Clone();
        (bare.Hash, bare.TraceParent) = (ByteString.Empty, "");
        return SHA256.HashData(bare.ToByteArray());
    }

    /// <summary>
    /// Empty when the event follows (position, hash) without a gap; otherwise the problem, in Chinese.
    /// </summary>
    public static string Problem(Event entry, long position, ReadOnlySpan<byte> hash) =>
        entry.Position != position + 1 ? $"第 {position + 1} 条缺失或重复（读到第 {entry.Position} 条）"
        : !entry.PrevHash.Span.SequenceEqual(hash) ? $"第 {entry.Position} 条与前一条的哈希不衔接"
        : !entry.Hash.Span.SequenceEqual(HashOf(entry)) ? $"第 {entry.Position} 条的内容与其哈希不符"
        : "";
}
