using Proposals.BuildingBlocks;
using Proposals.Client;
using Proposals.Directory.V1;
using Proposals.Intake.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Intake.Tests;

/// <summary>What the rules of drafting, co-signing, merging and importing refuse, each by its own reason.</summary>
public abstract class RefusalTests(IntakeSuite intake) : Given(intake)
{
    private async Task<string> InviteAsync(Proposal draft, string member) =>
        await Refused.ReasonAsync(
            (await Intake.Cast.MemberAsync(1)).Intake.InviteCoSignerAsync(
                new InviteCoSignerRequest
                {
                    RequestId = Call.NewId(),
                    Proposal = draft.Name,
                    Member = member,
                }
            )
        );

    // Handbook T12: a current member, not oneself, nobody twice.
    [Fact]
    public async Task A_co_signer_is_another_known_member_and_asked_once()
    {
        var lead = await Intake.Cast.MemberAsync(1);
        var second = (await Intake.Cast.MemberAsync(2)).Account.Member;
        var draft = await DraftAsync(Intake.Cast, "关于邀请联名的提案");

        (await InviteAsync(draft, lead.Account.Member)).ShouldBe("SELF_INVITED");
        (await InviteAsync(draft, $"committees/{Intake.Cast.Committee}/members/{Guid.CreateVersion7()}")).ShouldBe(
            "MEMBER_UNKNOWN"
        );
        await lead.Intake.InviteCoSignerAsync(
            new InviteCoSignerRequest
            {
                RequestId = Call.NewId(),
                Proposal = draft.Name,
                Member = second,
            }
        );
        (await InviteAsync(draft, second)).ShouldBe("ALREADY_INVITED");
    }

    // Handbook edge cases 13, 14.
    [Fact]
    public async Task A_proposal_is_merged_into_another_filed_one_of_the_same_session()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var (office, member) = (await cast.Office, await cast.MemberAsync(1));
        var source = await FiledAsync(cast, "关于被并的提案");
        var unfiled = await SubmitAsync(cast, await DraftAsync(cast, "关于尚未立案的提案"));
        var current = await cast.SessionAsync();
        var other = await office.Directory.OpenPlenarySessionAsync(
            new OpenPlenarySessionRequest
            {
                RequestId = Call.NewId(),
                Session = new PlenarySession
                {
                    Term = current.Term,
                    Number = current.Number + 1,
                    OpensAt = current.OpensAt,
                    CutOffAt = current.CutOffAt,
                    ClosesAt = current.ClosesAt,
                },
            }
        );
        var elsewhere = await Call.UntilAsync(
            "新届次已知",
            async () =>
                await Refused.AnswerOrNullAsync(
                    member.Intake.CreateProposalAsync(
                        new CreateProposalRequest
                        {
                            RequestId = Call.NewId(),
                            Proposal = new Proposal
                            {
                                Session = other.Name,
                                Category = "society",
                                Text = Walk.TextOf("关于下一次会议的提案"),
                            },
                        }
                    )
                )
        );

        (await MergeAsync(source)).ShouldBe("MERGE_SELF");
        (await MergeAsync(unfiled)).ShouldBe("MERGE_TARGET_NOT_FILED");
        (await MergeAsync(await SubmitAsync(cast, elsewhere))).ShouldBe("MERGE_SESSIONS_DIFFER");

