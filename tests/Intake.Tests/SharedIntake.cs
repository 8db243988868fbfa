using Proposals.Directory;
using Proposals.TestKit;
using Xunit;

namespace Proposals.Intake.Tests;

/// <summary>
/// Intake with Directory, over real gRPC. It starts once for a collection of test classes, because a start takes longer
/// than most classes.
/// </summary>
public abstract class SharedIntake(Engine engine, IReadOnlyDictionary<string, string?>? more = null) : IAsyncLifetime
{
    public TestSuite Suite { get; private set; } = null!;

    public async Task InitializeAsync() =>
        Suite = await TestSuite.StartAsync(
            engine,
            BusKind.Memory,
            [new DirectoryModule { PasswordIterations = 1000 }, new IntakeModule()],
            more: more
        );

    public async Task DisposeAsync() => await Suite.DisposeAsync();
}

public sealed class SharedSqlite() : SharedIntake(Engine.Sqlite);

public sealed class SharedPostgreSql() : SharedIntake(Engine.PostgreSql);

[CollectionDefinition("SQLite")]
public sealed class SqliteCollection : ICollectionFixture<SharedSqlite>;

[CollectionDefinition("PostgreSQL")]
public sealed class PostgreSqlCollection : ICollectionFixture<SharedPostgreSql>;
