using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Proposals.TestKit;
using RabbitMQ.Client;
using Shouldly;
using Xunit;

namespace Proposals.BuildingBlocks.Tests;

/// <summary>Answers of the health service `bus` about a real RabbitMQ.</summary>
public sealed class BrokerTopologyTests
{
    private readonly string _prefix = $"t{Guid.NewGuid():N}-";

    [Fact]
    public async Task A_broker_with_everything_in_its_place_is_healthy_and_each_missing_piece_is_named()
    {
        (await AskAsync()).ShouldBe(
            (HealthStatus.Unhealthy, $"NOT_FOUND - no exchange '{_prefix}proposals-x' in vhost '/'")
        );
        await using var connection = await ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync($"{_prefix}proposals-x", ExchangeType.Fanout, autoDelete: true);
        (await AskAsync()).ShouldBe(
            (HealthStatus.Unhealthy, $"NOT_FOUND - no queue '{_prefix}proposals-x' in vhost '/'")
        );
        await channel.QueueDeclareAsync($"{_prefix}proposals-x", exclusive: false, autoDelete: true);
        await channel.QueueBindAsync($"{_prefix}proposals-x", $"{_prefix}proposals-x", "");
        (await AskAsync()).ShouldBe((HealthStatus.Unhealthy, $"nobody listens to {_prefix}proposals-x"));
        await channel.BasicConsumeAsync(
            $"{_prefix}proposals-x",
            autoAck: true,
            new RabbitMQ.Client.Events.AsyncEventingBasicConsumer(channel)
        );
        (await AskAsync()).ShouldBe((HealthStatus.Healthy, "0 announcements wait"));
    }

    [Theory]
    [InlineData("Bus:Password", "wrong")]
    [InlineData("Bus:VirtualHost", "none")]
    [InlineData("Bus:Host", "127.0.0.1:1")]
    public async Task A_broker_that_does_not_let_us_in_is_not_healthy(string key, string value) =>
        (await AskAsync((key, value))).Status.ShouldBe(HealthStatus.Unhealthy);

    [Fact]
    public async Task Of_several_nodes_one_that_answers_is_enough() =>
        (await AskAsync(("Bus:Host", $"127.0.0.1:1,{Backends.Of("AMQP_HOST")}"))).Said.ShouldStartWith("NOT_FOUND");

    [Fact]
    public async Task In_one_process_there_is_nothing_to_ask() =>
        (await AskAsync(("Bus:Transport", "memory"))).ShouldBe((HealthStatus.Healthy, "in this process"));

    private async Task<(HealthStatus Status, string? Said)> AskAsync(params (string Key, string Value)[] more)
    {
        // A suite that has started has declared the exchange of announcements. A test that runs alone declares it as
        // the library does.
        await using var connection = await ConnectAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync(BrokerTopology.Exchange, ExchangeType.Fanout, durable: true);
        var configuration = new ConfigurationManager
        {
            ["Bus:Transport"] = "rabbitmq",
            ["Bus:Host"] = Backends.Of("AMQP_HOST"),
            ["Bus:Port"] = Backends.Of("AMQP_PORT"),
            ["Bus:User"] = Backends.Of("AMQP_USER"),
            ["Bus:Password"] = Backends.Of("AMQP_PASSWORD"),
            ["Bus:EndpointPrefix"] = _prefix,
        };
        foreach (var (key, value) in more)
            configuration[key] = value;
        var answer = await new BrokerTopology(BusSettings.Read(configuration), ["x"]).CheckHealthAsync(
            new HealthCheckContext()
        );
        return (answer.Status, answer.Description);
    }

    private static Task<IConnection> ConnectAsync() =>
        new ConnectionFactory
        {
            HostName = Backends.Of("AMQP_HOST"),
            Port = int.Parse(Backends.Of("AMQP_PORT"), null),
            UserName = Backends.Of("AMQP_USER"),
            Password = Backends.Of("AMQP_PASSWORD"),
        }.CreateConnectionAsync();
}
