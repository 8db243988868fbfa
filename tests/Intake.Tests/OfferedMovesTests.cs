using Dapper;
using Grpc.Core;
using Proposals.Client;
using Proposals.Directory.V1;
using Proposals.Intake.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Intake.Tests;

/// <summary>
/// What is offered with a proposal (Proposal.moves) is what the commands accept: every state, fact and caller that a
/// test of this service can make, against every move.
/// </summary>
public abstract class OfferedMovesTests(IntakeSuite intake) : Given(intake)
{
    // A move, with a request that lacks nothing.
    private static readonly IReadOnlyDictionary<ProposalMove, Func<Person, Proposal, Proposal, Task<string>>> Commands =
        new Dictionary<ProposalMove, Func<Person, Proposal, Proposal, Task<string>>>
        {
            [ProposalMove.Return] = (who, p, _) =>
                ReasonAsync(
                    who.Intake.ReturnProposalAsync(
                        new ReturnProposalRequest
                        {
                            RequestId = Call.NewId(),
                            Name = p.Name,
                            Opinion = "请补充数据。",
                        }
                    )
                ),
            [ProposalMove.Examine] = (who, p, _) =>
                ReasonAsync(
                    who.Intake.ExamineProposalAsync(
                        new ExamineProposalRequest { RequestId = Call.NewId(), Name = p.Name }
                    )
                ),
            [ProposalMove.File] = (who, p, _) =>
                ReasonAsync(
                    who.Intake.FileProposalAsync(new FileProposalRequest { RequestId = Call.NewId(), Name = p.Name })
                ),
            [ProposalMove.Reject] = (who, p, _) => ReasonAsync(who.Intake.RejectProposalAsync(RejectionOf(p))),
            [ProposalMove.Merge] = (who, p, into) => ReasonAsync(who.Intake.MergeProposalAsync(MergeOf(p, into))),
            [ProposalMove.Unmerge] = (who, p, _) =>
                ReasonAsync(
                    who.Intake.UnmergeProposalAsync(
                        new UnmergeProposalRequest
                        {
                            RequestId = Call.NewId(),
                            Name = p.Name,
                            Reason = "分别办理",
                        }
                    )
                ),
            [ProposalMove.Withdraw] = (who, p, _) => ReasonAsync(who.Intake.WithdrawProposalAsync(WithdrawalOf(p))),
            [ProposalMove.TakeUp] = (who, p, _) => ReasonAsync(who.Intake.TakeUpProposalAsync(TakeUpOf(p))),
            [ProposalMove.Redirect] = (who, p, _) => ReasonAsync(who.Intake.RedirectProposalAsync(RedirectionOf(p))),
        };

    [Fact]
    public void Have_a_command_each() => Commands.Keys.ShouldBe(OfferedMoves.All, ignoreOrder: true);

    [Fact]
    public async Task Of_a_proposal_are_what_the_commands_accept()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var target = await FiledAsync(cast, "关于另一主案的提案", 3);
        var differences = new List<string>();
        foreach (var (fact, make) in Facts)
            await CompareAsync(cast, fact, () => make(this, cast), target, differences);

