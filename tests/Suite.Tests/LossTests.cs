using Dapper;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.Data.Sqlite;
using Npgsql;
using Proposals.BuildingBlocks;
using Proposals.Channels;
using Proposals.Cli;
using Proposals.Client;
using Proposals.Intake.V1;
using Proposals.Journal.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Proposals.Suite.Tests;

/// <summary>
/// A database that was deleted, emptied, cut off, restored to an earlier time or edited is named by everything that one
/// can ask, and nothing is numbered on.
/// </summary>
public sealed class LossTests(LostFiles files, ITestOutputHelper output) : IClassFixture<LostFiles>
{
    public enum Damage
    {
        Deleted,
        Emptied,
        CutOff,
        RolledBack,
        Edited,
    }

    /// <summary>One row of state of each service, with the table that the fault has to name.</summary>
    private static readonly Dictionary<string, (string Table, string Sql)> Edits = new(StringComparer.Ordinal)
    {
        ["directory"] = ("accounts", "UPDATE accounts SET roles = '2,3' WHERE id = (SELECT MIN(id) FROM accounts)"),
        ["intake"] = ("proposals", "UPDATE proposals SET case_number = 77 WHERE case_number = 1"),
        ["assignment"] = ("replies", "UPDATE replies SET text = 'x' WHERE id = (SELECT MIN(id) FROM replies)"),
        ["feedback"] = ("forms", "UPDATE forms SET result = result + 1 WHERE id = (SELECT MIN(id) FROM forms)"),
        ["supervision"] = ("key_proposals", "UPDATE key_proposals SET overseer = 'x'"),
    };

