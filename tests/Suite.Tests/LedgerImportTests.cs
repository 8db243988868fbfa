using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Proposals.Channels;
using Proposals.Cli;
using Proposals.Client;
using Proposals.Directory;
using Proposals.Directory.V1;
using Proposals.Intake;
using Proposals.Intake.V1;
using Proposals.Journal.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>`import ledger` while the services' copies of Directory lag behind.</summary>
public sealed class LedgerImportTests
{
    [Fact]
    public async Task An_import_waits_until_intake_knows_the_roster_that_directory_has_just_made()
    {
        await using var directory = await SlowDirectory.StartAsync();
        await using var suite = await TestSuite.StartAsync(
            Engine.Sqlite,
            BusKind.Memory,
            WholeSuite.Modules,
            more: new Dictionary<string, string?> { ["Peers:Directory"] = directory.Address }
        );
        directory.ForwardTo(suite.Address);
        var cast = await suite.CommitteeAsync();
        var office = await cast.Office;
        var accounts = Path.Combine(suite.Folder, "accounts.json");
        cast.Accounts.Save(accounts);
        var ledger = Path.Combine(Backends.Root, "tests", "Ledgers", "hongsibu-3-5.xlsx");

        directory.Hold();
        var import = CommandLine.RunAsync([
            "import",
            "ledger",
            ledger,
            "--accept-title",
            "--address",
            suite.Address,
            "--accounts",
            accounts,
        ]);
        var roster = await office.Directory.EnsureRosterAsync(
            new EnsureRosterRequest { RequestId = Call.NewId(), Session = SessionOf(9, 9) }
        );

        // Who does not want to wait is told to come later, as long as Intake's copy lags.
        var hasty = new ImportLedgerRequest { RequestId = Call.NewId(), Session = roster.Session.Name };
        var soon = DateTime.UtcNow + TimeSpan.FromSeconds(1);
        (await Refused.ReasonAsync(office.Intake.ImportLedgerAsync(hasty, deadline: soon))).ShouldBe("NOT_YET");
        import.IsCompleted.ShouldBeFalse();
        // Nothing is made before Intake has checked the rows.
        (await SessionsAsync()).ShouldNotContain(s => s.Term == 3 && s.Number == 5);

        directory.Release();
        (await import).ShouldBe(0);
        var session = (await SessionsAsync()).Single(s => s.Term == 3 && s.Number == 5);
        var imported = await office.Intake.ListProposalsAsync(
            new ListProposalsRequest { Session = session.Name, PageSize = 1 }
        );
        imported.Proposals.ShouldHaveSingleItem();

        async Task<IEnumerable<PlenarySession>> SessionsAsync() =>
            (await office.Directory.ListPlenarySessionsAsync(new ListPlenarySessionsRequest())).Sessions;
    }

    private static PlenarySession SessionOf(int term, int number)
    {
        Google.Protobuf.WellKnownTypes.Timestamp At() =>
            Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(TestSuite.Start);
        return new PlenarySession
        {
            Term = term,
            Number = number,
            OpensAt = At(),
            CutOffAt = At(),
            ClosesAt = At(),
        };
    }

    [Fact]
    public async Task A_second_import_finds_the_roster_and_still_waits_for_intake()
    {
        await using var directory = await SlowDirectory.StartAsync();
        await using var suite = await TestSuite.StartAsync(
            Engine.Sqlite,
            BusKind.Memory,
            [new DirectoryModule { PasswordIterations = 1000 }, new IntakeModule()],
            more: new Dictionary<string, string?> { ["Peers:Directory"] = directory.Address }
        );
        directory.ForwardTo(suite.Address);
        var office = await (await suite.CommitteeAsync()).Office;

        directory.Hold();
        EnsureRosterRequest Roster() =>
            new()
            {
                RequestId = Call.NewId(),
                Session = new PlenarySession { Term = 9, Number = 5 },
                Units = { "新单位" },
            };
        var first = office.Directory.EnsureRosterAsync(Roster());
        await first;
        var again = office.Directory.EnsureRosterAsync(Roster());
        await again;
        // The second call creates nothing, so it has no position of its own. What it rests on is told all the same.
        again.GetTrailers().GetValue("journal-position").ShouldBe("directory/0/0");
        var known = Known(again.GetTrailers());
        known.ShouldBe(Known(first.GetTrailers()));
        known.ShouldBeGreaterThan(0);
        var waiting = Journals.CaughtUpAsync(office, "intake", "directory", TimeSpan.FromSeconds(30));
        await Should.ThrowAsync<TimeoutException>(
            Journals.CaughtUpAsync(office, "intake", "directory", TimeSpan.FromMilliseconds(200))
        );
        waiting.IsCompleted.ShouldBeFalse();

        directory.Release();
        await waiting;

        static long Known(Metadata trailers) =>
            PositionHeaders
                .Parse(trailers.GetValue(PositionHeaders.Told)!)!
                .Single(p => p.Source == "directory")
                .Position_;
    }

    /// <summary>
    /// A proxy between Directory and its followers. While it is held, none of them can read Directory's journal.
    /// </summary>
    private sealed class SlowDirectory : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private GrpcChannel _channel = null!;
        private TaskCompletionSource _open = Opened();

        private SlowDirectory(WebApplication app, string address) => (_app, Address) = (app, address);

        public string Address { get; }

        public static async Task<SlowDirectory> StartAsync()
        {
            var port = FreePort.Next();
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(k => k.ListenLocalhost(port, e => e.Protocols = HttpProtocols.Http2));
            builder.Services.AddGrpc();
            SlowDirectory? directory = null;
            builder.Services.AddSingleton(_ => new Journal(directory!)).AddSingleton(_ => new SignIns(directory!));
            var app = builder.Build();
            app.MapGrpcService<Journal>();
            app.MapGrpcService<SignIns>();
            directory = new SlowDirectory(app, $"http://127.0.0.1:{port}");
            await app.StartAsync();
            return directory;
        }

        public void ForwardTo(string address) => _channel = GrpcChannel.ForAddress(address);

        public void Hold() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _open.TrySetResult();

        public async ValueTask DisposeAsync()
        {
            Release();
            _channel?.Dispose();
            await _app.DisposeAsync();
        }

        private static Metadata CallerOf(ServerCallContext context) => [context.RequestHeaders.Get("authorization")!];

        private static TaskCompletionSource Opened()
        {
            var opened = new TaskCompletionSource();
            opened.SetResult();
            return opened;
        }

        private sealed class Journal(SlowDirectory directory) : JournalService.JournalServiceBase
        {
            public override async Task<ReadEventsResponse> ReadEvents(
                ReadEventsRequest request,
                ServerCallContext context
            )
            {
                await directory._open.Task.WaitAsync(context.CancellationToken);
                return await new JournalService.JournalServiceClient(directory._channel).ReadEventsAsync(
                    request,
                    CallerOf(context),
                    context.Deadline,
                    context.CancellationToken
                );
            }
        }

        private sealed class SignIns(SlowDirectory directory) : DirectoryService.DirectoryServiceBase
        {
            public override async Task<SignInSession> GetSignInSession(
                GetSignInSessionRequest request,
                ServerCallContext context
            ) =>
                await new DirectoryService.DirectoryServiceClient(directory._channel).GetSignInSessionAsync(
                    request,
                    CallerOf(context),
                    context.Deadline,
                    context.CancellationToken
                );
        }
    }
}
