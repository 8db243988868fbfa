using Proposals.Client;
using Proposals.TestKit;
using Xunit;

namespace Proposals.Intake.Tests;

/// <summary>
/// A committee of its own for a test class, in the services that the classes of its collection share. The clock begins
/// anew for each class, and a test may create a further committee.
/// </summary>
public abstract class IntakeSuite(SharedIntake shared) : IAsyncLifetime
{
    public TestSuite Suite => shared.Suite;
    public Cast Cast { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Suite.Clock.MoveTo(TestSuite.Start);
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

    public Task DisposeAsync() => Task.CompletedTask;
}

public sealed class SqliteIntake(SharedSqlite shared) : IntakeSuite(shared);

public sealed class PostgreSqlIntake(SharedPostgreSql shared) : IntakeSuite(shared);