    public static TheoryData<string, Damage> Cases
    {
        get
        {
            var cases = new TheoryData<string, Damage>();
            foreach (var service in Identity.Services)
            foreach (var damage in Enum.GetValues<Damage>())
                cases.Add(service, damage);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task What_is_lost_is_named_by_all_that_one_can_ask(string service, Damage damage)
    {
        var folder = files.Copy();
        await DamageAsync(folder, service, damage);

        var (start, suite) = await StartAsync(folder);
        var said = suite is null ? new Said() : await AskAsync(suite, service);
        if (suite is not null)
            await suite.DisposeAsync();
        SqliteConnection.ClearAllPools();

        output.WriteLine(
            $"| {service} | {damage} | {Short(start)} | {said.Health} | {Short(said.Verify)} | {Short(said.Page)} |"
        );
        switch (damage)
        {
            case Damage.CutOff:
                start.ShouldContain("已损坏");
                start.ShouldContain(service);
                break;
            case Damage.Edited:
                // Only a verification reads every row.
                (start, said.Health).ShouldBe(("", "SERVING"));
                said.Verify.ShouldContain(History.NameOf(service));
                said.Verify.ShouldContain(Edits[service].Table);
                said.ExitCode.ShouldBe(1);
                break;
            default:
                start.ShouldContain(History.NameOf(service));
                said.Health.ShouldBe($"NOT_SERVING {service}");
                said.Why.ShouldContain(History.NameOf(service));
                said.Verify.ShouldContain(History.NameOf(service));
                said.Page.ShouldContain(History.NameOf(service));
                said.ExitCode.ShouldBe(1);
                said.Refused.ShouldBe("HISTORY_LOST");
                said.Numbered.ShouldBe(0);
                break;
        }
    }

    [Fact]
    public async Task What_is_whole_is_said_to_be_whole()
    {
        await using var suite = await LostFiles.StartAsync(files.Copy());
        var said = await AskAsync(suite, "intake");
        (said.Health, said.Verify, said.Page, said.ExitCode).ShouldBe(("SERVING", "", "", 0));
        said.Refused.ShouldBe("");
    }

    [Theory]
    [InlineData("a text", "intake", "proposal_texts", "UPDATE proposal_texts SET body = hash WHERE version = 1")]
    [InlineData("a text that was signed", "intake", "signed_texts", "UPDATE signed_texts SET body = X'00'")]
    [InlineData("a text's row", "intake", "proposal_texts", "DELETE FROM proposal_texts")]
    [InlineData("a counter", "intake", "counters", "UPDATE counters SET value = 0")]
    [InlineData("a row too many", "intake", "invitations", Double)]
    [InlineData("a copied role", "supervision", "accounts", "UPDATE accounts SET roles = '2'")]
    [InlineData("a sign-in made by hand", "directory", "sign_ins", SignIn)]
    [InlineData("a fact of a case", "supervision", "intake_facts", "UPDATE intake_facts SET case_number = 9")]
    [InlineData("a timeline", "supervision", "timeline", "DELETE FROM timeline WHERE source = 'feedback'")]
    [InlineData("a due day", "assignment", "assignments", "UPDATE assignments SET due = '2030-01-01'")]
    [InlineData("a closing", "feedback", "cases", "UPDATE cases SET closed_at = closed_at + 1")]
    [InlineData("facts of a filing", "assignment", "filed_proposals", "UPDATE filed_proposals SET subject = 'x'")]
    public async Task Every_kind_of_row_is_compared(string what, string service, string table, string sql)
    {
        var folder = files.Copy();
        await EditAsync(Path.Combine(folder, service + ".db"), sql);
        await using var suite = await LostFiles.StartAsync(folder);
        var result = await VerifyAsync(suite, service);
        result.Faults.Select(f => f.Table).ShouldContain(table, what);
        result.Faults.ShouldAllBe(f => f.Problem.EndsWith('。') && f.Problem.Contains(History.NameOf(service)));
    }

    [Fact]
    public async Task A_file_that_is_deleted_while_it_serves_is_missed_within_seconds()
    {
        var folder = files.Copy();
        await using var suite = await LostFiles.StartAsync(folder);
        File.Delete(Path.Combine(folder, "intake.db"));
        (await HealthAsync(suite)).Status.ShouldBe("NOT_SERVING intake");
        (await DraftAsync(suite)).ShouldBe("HISTORY_LOST");
        (await VerifyAsync(suite, "intake")).Faults.ShouldContain(f => f.Problem.Contains("不见了"));
    }

    [Fact]
    public async Task A_bit_that_flipped_on_the_disk_is_found()
    {
        var folder = files.Copy();
        var path = Path.Combine(folder, "intake.db");
        var bytes = await File.ReadAllBytesAsync(path);
        // The text lies there more than once: an answer to a command is remembered with it, and nothing proves that.
        var flipped = 0;
        for (int at; (at = bytes.AsSpan().IndexOf("群众反映"u8)) >= 0; flipped++)
            bytes[at] ^= 1;
        flipped.ShouldBeGreaterThan(0);
        await File.WriteAllBytesAsync(path, bytes);
        await using var suite = await LostFiles.StartAsync(folder);
        var result = await VerifyAsync(suite, "intake");
        (result.Faults.Count + result.FirstBadPosition).ShouldBeGreaterThan(0);
    }

    private const string Double = """
        INSERT INTO invitations (committee, id, version, proposal, member, state, expires_at)
        SELECT committee, 'made-by-hand', version, proposal, member, state, expires_at FROM invitations LIMIT 1
        """;

    private const string SignIn = """
        INSERT INTO sign_ins (committee, token_hash, account, expires_at)
        SELECT committee, 'x', id, 9000000000000000 FROM accounts LIMIT 1
        """;

    private sealed record Said
    {
        public string Health { get; init; } = "—";
        public string Why { get; init; } = "";
        public string Verify { get; init; } = "—";
        public string Page { get; init; } = "—";
        public int ExitCode { get; init; }
        public string Refused { get; init; } = "";
        public long Numbered { get; init; }
    }

    private static async Task DamageAsync(string folder, string service, Damage damage)
    {
        var path = Path.Combine(folder, service + ".db");
        switch (damage)
        {
            case Damage.Deleted:
                File.Delete(path);
                break;
            case Damage.Emptied:
                await File.WriteAllBytesAsync(path, []);
                break;
            case Damage.CutOff:
                await using (var file = new FileStream(path, FileMode.Open))
                    file.SetLength(file.Length / 2);
                break;
            case Damage.RolledBack:
                File.Copy(Path.Combine(Path.GetDirectoryName(folder)!, "earlier", service + ".db"), path, true);
                break;
            case Damage.Edited:
                await EditAsync(path, Edits[service].Sql);
                break;
        }
    }

    private static async Task EditAsync(string path, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={path};Pooling=false");
        (await connection.ExecuteAsync(sql)).ShouldBeGreaterThan(0);
    }

    /// <summary>What a start says, and the suite where it serves.</summary>
    private static async Task<(string Said, TestSuite? Suite)> StartAsync(string folder)
    {
        var error = Console.Error;
        await using var said = new StringWriter();
        Console.SetError(said);
        try
        {
            var suite = await LostFiles.StartAsync(folder);
            return (said.ToString(), suite);
        }
        catch (SetupException e)
        {
            return (e.Message, null);
        }
        finally
        {
            Console.SetError(error);
        }
    }

    private async Task<Said> AskAsync(TestSuite suite, string service)
    {
        var before = await HeadAsync(suite, service);
        var (health, why) = await HealthAsync(suite);
        var journal = await suite
            .Suite.Operator(suite.Secret)
            .JournalOf(service)
            .GetJournalAsync(new GetJournalRequest { Source = service });
        var verified = await VerifyAsync(suite, service);
        var refused = await RefusedAsync(suite, service);
        var (code, _) = await CliAsync(suite);
        return new Said
        {
            Health = health,
            Why = why,
            Verify = string.Join(
                ' ',
                verified
                    .Faults.Select(f => f.Problem + (f.Table.Length > 0 ? $"（{f.Table}）" : ""))
                    .Append(verified.Problem)
                    .Where(p => p.Length > 0)
            ),
            Page = string.Join(' ', journal.Problems),
            ExitCode = code,
            Refused = refused,
            Numbered = refused.Length == 0 ? 0 : await HeadAsync(suite, service) - before,
        };
    }

    /// <summary>The reason by which a command that would number on is refused; empty when it is carried out.</summary>
    private async Task<string> RefusedAsync(TestSuite suite, string service)
    {
        // Any job of the service's writer numbers on; the commands of all go through it.
        if (service != "intake")
        {
            var answer = await suite
                .Service(service)
                .Writer.RunAsync(
                    new Job
                    {
                        Caller = Caller.System("nobody"),
                        CommandId = Call.NewId(),
                        Run = tx =>
                        {
                            tx.Append(tx.NewId(), 1, new ProposalDeleted());
                            return Task.FromResult(Decision<Google.Protobuf.IMessage>.Yes(new ProposalDeleted()));
                        },
                    }
                );
            return answer.Refusal?.Reason.Code ?? "";
        }

        return await DraftAsync(suite);
    }

    private async Task<string> DraftAsync(TestSuite suite)
    {
        var cast = new Cast(suite.Suite, files.Accounts);
        var member = await cast.MemberAsync(3);
        var session = (await cast.SessionAsync()).Name;
        return
            await Refused.OrNullAsync(
                member.Intake.CreateProposalAsync(
                    new CreateProposalRequest
                    {
                        RequestId = Call.NewId(),
                        Proposal = new Proposal
                        {
                            Session = session,
                            Category = "society",
                            Text = Walk.TextOf("关于丢失之后的提案"),
                        },
                    }
                )
            )
                is { } refused
            ? Call.ReasonOf(refused)
            : "";
    }

    private static async Task<(string Status, string Why)> HealthAsync(TestSuite suite)
    {
        using var channel = GrpcChannel.ForAddress(suite.Address);
        var health = new Health.HealthClient(channel);
        using var whole = health.CheckAsync(new HealthCheckRequest());
        if ((await whole).Status == HealthCheckResponse.Types.ServingStatus.Serving)
            return ("SERVING", "");
        var names = new List<string>();
        foreach (var service in Identity.Services)
        {
            var one = await health.CheckAsync(new HealthCheckRequest { Service = service });
            if (one.Status != HealthCheckResponse.Types.ServingStatus.Serving)
                names.Add(service);
        }

        // Its followers stop too, and say whom they cannot follow.
        var why = HealthProblems.Read(whole.GetTrailers());
        return ($"NOT_SERVING {names.FirstOrDefault(n => suite.Service(n).History.Problems.Count > 0)}", why);
    }

    private static async Task<long> HeadAsync(TestSuite suite, string service) =>
        (
            await suite
                .Suite.Operator(suite.Secret)
                .JournalOf(service)
                .GetJournalAsync(new GetJournalRequest { Source = service })
        )
            .Head
            .Position_;

    private static async Task<VerifyJournalResponse> VerifyAsync(TestSuite suite, string service) =>
        await suite
            .Suite.Operator(suite.Secret)
            .JournalOf(service)
            .VerifyJournalAsync(new VerifyJournalRequest { Source = service });

    private async Task<(int Code, string Said)> CliAsync(TestSuite suite)
    {
        var path = Path.Combine(suite.Folder, "accounts.json");
        files.Accounts.Save(path);
        var (standard, error) = (Console.Out, Console.Error);
        await using var printed = new StringWriter();
        Console.SetOut(printed);
        Console.SetError(printed);
        try
        {
            var code = await CommandLine.RunAsync(["verify", "--address", suite.Address, "--accounts", path, "--json"]);
            return (code, printed.ToString());
        }
        finally
        {
            Console.SetOut(standard);
            Console.SetError(error);
        }
    }

    private static string Short(string text) => text.ReplaceLineEndings(" ").Trim();
}

/// <summary>The kinds that a server's database can suffer, on PostgreSQL.</summary>
public sealed class LossOnPostgreSqlTests
{
    [Fact]
    public async Task A_tail_that_is_gone_and_a_row_that_was_edited_are_named()
    {
        await using var suite = await TestSuite.StartAsync(Engine.PostgreSql, BusKind.Memory, WholeSuite.Modules);
        var cast = await suite.CommitteeAsync();
        await LostFiles.LiveAsync(cast, "关于数据库服务器的提案");
        var person = suite.Suite.Operator(suite.Secret);
        foreach (var service in Identity.Services)
            (await AskAsync(service)).Faults.Select(f => f.Problem + f.Table).ShouldBeEmpty();

        // Somebody with the superuser's password edits rows…
        foreach (
            var (service, table, sql) in new[]
            {
                ("directory", "accounts", "UPDATE accounts SET roles = '2'"),
                ("intake", "proposals", "UPDATE proposals SET case_number = 77"),
                ("intake", "proposal_texts", "UPDATE proposal_texts SET body = hash"),
                ("assignment", "replies", "UPDATE replies SET text = 'x'"),
                ("feedback", "forms", "UPDATE forms SET result = result + 1"),
                ("supervision", "intake_facts", "UPDATE intake_facts SET case_number = 77"),
            }
        )
        {
            await DoAsync(service, sql);
            (await AskAsync(service)).Faults.Select(f => f.Table).ShouldContain(table);
        }

        // … and sets every journal back, one after the other, as a restored backup of one database does.
        foreach (var service in Identity.Services.Reverse())
        {
            var head = (await person.JournalOf(service).GetJournalAsync(new() { Source = service })).Head.Position_;
            var hash =
                head == 1
                    ? "decode(repeat('00', 32), 'hex')"
                    : $"(SELECT hash FROM journal WHERE position = {head - 1})";
            await DoAsync(service, $"DELETE FROM journal WHERE position = {head}");
            await DoAsync(service, $"UPDATE journal_head SET position = {head - 1}, hash = {hash}");
            var faults = (await AskAsync(service)).Faults;
            faults.ShouldContain(f => f.Problem.Contains($"已写到第 {head} 条") || f.Problem.Contains($"第 {head} 条"));
            suite.Service(service).History.Problems.ShouldNotBeEmpty();
        }

        async Task<VerifyJournalResponse> AskAsync(string service) =>
            await person.JournalOf(service).VerifyJournalAsync(new VerifyJournalRequest { Source = service });

        async Task DoAsync(string service, string sql)
        {
            await using var connection = new NpgsqlConnection(suite.Roles!.Connection(suite.Roles.DatabaseOf(service)));
            await connection.ExecuteAsync(sql);
        }
    }
}