        async Task<string> MergeAsync(Proposal target) =>
            await Refused.ReasonAsync(
                office.Intake.MergeProposalAsync(
                    new MergeProposalRequest
                    {
                        RequestId = Call.NewId(),
                        Name = source.Name,
                        Into = target.Name,
                    }
                )
            );
    }

    [Fact]
    public async Task A_ledger_is_imported_into_a_session_without_proposals()
    {
        await SubmitAsync(Intake.Cast, await DraftAsync(Intake.Cast, "关于已有提案的届次"));
        var request = new ImportLedgerRequest
        {
            RequestId = Call.NewId(),
            Session = (await Intake.Cast.SessionAsync()).Name,
            Rows = { new LedgerRow() },
        };

        (await Refused.ReasonAsync((await Intake.Cast.Office).Intake.ImportLedgerAsync(request))).ShouldBe(
            "LEDGER_SESSION_NOT_EMPTY"
        );
    }

    [Fact]
    public async Task Drafts_that_only_their_members_know_of_neither_stop_a_ledger_nor_are_told_of()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var (lead, office) = (await cast.MemberAsync(1), await cast.Office);
        var draft = await DraftAsync(cast, "关于导入时正在起草的提案");
        await lead.Intake.DeleteProposalAsync(
            new DeleteProposalRequest
            {
                RequestId = Call.NewId(),
                Name = (await DraftAsync(cast, "关于起草后删除的提案")).Name,
            }
        );

        var imported = await office.Intake.ImportLedgerAsync(
            new ImportLedgerRequest
            {
                RequestId = Call.NewId(),
                Session = draft.Session,
                Rows =
                {
                    new LedgerRow
                    {
                        Row = 1,
                        Subject = "示例台账提案",
                        Lead = lead.Account.Member.Split('/')[3],
                        ProposerKind = ProposerKind.Member,
                        SessionKind = SessionKind.InSession,
                        Decision = LedgerDecision.NotFiled,
                    },
                },
            }
        );

        imported.Imported.ShouldBe(1);
        // Its number follows those of the ledger.
        (await SubmitAsync(cast, draft)).SerialNumber.ShouldBe(2);
    }

    // Handbook T20.
    [Theory]
    [InlineData("situation")]
    [InlineData("analysis")]
    [InlineData("suggestions")]
    public async Task A_proposal_without_one_of_its_parts_is_saved_and_not_submitted(string part)
    {
        var text = Walk.TextOf("关于缺少内容的提案");
        if (part == "situation")
            text.Situation = "";
        if (part == "analysis")
            text.Analysis = "";
        if (part == "suggestions")
            text.Suggestions.Clear();
        var member = await Intake.Cast.MemberAsync(1);
        var draft = await member.Intake.CreateProposalAsync(
            new CreateProposalRequest
            {
                RequestId = Call.NewId(),
                Proposal = new Proposal
                {
                    Session = (await Intake.Cast.SessionAsync()).Name,
                    Category = "society",
                    Text = text,
                },
            }
        );

        (
            await Refused.ReasonAsync(
                member.Intake.SubmitProposalAsync(
                    new SubmitProposalRequest
                    {
                        RequestId = Call.NewId(),
                        Name = draft.Name,
                        ContainsNoSecret = true,
                    }
                )
            )
        ).ShouldBe("TEXT_INCOMPLETE");
    }

    [Fact]
    public async Task A_category_is_one_of_the_profile()
    {
        var member = await Intake.Cast.MemberAsync(1);
        (
            await Refused.ReasonAsync(
                member.Intake.CreateProposalAsync(
                    new CreateProposalRequest
                    {
                        RequestId = Call.NewId(),
                        Proposal = new Proposal
                        {
                            Session = (await Intake.Cast.SessionAsync()).Name,
                            Category = "sea",
                            Text = Walk.TextOf("关于类别的提案"),
                        },
                    }
                )
            )
        ).ShouldBe("CATEGORY_UNKNOWN");
    }

    // Handbook edge case 3: sectors and groups propose in plenary session only, from its first to its last instant.
    [Theory]
    [InlineData(ProposerKind.Sector, 0, true)]
    [InlineData(ProposerKind.Sector, -1, false)]
    [InlineData(ProposerKind.Group, 2, true)]
    [InlineData(ProposerKind.Group, 3, false)]
    [InlineData(ProposerKind.Member, 3, true)]
    [InlineData(ProposerKind.Party, -1, true)]
    public async Task A_sector_proposes_in_session_only(ProposerKind kind, int hour, bool accepted)
    {
        var opens = TestSuite.Start;
        var session = new PlenarySessionRow
        {
            OpensAt = opens,
            CutOffAt = opens.AddHours(1),
            ClosesAt = opens.AddHours(2),
        };
        var office = await Intake.Cast.Office;
        var policy = await office.Directory.GetPolicyProfileAsync(new GetPolicyProfileRequest { Version = 1 });

        var refusal = SubmitProposal.Refuses(
            new ProposalRow { ProposerKind = kind, Category = "society" },
            Walk.TextOf("关于界别提案的提案"),
            containsNoSecret: true,
            session,
            policy,
            opens.AddHours(hour)
        );

        refusal?.Reason.ShouldBe(IntakeRefusals.OnlyInSession);
        (refusal is null).ShouldBe(accepted);
    }
}

[Collection("SQLite")]
public sealed class RefusalsOnSqlite(SqliteIntake intake) : RefusalTests(intake), IClassFixture<SqliteIntake>;

[Collection("PostgreSQL")]
public sealed class RefusalsOnPostgreSql(PostgreSqlIntake intake)
    : RefusalTests(intake),
        IClassFixture<PostgreSqlIntake>;
