using Grpc.Core;

namespace Grpc.Tests;

public class MetadataList
{
    [Fact]
    public void keys_are_held_in_lower_case_and_found_in_any()
    {
        var metadata = new Metadata { { "Some-Key.v1_x", "one" }, { "some-key.v1_x", "two" } };

        metadata.Select(entry => entry.Key).ShouldBe(["some-key.v1_x", "some-key.v1_x"]);
        metadata.GetValue("SOME-KEY.V1_X").ShouldBe("two");
        metadata.GetAll("Some-Key.v1_x").Select(entry => entry.Value).ShouldBe(["one", "two"]);
        metadata.Get("other").ShouldBeNull();
        metadata.GetValue("other").ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData(":path")]
    [InlineData("schlüssel")]
    [InlineData("line\nbreak")]
    public void a_key_has_only_letters_digits_underscores_hyphens_and_dots(string key) =>
        Should.Throw<ArgumentException>(() => new Metadata.Entry(key, "value"));

    [Fact]
    public void the_key_says_whether_the_value_is_text_or_bytes()
    {
        Should.Throw<ArgumentException>(() => new Metadata.Entry("key-bin", "text"));
        Should.Throw<ArgumentException>(() => new Metadata.Entry("key", [1, 2]));
        new Metadata.Entry("KEY-BIN", [1, 2]).IsBinary.ShouldBeTrue();
        new Metadata.Entry("key", "text").IsBinary.ShouldBeFalse();
    }

    [Fact]
    public void bytes_are_not_read_as_text_but_text_is_read_as_bytes()
    {
        Should.Throw<InvalidOperationException>(() => new Metadata.Entry("key-bin", [1, 2]).Value);
        new Metadata.Entry("key", "AB").ValueBytes.ShouldBe([65, 66]);
    }

    [Fact]
    public void the_bytes_of_an_entry_cannot_be_changed_from_outside()
    {
        byte[] bytes = [1, 2];
        var entry = new Metadata.Entry("key-bin", bytes);
        bytes[0] = 9;
        entry.ValueBytes[1] = 9;

        entry.ValueBytes.ShouldBe([1, 2]);
    }

    [Fact]
    public void the_empty_metadata_stays_empty()
    {
        Should.Throw<InvalidOperationException>(() => Metadata.Empty.Add("key", "value"));
        Metadata.Empty.ShouldBeEmpty();
    }

    [Fact]
    public void entries_can_be_put_in_and_taken_out_anywhere()
    {
        var first = new Metadata.Entry("first", "1");
        var metadata = new Metadata { { "second", "2" } };
        metadata.Insert(0, first);
        metadata.IndexOf(first).ShouldBe(0);
        metadata.Remove(first).ShouldBeTrue();
        metadata[0] = first;
        metadata.Single().ShouldBe(first);
        metadata.Clear();

        metadata.Count.ShouldBe(0);
    }
}
