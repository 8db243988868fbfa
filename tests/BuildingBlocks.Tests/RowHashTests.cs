using System.Security.Cryptography;
using Shouldly;
using Xunit;

namespace Proposals.BuildingBlocks.Tests;

/// <summary>What a seal hashes, byte for byte: journals keep seals for ever.</summary>
public sealed class RowHashTests
{
    private static byte[] Hash(params byte[][] parts) => SHA256.HashData([.. parts.SelectMany(p => p)]);

    private static byte[] Text(string text) => [1, 0, 0, 0, (byte)text.Length, .. text.Select(c => (byte)c)];

    [Fact]
    public void A_key_is_its_table_its_committee_and_its_values()
    {
        byte[] seven = [3, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 7];
        RowHash
            .OfKey("proposals", "c1", ["p1", 7L])
            .ToByteArray()
            .ShouldBe(Hash(Text("proposals"), Text("c1"), Text("p1"), seven)[..12]);
    }

    [Fact]
    public void A_row_is_its_columns_without_those_that_hold_nothing()
    {
        byte[] body = [2, 0, 0, 0, 2, 0xFF, 0];
        byte[] many = [1, 0, 0, 0x0B, 0xB8, .. Enumerable.Repeat(Convert.ToByte('x'), 3000)];
        byte[] text = [1, 0, 0, 0, 6, 0xE6, 0x8F, 0x90, 0xE6, 0xA1, 0x88];
        byte[] other = Text("1.5");
        other[0] = 4;
        (string, object?)[] columns =
        [
            ("body", new byte[] { 0xFF, 0 }),
            ("empty", ""),
            ("long", new string('x', 3000)),
            ("none", null),
            ("share", 1.5),
            ("title", "提案"),
            ("zero", 0L),
        ];
        RowHash
            .Of(columns)
            .ToByteArray()
            .ShouldBe(Hash(Text("body"), body, Text("long"), many, Text("share"), other, Text("title"), text)[..16]);
    }
}