        differences.ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_a_case_of_a_ledger_are_what_the_commands_accept()
    {
        // So many of each kind: a command that is accepted changes its case.
        const int Copies = 12;
        var cast = await Intake.Suite.CommitteeAsync();
        var (lead, office, unit) = (await cast.MemberAsync(1), await cast.Office, await cast.UnitAsync(1));
        var (session, member) = (await cast.SessionAsync(), lead.Account.Member.Split('/')[3]);
        var rows = new List<LedgerRow>();
        void Add(string kind, LedgerRow row)
        {
            for (var i = 0; i < Copies; i++)
            {
                var copy = row.Clone();
                (copy.Row, copy.Lead, copy.Subject) = (rows.Count + 1, member, $"{kind}{i}");
                (copy.ProposerKind, copy.SessionKind) = (ProposerKind.Member, SessionKind.InSession);
                if (copy.Decision is LedgerDecision.Filed or LedgerDecision.Merged)
                    copy.CaseNumber = rows.Count + 1;
                rows.Add(copy);
            }
        }

        Add("目标", new LedgerRow { Decision = LedgerDecision.Filed });
        Add("待交办", new LedgerRow { Decision = LedgerDecision.Filed });
        Add(
            "办理中",
            new LedgerRow
            {
                Decision = LedgerDecision.Filed,
                HandedOverOn = "2026-01-05",
                Unit = unit.Account.Unit.Split('/')[3],
            }
        );
        Add("已答复", new LedgerRow { Decision = LedgerDecision.Filed, RepliedOn = "2026-01-20" });
        Add("并入待交办", new LedgerRow { Decision = LedgerDecision.Merged, MergedInto = Copies });
        Add("并入办理中", new LedgerRow { Decision = LedgerDecision.Merged, MergedInto = 3 * Copies });
        Add("并入何案不明", new LedgerRow { Decision = LedgerDecision.Merged });
        Add("不予立案", new LedgerRow { Decision = LedgerDecision.NotFiled });
        Add("转来信", new LedgerRow { Decision = LedgerDecision.Redirected, Outcome = "letter" });
        Add("转办方式不明", new LedgerRow { Decision = LedgerDecision.Redirected });
        Add("已撤案", new LedgerRow { Decision = LedgerDecision.Withdrawn });
        await office.Intake.ImportLedgerAsync(
            new ImportLedgerRequest
            {
                RequestId = Call.NewId(),
                Session = session.Name,
                Rows = { rows },
            }
        );
        var cases = new Dictionary<string, Proposal>(StringComparer.Ordinal);
        for (var token = ""; ; )
        {
            var page = await office.Intake.ListProposalsAsync(
                new ListProposalsRequest
                {
                    Session = session.Name,
                    PageSize = 200,
                    PageToken = token,
                }
            );
            foreach (var listed in page.Proposals)
                cases.Add(listed.Text.Subject, listed);
            if ((token = page.NextPageToken).Length == 0)
                break;
        }

        var differences = new List<string>();
        foreach (
            var kind in rows.Select(r => r.Subject.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9')).Distinct()
        )
        {
            var next = 0;
            await CompareAsync(
                cast,
                kind,
                () => Task.FromResult(cases[$"{kind}{next++}"]),
                cases[$"目标{Copies - 2}"],
                differences
            );
        }

        differences.ShouldBeEmpty();
    }

    /// <summary>
    /// Every move by every caller: what is not offered must be refused, which changes nothing, and what is offered is
    /// tried on a proposal of its own.
    /// </summary>
    private static async Task CompareAsync(
        Cast cast,
        string fact,
        Func<Task<Proposal>> make,
        Proposal target,
        List<string> differences
    )
    {
        var callers = new (string Name, Person Person)[]
        {
            ("lead", await cast.MemberAsync(1)),
            ("other", await cast.MemberAsync(4)),
            ("office", await cast.Office),
            ("hand-over", await cast.HandOver),
        };
        var one = await make();
        foreach (var (name, who) in callers)
        {
            var offered = await OfferedAsync(who, one);
            foreach (var move in OfferedMoves.All.Except(offered))
                if (await Commands[move](who, one, target) is "")
                    differences.Add($"{fact}: {move} is accepted from {name} and not offered");
            foreach (var move in offered)
                if (await Commands[move](who, await make(), target) is { Length: > 0 } reason)
                    differences.Add($"{fact}: {move} is offered to {name} and refused: {reason}");
        }
    }

    private static async Task<IReadOnlyList<ProposalMove>> OfferedAsync(Person who, Proposal proposal)
    {
        try
        {
            return [.. (await who.Intake.GetProposalAsync(new GetProposalRequest { Name = proposal.Name })).Moves];
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return [];
        }
    }

    private static readonly IReadOnlyList<(string Fact, Func<OfferedMovesTests, Cast, Task<Proposal>> Make)> Facts =
    [
        ("draft", (_, cast) => NewAsync(cast)),
        ("submitted", async (_, cast) => await SubmitAsync(cast, await NewAsync(cast))),
        (
            "returned",
            async (_, cast) =>
            {
                var submitted = await SubmitAsync(cast, await NewAsync(cast));
                await Commands[ProposalMove.Return](await cast.Office, submitted, submitted);
                return submitted;
            }
        ),
        ("examined", (_, cast) => ExaminedAsync(cast, "关于可选操作的提案")),
        ("filed", (_, cast) => FiledCaseAsync(cast)),
        (
            "filed, another one merged into it",
            async (_, cast) =>
            {
                var main = await FiledCaseAsync(cast);
                await (await cast.Office).Intake.MergeProposalAsync(MergeOf(await FiledCaseAsync(cast), main));
                return main;
            }
        ),
        ("handed over", (suite, cast) => suite.HandedOverAsync(cast)),
        ("answered", (suite, cast) => suite.HandedOverAsync(cast, replied: 1)),
        ("handed over, the lead asked", (suite, cast) => suite.AskedAsync(cast, cast.MemberAsync(1))),
        ("handed over, the office asked", (suite, cast) => suite.AskedAsync(cast, cast.HandOver)),
        ("recalled, the lead asked", (suite, cast) => suite.AskedAsync(cast, cast.MemberAsync(1), recalled: true)),
        ("recalled, the office asked", (suite, cast) => suite.AskedAsync(cast, cast.HandOver, recalled: true)),
        (
            "both agreed",
            async (suite, cast) =>
            {
                var asked = await suite.AskedAsync(cast, cast.MemberAsync(1));
                await Commands[ProposalMove.Withdraw](await cast.HandOver, asked, asked);
                return asked;
            }
        ),
        (
            "recalled, both agreed",
            async (suite, cast) =>
            {
                var asked = await suite.AskedAsync(cast, cast.MemberAsync(1), recalled: true);
                await Commands[ProposalMove.Withdraw](await cast.HandOver, asked, asked);
                return asked;
            }
        ),
        ("merged", async (_, cast) => await MergedAsync(cast, await FiledCaseAsync(cast), await FiledCaseAsync(cast))),
        (
            "merged before its filing",
            async (_, cast) =>
                await MergedAsync(cast, await ExaminedAsync(cast, "关于可选操作的提案"), await FiledCaseAsync(cast))
        ),
        (
            "merged, the main case is handed over",
            async (suite, cast) =>
            {
                var main = await FiledCaseAsync(cast);
                var merged = await MergedAsync(cast, await FiledCaseAsync(cast), main);
                await suite.HandlingAsync(main, 0);
                return merged;
            }
        ),
        (
            "withdrawn",
            async (_, cast) =>
            {
                var filed = await FiledCaseAsync(cast);
                await Commands[ProposalMove.Withdraw](await cast.Office, filed, filed);
                return filed;
            }
        ),
        ("not filed", (_, cast) => NotFiledAsync(cast)),
        (
            "not filed, passed on",
            async (_, cast) =>
                await (await cast.Office).Intake.RedirectProposalAsync(RedirectionOf(await NotFiledAsync(cast)))
        ),
        ("not filed, a draft takes it up", async (_, cast) => (await TakenUpAsync(cast)).Refused),
        (
            "not filed, a deleted draft took it up",
            async (_, cast) =>
            {
                var (refused, draft) = await TakenUpAsync(cast);
                await (await cast.MemberAsync(1)).Intake.DeleteProposalAsync(
                    new DeleteProposalRequest { RequestId = Call.NewId(), Name = draft.Name }
                );
                return refused;
            }
        ),
        (
            "not filed, a submitted one takes it up",
            async (_, cast) =>
            {
                var (refused, draft) = await TakenUpAsync(cast);
                await SubmitAsync(cast, draft);
                return refused;
            }
        ),
        (
            "not filed, one that was withdrawn before its filing took it up",
            async (_, cast) =>
            {
                var (refused, draft) = await TakenUpAsync(cast);
                var submitted = await SubmitAsync(cast, draft);
                await Commands[ProposalMove.Withdraw](await cast.Office, submitted, submitted);
                return refused;
            }
        ),
        (
            "not filed, one that was filed and withdrawn took it up",
            async (_, cast) =>
            {
                var (refused, draft) = await TakenUpAsync(cast);
                var filed = await FiledAsync(cast, draft);
                await Commands[ProposalMove.Withdraw](await cast.Office, filed, filed);
                return refused;
            }
        ),
    ];

    private static Task<Proposal> NewAsync(Cast cast) => DraftAsync(cast, "关于可选操作的提案");

    private static Task<Proposal> FiledCaseAsync(Cast cast) => FiledAsync(cast, "关于可选操作的提案");

    private static async Task<Proposal> NotFiledAsync(Cast cast) =>
        await (await cast.Office).Intake.RejectProposalAsync(
            RejectionOf(await SubmitAsync(cast, await NewAsync(cast)))
        );

    private static async Task<(Proposal Refused, Proposal Draft)> TakenUpAsync(Cast cast)
    {
        var refused = await NotFiledAsync(cast);
        return (refused, await (await cast.MemberAsync(1)).Intake.TakeUpProposalAsync(TakeUpOf(refused)));
    }

    private static async Task<Proposal> MergedAsync(Cast cast, Proposal source, Proposal main) =>
        await (await cast.Office).Intake.MergeProposalAsync(MergeOf(source, main));

    private async Task<Proposal> HandedOverAsync(Cast cast, long replied = 0)
    {
        var filed = await FiledCaseAsync(cast);
        await HandlingAsync(filed, replied);
        return filed;
    }

    private async Task<Proposal> AskedAsync(Cast cast, Task<Person> side, bool recalled = false)
    {
        var handedOver = await HandedOverAsync(cast);
        await Commands[ProposalMove.Withdraw](await side, handedOver, handedOver);
        if (recalled)
            await HandlingAsync(handedOver, null);
        return handedOver;
    }

    // What Assignment's journal would say: Assignment does not run here.
    private async Task HandlingAsync(Proposal proposal, long? replied)
    {
        var parts = proposal.Name.Split('/');
        await using var writer = await Intake.Suite.Service("intake").Database.OpenWriterAsync(default);
        await writer.ExecuteAsync(
            replied is null
                ? "DELETE FROM handling WHERE committee = @committee AND proposal = @id"
                : "INSERT INTO handling (committee, proposal, replied) VALUES (@committee, @id, @replied)",
            new
            {
                committee = parts[1],
                id = parts[3],
                replied,
            }
        );
    }

    private static async Task<string> ReasonAsync<T>(AsyncUnaryCall<T> call) =>
        await Refused.OrNullAsync(call) is { } refusal ? Call.ReasonOf(refusal) : "";

    private static RejectProposalRequest RejectionOf(Proposal proposal) =>
        new()
        {
            RequestId = Call.NewId(),
            Name = proposal.Name,
            Reason = "empty",
        };

    private static MergeProposalRequest MergeOf(Proposal source, Proposal into) =>
        new()
        {
            RequestId = Call.NewId(),
            Name = source.Name,
            Into = into.Name,
        };

    private static WithdrawProposalRequest WithdrawalOf(Proposal proposal) =>
        new()
        {
            RequestId = Call.NewId(),
            Name = proposal.Name,
            Reason = "情况已变化",
            Consent = "来电同意",
        };

    private static TakeUpProposalRequest TakeUpOf(Proposal refused) =>
        new() { RequestId = Call.NewId(), Name = refused.Name };

    private static RedirectProposalRequest RedirectionOf(Proposal refused) =>
        new()
        {
            RequestId = Call.NewId(),
            Name = refused.Name,
            Outcome = "suggestion",
            Consent = "三月五日电话征得同意。",
        };
}

[Collection("SQLite")]
public sealed class OfferedMovesOnSqlite(SqliteIntake intake) : OfferedMovesTests(intake), IClassFixture<SqliteIntake>;

[Collection("PostgreSQL")]
public sealed class OfferedMovesOnPostgreSql(PostgreSqlIntake intake)
    : OfferedMovesTests(intake),
        IClassFixture<PostgreSqlIntake>;
