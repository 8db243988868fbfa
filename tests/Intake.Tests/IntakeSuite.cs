using Proposals.Client;
using Proposals.Directory;
using Proposals.TestKit;
using Xunit;

namespace Proposals.Intake.Tests;

/// <summary>
/// Intake with Directory, over real gRPC. It starts once for a test class, and a test may create a committee of its
/// own.
/// </summary>
public abstract class IntakeSuite(Engine engine, IReadOnlyDictionary<string, string?>? more = null) : IAsyncLifetime
{
    public TestSuite Suite { get; private set; } = null!;
    public Cast Cast { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Suite = await TestSuite.StartAsync(
            engine,
            BusKind.Memory,
            [new DirectoryModule { PasswordIterations = 1000 }, new IntakeModule()],
            more: more
        );
        Cast = await Suite.CommitteeAsync();
    }

    /// <summary>
    /// Moves the clock back and signs everybody in again, because sign-ins that had expired may have been swept.
    /// </summary>
    public void BackToStart()
    {
        Suite.Clock.MoveTo(TestSuite.Start);
        Cast = Cast.Afresh();
    }

    public async Task DisposeAsync() => await Suite.DisposeAsync();
}

public sealed class SqliteIntake() : IntakeSuite(Engine.Sqlite);

public sealed class PostgreSqlIntake() : IntakeSuite(Engine.PostgreSql);
