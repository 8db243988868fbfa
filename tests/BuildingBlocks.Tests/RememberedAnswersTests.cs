using Dapper;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.BuildingBlocks.Tests;

/// <summary>How long the answer to a command is remembered; on both engines.</summary>
public abstract class RememberedAnswersTests(Engine engine) : IAsyncLifetime
{
    private static readonly TimeSpan Window = TimeSpan.FromHours(72);
    private ShardFixture _fixture = null!;

    public async Task InitializeAsync() => _fixture = await ShardFixture.OpenAsync(engine);

    public async Task DisposeAsync() => await _fixture.DisposeAsync();

    private Task<long> KeptAsync() => _fixture.NumberAsync("SELECT COUNT(*) FROM commands");

    private Task SweepAsync() => RememberedAnswers.SweepAsync(_fixture.Service, Window, CancellationToken.None);

    [Fact]
    public async Task An_answer_is_repeated_within_the_window_and_purged_after_it()
    {
        var writer = _fixture.Service.Writer;
        (await writer.RunAsync(ShardFixture.Create("first", "r1", method: "/m"))).Refusal.ShouldBeNull();
        _fixture.Clock.Advance(TimeSpan.FromHours(1));
        (
            await writer.RunAsync(ShardFixture.Create("second", "r2", committee: "b", method: "/m"))
        ).Refusal.ShouldBeNull();

        _fixture.Clock.Advance(Window - TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1));
        await SweepAsync();
        (await KeptAsync()).ShouldBe(2);
        (await writer.RunAsync(ShardFixture.Create("first", "r1", method: "/m"))).Remembered.ShouldNotBeNull();

        _fixture.Clock.Advance(TimeSpan.FromSeconds(2));
        await SweepAsync();
        (await KeptAsync()).ShouldBe(1, "the second has an hour left");
        _fixture.Clock.Advance(TimeSpan.FromHours(1));
        await SweepAsync();
        (await KeptAsync()).ShouldBe(0);
        (await writer.RunAsync(ShardFixture.Create("third", "r1", method: "/m"))).Message.ShouldNotBeNull(
            "a new command now"
        );
    }

    [Fact]
    public async Task More_answers_than_a_transaction_takes_are_purged_in_one_sweep()
    {
        const int count = 1_200;
        await Task.WhenAll(
            Enumerable
                .Range(0, count)
                .Select(n => _fixture.Service.Writer.RunAsync(ShardFixture.Create($"t{n}", $"r{n}", method: "/m")))
        );
        (await KeptAsync()).ShouldBe(count);

        _fixture.Clock.Advance(Window);
        await SweepAsync();

        (await KeptAsync()).ShouldBe(0);
        (await _fixture.ThingsAsync()).Count.ShouldBe(count);
    }

    [Fact]
    public async Task The_window_of_an_answer_of_an_older_program_runs_from_the_first_sweep()
    {
        await _fixture.Service.Writer.RunAsync(ShardFixture.Create("old", "r1", method: "/m"));
        await using (var connection = await _fixture.Database.OpenWriterAsync(CancellationToken.None))
            await connection.ExecuteAsync("UPDATE commands SET answered_at = 0");
        _fixture.Clock.Advance(Window * 2);

        await SweepAsync();
        (await KeptAsync()).ShouldBe(1);
        _fixture.Clock.Advance(Window);
        await SweepAsync();
        (await KeptAsync()).ShouldBe(0);
    }
}

public sealed class RememberedAnswersOnSqlite() : RememberedAnswersTests(Engine.Sqlite);

public sealed class RememberedAnswersOnPostgreSql() : RememberedAnswersTests(Engine.PostgreSql);
