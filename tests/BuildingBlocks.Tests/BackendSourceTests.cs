using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.BuildingBlocks.Tests;

public sealed class BackendSourceTests
{
    [Fact]
    public void A_connection_string_and_an_address_say_all_that_the_tests_need()
    {
        var values = BackendSource.Parse(
            "Host=db.example;Port=6432;Username=root;Password=p=w",
            "amqp://u:a%2Fb@mq.example"
        );
        string.Join(' ', values.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => v.Value))
            .ShouldBe("mq.example a/b 5672 u db.example p=w 6432 root");
    }

    [Theory]
    [InlineData("amqp://mq.example")]
    [InlineData("http://u:p@mq.example")]
    public void An_address_without_user_and_password_or_of_another_kind_is_refused(string amqp) =>
        Should
            .Throw<InvalidOperationException>(() => BackendSource.Parse("Host=db.example", amqp))
            .Message.ShouldContain("amqp://USER:PASSWORD@HOST:PORT");
}

public sealed class BusNodeTests
{
    private static IReadOnlyList<BusNode> Of(string? host, string? port = null) =>
        BusSettings
            .Read(
                new Microsoft.Extensions.Configuration.ConfigurationManager { ["Bus:Host"] = host, ["Bus:Port"] = port }
            )
            .Nodes;

    [Fact]
    public void One_broker_or_several_are_named_with_or_without_their_port()
    {
        Of(null).ShouldBe([new("127.0.0.1", 5672)]);
        Of("mq", "5673").ShouldBe([new("mq", 5673)]);
        Of("a:1, b ,[::1]:3", "2").ShouldBe([new("a", 1), new("b", 2), new("[::1]", 3)]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a:b")]
    [InlineData("a/b")]
    [InlineData("a:0")]
    public void What_is_no_address_is_refused(string host) =>
        Should.Throw<InvalidOperationException>(() => Of(host)).Message.ShouldContain("Bus:Host");
}
