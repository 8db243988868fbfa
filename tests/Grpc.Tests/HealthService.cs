using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Grpc.Tests;

public sealed class HealthService : IAsyncLifetime
{
    private readonly ProbeServer server = new();

    private Grpc.Health.V1.Health.HealthClient Client => new(server.Channel);

    public Task InitializeAsync() => server.InitializeAsync();

    public Task DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData(HealthStatus.Healthy, "", ServingStatus.Serving)]
    [InlineData(HealthStatus.Degraded, "", ServingStatus.Serving)]
    [InlineData(HealthStatus.Unhealthy, "", ServingStatus.NotServing)]
    [InlineData(HealthStatus.Unhealthy, "grpc.tests.Probe", ServingStatus.NotServing)]
    [InlineData(HealthStatus.Unhealthy, "grpc.tests.Other", ServingStatus.Serving)]
    public async Task a_service_serves_unless_a_check_it_depends_on_is_unhealthy(
        HealthStatus probe,
        string service,
        ServingStatus expected
    )
    {
        server.ProbeHealth = probe;

        (await Client.CheckAsync(new HealthCheckRequest { Service = service })).Status.ShouldBe(expected);
    }

    [Fact]
    public async Task checking_an_unknown_service_finds_nothing()
    {
        var failure = await Should.ThrowAsync<RpcException>(async () =>
            await Client.CheckAsync(new HealthCheckRequest { Service = "nobody" })
        );

        failure.StatusCode.ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task watching_an_unknown_service_says_so_and_goes_on()
    {
        using var watch = Client.Watch(new HealthCheckRequest { Service = "nobody" });

        (await NextAsync(watch)).ShouldBe(ServingStatus.ServiceUnknown);
        await server.PublishHealthAsync();
        var stopped = server.StopAsync();
        (await NextAsync(watch)).ShouldBe(ServingStatus.NotServing);
        await stopped;
    }

    [Fact]
    public async Task watching_tells_the_status_at_once_and_then_each_change_once()
    {
        using var watch = Client.Watch(new HealthCheckRequest());
        (await NextAsync(watch)).ShouldBe(ServingStatus.Serving);

        await server.PublishHealthAsync();
        server.ProbeHealth = HealthStatus.Unhealthy;
        await server.PublishHealthAsync();
        (await NextAsync(watch)).ShouldBe(ServingStatus.NotServing);

        server.ProbeHealth = HealthStatus.Healthy;
        await server.PublishHealthAsync();
        (await NextAsync(watch)).ShouldBe(ServingStatus.Serving);
    }

    [Fact]
    public async Task a_stopping_server_tells_those_who_watch_and_does_not_wait_for_them()
    {
        using var watch = Client.Watch(new HealthCheckRequest());
        (await NextAsync(watch)).ShouldBe(ServingStatus.Serving);

        var stopped = server.StopAsync();

        (await NextAsync(watch)).ShouldBe(ServingStatus.NotServing);
        (await watch.ResponseStream.MoveNext()).ShouldBeFalse();
        await stopped.WaitAsync(TimeSpan.FromSeconds(15));
    }

    private static async Task<ServingStatus> NextAsync(AsyncServerStreamingCall<HealthCheckResponse> watch)
    {
        (await watch.ResponseStream.MoveNext().WaitAsync(TimeSpan.FromSeconds(15))).ShouldBeTrue();
        return watch.ResponseStream.Current.Status;
    }
}
