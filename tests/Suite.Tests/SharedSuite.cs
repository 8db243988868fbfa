using Proposals.TestKit;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>
/// All services together over real gRPC. It starts once for a collection of test classes, because a start takes longer
/// than most classes. A class that harms the suite belongs to a collection of its own.
/// </summary>
public abstract class SharedSuite(Engine engine, BusKind bus, int replicas = 1) : IAsyncLifetime
{
    public TestSuite Suite { get; private set; } = null!;

    public async Task InitializeAsync() =>
        Suite = await TestSuite.StartAsync(engine, bus, WholeSuite.Modules, replicas: replicas);

    public async Task DisposeAsync() => await Suite.DisposeAsync();
}

public sealed class SharedLaptop() : SharedSuite(Engine.Sqlite, BusKind.Memory);

public sealed class SharedCounty() : SharedSuite(Engine.PostgreSql, BusKind.RabbitMq);

public sealed class SharedProvince() : SharedSuite(Engine.PostgreSql, BusKind.RabbitMq, replicas: 2);

[CollectionDefinition("laptop")]
public sealed class LaptopCollection : ICollectionFixture<SharedLaptop>;

[CollectionDefinition("county")]
public sealed class CountyCollection : ICollectionFixture<SharedCounty>;

[CollectionDefinition("province")]
public sealed class ProvinceCollection : ICollectionFixture<SharedProvince>;

/// <summary>A backup saves the whole suite, which is small when no other class has written to it.</summary>
[CollectionDefinition("backup on a laptop")]
public sealed class LaptopBackupCollection : ICollectionFixture<SharedLaptop>;

[CollectionDefinition("backup in a county")]
public sealed class CountyBackupCollection : ICollectionFixture<SharedCounty>;
