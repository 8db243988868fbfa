using Grpc.Core;
using Proposals.Assignments.V1;
using Proposals.Client;
using Proposals.Directory.V1;
using Proposals.Feedback;
using Proposals.Feedback.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>
/// What Feedback offers with a form (FeedbackForm.moves) and with a case (Case.moves) is what its commands accept:
/// every state and fact against every caller and move; on both engines.
/// </summary>
public abstract class OfferedMovesTests(WholeSuite suite) : IDisposable
{
    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    // Close and Conciliate are moves of the case of the form; the others are its own.
    private static readonly IReadOnlyList<string> Moves =
    [
        .. new[] { FormMove.Submit, FormMove.Record, FormMove.Settle, FormMove.Restate, FormMove.Reopen }.Select(m =>
            $"{m}"
        ),
        $"{CaseMove.Close}",
        $"{CaseMove.Conciliate}",
    ];

    private readonly Dictionary<string, string> _logins = new(StringComparer.Ordinal);
    private readonly HashSet<string> _tried = new(StringComparer.Ordinal);

    public void Dispose()
    {
        suite.Suite.Clock.MoveTo(TestSuite.Start);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Are_tried_each() =>
        Moves.ShouldBe(
            [.. OfferedMoves.All.Select(m => $"{m}"), $"{CaseMove.Close}", $"{CaseMove.Conciliate}"],
            ignoreOrder: true
        );

    [Fact]
    public async Task Of_a_form_are_what_the_commands_accept()
    {
        var differences = new List<string>();
        foreach (var (fact, make) in InTime)
            await CompareAsync(fact, () => make(this), differences);

        differences.ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_a_form_whose_time_is_over_are_what_the_commands_accept()
    {
        // So many of each: a command that is accepted changes its case.
        const int Copies = 8;
        var differences = new List<string>();
        var open = await ManyAsync(Copies * 3, AnsweredAsync);
        var stated = await ManyAsync(Copies, StatedAsync);
        var mostlyOver = await ManyAsync(Copies, AnsweredAsync);
        // A paper that comes late gives the proposer time beyond the last day of the form.
        await suite.AtAsync(Day(open[0].DueDate));
        foreach (var form in mostlyOver)
            await RecordedAsync(form);

        await suite.AtAsync(Day(open[0].DueDate).AddDays(1));
        await LapseAsync();
        var office = await Office();
        await CompareAsync("lapsed", Of(open[..Copies]), differences);
        await CompareAsync(
            "reopened",
            Of(open[Copies..(2 * Copies)], f => ReasonAsync(office.Feedback.ReopenFormAsync(ReopeningOf(f)))),
            differences
        );
        await CompareAsync("stated online, its time is over", Of(stated), differences);
        await CompareAsync("on paper, the time of the form is over", Of(mostlyOver[..(Copies - 2)]), differences);

        await suite.AtAsync(Day(open[0].DueDate).AddDays(60));
        await CompareAsync("on paper, all time is over", Of(mostlyOver[(Copies - 2)..]), differences);
        await CompareAsync(
            "lapsed, the case closed by the office",
            Of(open[(2 * Copies)..], async f => await (await Office()).Feedback.CloseCaseAsync(ClosingOf(f))),
            differences
        );
        differences.ShouldBeEmpty();
    }

    /// <summary>
    /// Every move by every caller: what is not offered must be refused, which changes nothing. What is offered is tried
    /// on a form of its own.
    /// </summary>
    private async Task CompareAsync(string fact, Func<Task<FeedbackForm>> make, List<string> differences)
    {
        var one = await make();
        foreach (var (name, who) in await CallersAsync())
        {
            var offered = await OfferedAsync(who, one);
            foreach (var move in Moves.Except(offered))
                if (await TryAsync(who, move, one) is "")
                    differences.Add($"{fact}: {move} is accepted from {name} and not offered");
            foreach (var move in offered.Where(m => IsNew(fact, m) | IsNew(name, m)))
                if (await TryAsync(who, move, await make()) is { Length: > 0 } reason)
                    differences.Add($"{fact}: {move} is offered to {name} and refused: {reason}");
        }
    }

    // What is offered costs a case. Facts and callers decide apart, so each of them is tried once with each move.
    private bool IsNew(string part, string move) => _tried.Add($"{part} {move}");

    private async Task<IReadOnlyList<(string Name, Person Person)>> CallersAsync()
    {
        var cast = suite.Cast;
        var (member, unit) = ((await cast.MemberAsync(2)).Account.Member, (await cast.UnitAsync(1)).Account.Unit);
        return
        [
            ("proposer", await cast.MemberAsync(2)),
            ("other proposer", await cast.MemberAsync(1)),
            ("office", await cast.Office),
            ("supervisor", await cast.Supervisor),
            ("office, the proposer", await ActingAsync(member, "", Role.ProposalsOffice, Role.Member)),
            ("office of a department", await ActingAsync("", unit, Role.ProposalsOffice)),
            ("proposer of a department", await ActingAsync(member, unit, Role.Member)),
        ];
    }

    /// <summary>An account with these roles, made when first needed.</summary>
    private async Task<Person> ActingAsync(string member, string unit, params Role[] roles)
    {
        const string Password = "a fine password 12";
        var key = $"{member} {unit}";
        if (!_logins.TryGetValue(key, out var login))
        {
            _logins[key] = login = "extra-" + Call.NewId()[..8] + Call.NewId()[^6..];
            var account = await (await suite.Cast.OfAsync("system")).Directory.CreateAccountAsync(
                new CreateAccountRequest
                {
                    RequestId = Call.NewId(),
                    Login = login,
                    Password = Password,
                    Member = member,
                    Unit = unit,
                }
            );
            await (await suite.Cast.OfAsync("security")).Directory.GrantRolesAsync(
                new GrantRolesRequest
                {
                    RequestId = Call.NewId(),
                    Name = account.Name,
                    Roles = { roles },
                }
            );
        }

        var person = await suite.Suite.Suite.SignInAsync(suite.Cast.Committee, login, Password);
        await Call.UntilAsync(
            login,
            () => Refused.AnswerOrNullAsync(person.Feedback.ListFeedbackFormsAsync(new ListFeedbackFormsRequest()))
        );
        return person;
    }

    private static async Task<IReadOnlyList<string>> OfferedAsync(Person who, FeedbackForm form)
    {
        var listed = (
            await who.Feedback.ListFeedbackFormsAsync(
                new ListFeedbackFormsRequest { Proposal = form.Proposal, PageSize = 200 }
            )
        ).Forms.FirstOrDefault(f => f.Name == form.Name);
        var found = await OrNullAsync(
            who.Feedback.GetFeedbackFormAsync(new GetFeedbackFormRequest { Name = form.Name })
        );
        (found?.Moves ?? []).ShouldBe(listed?.Moves ?? [], "the list and the form offer the same");
        var closing = await OrNullAsync(
            who.Feedback.GetCaseAsync(new GetCaseRequest { Name = WholeSuite.ClosingName(form.Proposal) })
        );
        return [.. (found?.Moves ?? []).Select(m => $"{m}"), .. (closing?.Moves ?? []).Select(m => $"{m}")];
    }

    // A move, with a request that lacks nothing.
    private async Task<string> TryAsync(Person who, string move, FeedbackForm form) =>
        move switch
        {
            nameof(FormMove.Submit) => await ReasonAsync(
                who.Feedback.SubmitFeedbackAsync(
                    new SubmitFeedbackRequest
                    {
                        RequestId = Call.NewId(),
                        Name = form.Name,
                        Work = Rating.Satisfied,
                        Result = Rating.Satisfied,
                    }
                )
            ),
            nameof(FormMove.Record) => await ReasonAsync(
                who.Feedback.RecordPaperFormAsync(
                    PaperRequest.Of(suite, form, Rating.Satisfied, Rating.MostlySatisfied)
                )
            ),
            nameof(FormMove.Settle) => await ReasonAsync(
                who.Feedback.SettlePaperConflictAsync(SettlementOf(form, StatementSource.Online))
            ),
            nameof(FormMove.Restate) => await ReasonAsync(who.Feedback.RestateFeedbackAsync(RestatementOf(form))),
            nameof(FormMove.Reopen) => await ReasonAsync(who.Feedback.ReopenFormAsync(ReopeningOf(form))),
            nameof(CaseMove.Close) => await ReasonAsync(who.Feedback.CloseCaseAsync(ClosingOf(form))),
            nameof(CaseMove.Conciliate) => await ReasonAsync(
                who.Feedback.RecordConciliationAsync(
                    new RecordConciliationRequest
                    {
                        RequestId = Call.NewId(),
                        Name = WholeSuite.ClosingName(form.Proposal),
                        Kind = ConciliationKind.Explanation,
                        Date = suite.Today,
                        Participants = "督查室，第一提案人",
                        Content = "说明了实施条件。",
                        Understanding = Understanding.Silent,
                    }
                )
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(move), move, "not a move that is offered"),
        };

    private static readonly IReadOnlyList<(string Fact, Func<OfferedMovesTests, Task<FeedbackForm>> Make)> InTime =
    [
        ("open", t => t.AnsweredAsync()),
        ("stated online", t => t.StatedAsync()),
        ("on paper", async t => await t.RecordedAsync(await t.AnsweredAsync())),
        ("paper and online differ", async t => await t.RecordedAsync(await t.StatedAsync())),
        ("paper and online differed, online counts", t => t.SettledAsync(StatementSource.Online)),
        ("paper and online differed, paper counts", t => t.SettledAsync(StatementSource.Paper)),
        (
            "on paper, stated again",
            async t =>
            {
                var form = await t.RecordedAsync(await t.AnsweredAsync());
                return await (await t.Proposer()).Feedback.RestateFeedbackAsync(RestatementOf(form));
            }
        ),
        (
            "on paper, the rule has closed the case",
            async t =>
            {
                var form = await t.RecordedAsync(await t.AnsweredAsync());
                await t.OtherRatesAsync(form, Rating.Satisfied, CaseState.Closed);
                return form;
            }
        ),
        (
            "on paper, a further round was ordered",
            async t =>
            {
                var form = await t.RecordedAsync(await t.AnsweredAsync());
                await t.OtherRatesAsync(form, Rating.Dissatisfied, CaseState.AwaitingReply);
                return form;
            }
        ),
        (
            "stated online, a further round was ordered",
            async t =>
            {
                var form = await t.StatedAsync();
                await t.OtherRatesAsync(form, Rating.Dissatisfied, CaseState.AwaitingReply);
                return form;
            }
        ),
        (
            "paper and online differ, all others have stated",
            async t =>
            {
                var form = await t.RecordedAsync(await t.StatedAsync());
                await t.OtherRatesAsync(form, Rating.Satisfied, CaseState.AwaitingClosure);
                return form;
            }
        ),
        ("open, its reply was sent back", async t => await t.SentBackAsync(await t.AnsweredAsync(), FormState.Void)),
        (
            "stated online, its reply was sent back",
            async t => await t.SentBackAsync(await t.StatedAsync(), FormState.Submitted)
        ),
        (
            "on paper, its reply was sent back",
            async t => await t.SentBackAsync(await t.RecordedAsync(await t.AnsweredAsync()), FormState.Submitted)
        ),
        ("stated in the last round, the case waits for the office", t => t.SecondRoundAsync()),
        (
            "stated in the last round, the office has closed the case",
            async t =>
            {
                var form = await t.SecondRoundAsync();
                await (await t.Office()).Feedback.CloseCaseAsync(ClosingOf(form));
                return form;
            }
        ),
    ];

    // The sweep that runs every half minute, now.
    private Task LapseAsync() =>
        new FeedbackModule().SweepAsync(suite.Suite.Service("feedback"), CancellationToken.None);

    private Task<Person> Proposer() => suite.Cast.MemberAsync(2);

    private Task<Person> Office() => suite.Cast.Office;

    /// <summary>A case with one reply, and the form of the second of its two proposers.</summary>
    private async Task<FeedbackForm> AnsweredAsync()
    {
        var proposal = await suite.FiledAsync("关于可选操作的提案");
        await suite.AnsweredAsync(1, (await suite.HandedOverAsync(proposal, HandlingMode.Sole, 1))[0]);
        await suite.FormAsync(1, proposal.Name);
        return await suite.FormAsync(2, proposal.Name);
    }

    private async Task<FeedbackForm> StatedAsync() =>
        await suite.RatedAsync(2, (await AnsweredAsync()).Proposal, Rating.Satisfied, Rating.Satisfied);

    private async Task<FeedbackForm> RecordedAsync(FeedbackForm form) =>
        await (await Office()).Feedback.RecordPaperFormAsync(
            PaperRequest.Of(suite, form, Rating.MostlySatisfied, Rating.MostlySatisfied)
        );

    private async Task<FeedbackForm> SettledAsync(StatementSource source) =>
        await (await Office()).Feedback.SettlePaperConflictAsync(
            SettlementOf(await RecordedAsync(await StatedAsync()), source)
        );

    private async Task OtherRatesAsync(FeedbackForm form, Rating rating, CaseState after)
    {
        await suite.RatedAsync(1, form.Proposal, rating, rating);
        await suite.CaseInAsync(form.Proposal, after);
    }

    private async Task<FeedbackForm> SentBackAsync(FeedbackForm form, FormState after)
    {
        var office = await Office();
        await office.Assignment.SendBackReplyAsync(
            new SendBackReplyRequest
            {
                RequestId = Call.NewId(),
                Name = form.Reply,
                RequestedChanges = "请按要求写明办理措施。",
            }
        );
        return await Call.UntilAsync(
            "答复已退回",
            async () =>
                await office.Feedback.GetFeedbackFormAsync(new GetFeedbackFormRequest { Name = form.Name })
                    is { SetAside: true } found
                && found.State == after
                    ? found
                    : null
        );
    }

    /// <summary>A case that is dissatisfied in its last round, and the form of that round.</summary>
    private async Task<FeedbackForm> SecondRoundAsync()
    {
        var first = await StatedAsync();
        await OtherRatesAsync(first, Rating.Dissatisfied, CaseState.AwaitingReply);
        var office = await suite.Cast.HandOver;
        var again = await Call.UntilAsync(
            "第 2 轮任务",
            async () =>
                (
                    await office.Assignment.ListAssignmentsAsync(
                        new ListAssignmentsRequest { Proposal = first.Proposal }
                    )
                ).Assignments.FirstOrDefault(a => a.Round == 2)
        );
        await suite.AnsweredAsync(1, again);
        await suite.RatedAsync(1, first.Proposal, Rating.Dissatisfied, Rating.Dissatisfied, round: 2);
        var form = await suite.RatedAsync(2, first.Proposal, Rating.Satisfied, Rating.Satisfied, round: 2);
        await suite.CaseInAsync(first.Proposal, CaseState.AwaitingClosure);
        return form;
    }

    private static async Task<List<FeedbackForm>> ManyAsync(int number, Func<Task<FeedbackForm>> make)
    {
        var made = new List<FeedbackForm>();
        while (made.Count < number)
            made.Add(await make());
        return made;
    }

    private static Func<Task<FeedbackForm>> Of(List<FeedbackForm> forms, Func<FeedbackForm, Task>? with = null)
    {
        var next = 0;
        return async () =>
        {
            var form = forms[next++];
            if (with is not null)
                await with(form);
            return form;
        };
    }

    private static RestateFeedbackRequest RestatementOf(FeedbackForm form) =>
        new()
        {
            RequestId = Call.NewId(),
            Name = form.Name,
            Work = Rating.Satisfied,
            Result = Rating.MostlySatisfied,
        };

    private static SettlePaperConflictRequest SettlementOf(FeedbackForm form, StatementSource source) =>
        new()
        {
            RequestId = Call.NewId(),
            Name = form.Name,
            Source = source,
            Reason = "与提案者电话核实",
        };

    private static ReopenFormRequest ReopeningOf(FeedbackForm form) =>
        new()
        {
            RequestId = Call.NewId(),
            Name = form.Name,
            Reason = "委员出差，来电要求补填",
        };

    private static CloseCaseRequest ClosingOf(FeedbackForm form) =>
        new()
        {
            RequestId = Call.NewId(),
            Name = WholeSuite.ClosingName(form.Proposal),
            Reason = "已与提案者沟通",
        };

    private static DateTimeOffset Day(string day) =>
        new(DateOnly.ParseExact(day, "yyyy-MM-dd", null), new TimeOnly(9, 0), China);

    private static async Task<string> ReasonAsync<T>(AsyncUnaryCall<T> call) =>
        await Refused.OrNullAsync(call) is { } refusal ? Call.ReasonOf(refusal) : "";

    // A reader that may not know of it at all is offered nothing.
    private static async Task<T?> OrNullAsync<T>(AsyncUnaryCall<T> call)
        where T : class
    {
        try
        {
            return await call;
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.NotFound or StatusCode.PermissionDenied)
        {
            return null;
        }
    }
}

[Collection("laptop")]
public sealed class OfferedMovesOnALaptop(Laptop suite) : OfferedMovesTests(suite), IClassFixture<Laptop>;

[Collection("county")]
public sealed class OfferedMovesInACounty(County suite) : OfferedMovesTests(suite), IClassFixture<County>;
