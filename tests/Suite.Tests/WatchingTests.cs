using System.Threading.Channels;
using Grpc.Core;
using Proposals.Assignments.V1;
using Proposals.Channels;
using Proposals.Client;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;
using Proposals.Journal.V1;
using Proposals.Supervision.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>
/// Live changes, notices, duties, key proposals, the trend and the public's view; on both engines and both buses.
/// </summary>
public abstract class WatchingTests(WholeSuite suite)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private async Task<Proposal> DraftAsync(Person member, string subject) =>
        await member.Intake.CreateProposalAsync(
            new CreateProposalRequest
            {
                RequestId = Call.NewId(),
                Proposal = new Proposal
                {
                    Session = (await suite.Cast.SessionAsync()).Name,
                    Category = "society",
                    MayPublish = true,
                    Text = Walk.TextOf(subject),
                },
            }
        );

    private Task<Person> AgainAsync(string login) =>
        suite.Suite.Suite.SignInAsync(suite.Cast.Committee, login, suite.Cast.Accounts.PasswordOf(login));

    private Task<CaseView> CaseAsync(Person person, string proposal, Func<CaseView, bool> holds) =>
        Call.UntilAsync(
            "案件可见",
            async () =>
                await Refused.AnswerOrNullAsync(
                    person.Supervision.GetCaseAsync(
                        new Supervision.V1.GetCaseRequest { Name = WholeSuite.CaseName(proposal) }
                    )
                )
                    is { } seen
                && holds(seen)
                    ? seen
                    : null
        );

    [Fact]
    public async Task A_member_hears_at_once_of_his_draft_and_of_an_invitation_and_never_of_another_ones_draft()
    {
        var (lead, invited, stranger) = (
            await suite.Cast.MemberAsync(6),
            await suite.Cast.MemberAsync(7),
            await suite.Cast.MemberAsync(8)
        );
        var office = await suite.Cast.Office;
        await using var heardByLead = await Watching.OpenAsync(lead);
        await using var heardByInvited = await Watching.OpenAsync(invited);
        await using var heardByStranger = await Watching.OpenAsync(stranger);
        await using var heardByOffice = await Watching.OpenAsync(office);
        heardByLead.First.Proposals.ShouldBeEmpty();
        heardByLead
            .First.AsOf.Select(p => p.Source)
            .ShouldBe(Catalogue.Find("supervision")!.Follows.Append("supervision").Order(StringComparer.Ordinal));
        var draft = await DraftAsync(lead, "关于实时变化的提案");
        await heardByLead.UntilAsync(draft.Name);
        await lead.Intake.InviteCoSignerAsync(
            new InviteCoSignerRequest
            {
                RequestId = Call.NewId(),
                Proposal = draft.Name,
                Member = invited.Account.Member,
            }
        );
        await heardByInvited.UntilAsync(draft.Name);
        // A change of the stranger's own comes last. Whatever has not arrived before it was never sent.
        var own = await DraftAsync(stranger, "关于旁人的提案");
        await heardByStranger.UntilAsync(own.Name);
        heardByStranger.Heard.ShouldBe([own.Name]);
        heardByInvited.Heard.ShouldBe([draft.Name]);
        var submitted = await lead.Intake.SubmitProposalAsync(
            new SubmitProposalRequest
            {
                RequestId = Call.NewId(),
                Name = draft.Name,
                ContainsNoSecret = true,
            }
        );
        await heardByOffice.UntilAsync(submitted.Name);
        heardByOffice.Heard.ShouldNotContain(own.Name);
    }

    [Fact]
    public async Task A_question_waits_for_journals_that_its_service_follows_and_for_no_other()
    {
        var member = await suite.Cast.MemberAsync(10);
        ListFeedbackFormsRequest Ask(string source) =>
            new()
            {
                MinPositions =
                {
                    new Position { Source = source, Position_ = 9_999_999 },
                },
            };
        (await member.Feedback.ListFeedbackFormsAsync(Ask("intake"))).Stale.ShouldBeFalse();
        (await member.Feedback.ListFeedbackFormsAsync(Ask("assignment"))).Stale.ShouldBeTrue();
    }

    [Fact]
    public async Task A_stream_ends_within_seconds_when_the_sign_in_does()
    {
        var person = await AgainAsync("member9");
        await using var watching = await Watching.OpenAsync(person);
        await person.Directory.SignOutAsync(new SignOutRequest());
        (await watching.EndAsync()).StatusCode.ShouldBe(StatusCode.Unauthenticated);
        using var nobody = suite.Suite.Suite.Anonymous().Supervision.WatchChanges(new WatchChangesRequest());
        (
            await Should.ThrowAsync<RpcException>(() => nobody.ResponseStream.MoveNext(CancellationToken.None))
        ).StatusCode.ShouldBe(StatusCode.Unauthenticated);
    }

    [Fact]
    public async Task A_unit_hears_and_reads_of_what_it_is_given_and_of_no_other_duty()
    {
        var proposal = await suite.FiledAsync("关于承办单位所见的提案");
        var (unit, other, supervisor) = (
            await suite.Cast.UnitAsync(3),
            await suite.Cast.UnitAsync(4),
            await suite.Cast.Supervisor
        );
        await using var heard = await Watching.OpenAsync(unit);
        await using var heardByOther = await Watching.OpenAsync(other);
        await suite.HandedOverAsync(proposal, HandlingMode.Sole, 3);
        await heard.UntilAsync(proposal.Name);
        heardByOther.Heard.ShouldNotContain(proposal.Name);
        var duties = (
            await unit.Supervision.ListDutiesAsync(new ListDutiesRequest { Proposal = proposal.Name })
        ).Duties;
        duties.Select(d => d.Kind).ShouldBe([DutyKind.Acknowledge, DutyKind.Reply]);
        duties.ShouldAllBe(d => d.Unit == unit.Account.Unit && d.Light != Light.Unspecified);
        (
            await other.Supervision.ListDutiesAsync(new ListDutiesRequest { Proposal = proposal.Name })
        ).Duties.ShouldBeEmpty();
        (
            await other.Supervision.ListDutiesAsync(new ListDutiesRequest { Unit = unit.Account.Unit })
        ).Duties.ShouldBeEmpty();
        (await other.Supervision.ListDutiesAsync(new ListDutiesRequest { PageSize = 200 })).Duties.ShouldAllBe(d =>
            d.Unit == other.Account.Unit
        );
        var (all, token) = (new List<DutyView>(), "");
        do
        {
            var page = await supervisor.Supervision.ListDutiesAsync(
                new ListDutiesRequest { PageSize = 1, PageToken = token }
            );
            all.AddRange(page.Duties);
            token = page.NextPageToken;
        } while (token.Length > 0);
        all.Select(d => d.DueDate).ShouldBeInOrder();
        all.Select(d => d.Name).ShouldBeUnique();
        foreach (var light in new[] { Light.Green, Light.Yellow, Light.Red })
        {
            (await supervisor.Supervision.ListDutiesAsync(new ListDutiesRequest { PageSize = 200, Light = light }))
                .Duties.Select(d => d.Name)
                .ShouldBe(all.Where(d => d.Light == light).Select(d => d.Name));
        }

        var notices = (await unit.Supervision.ListNoticesAsync(new ListNoticesRequest { PageSize = 200 })).Notices;
        notices.ShouldContain(n =>
            n.Proposal == proposal.Name
            && n.Entry.Text.StartsWith("交办", StringComparison.Ordinal)
            && n.CaseNumber == proposal.CaseNumber
            && n.Subject == "关于承办单位所见的提案"
        );
        (await other.Supervision.ListNoticesAsync(new ListNoticesRequest { PageSize = 200 })).Notices.ShouldNotContain(
            n => n.Proposal == proposal.Name
        );
    }

    [Fact]
    public async Task Notices_come_newest_first_in_pages_and_hold_an_invitation_for_whom_it_is()
    {
        var (lead, invited, stranger, office) = (
            await suite.Cast.MemberAsync(10),
            await suite.Cast.MemberAsync(11),
            await suite.Cast.MemberAsync(12),
            await suite.Cast.Office
        );
        var draft = await DraftAsync(lead, "关于通知的提案");
        await lead.Intake.InviteCoSignerAsync(
            new InviteCoSignerRequest
            {
                RequestId = Call.NewId(),
                Proposal = draft.Name,
                Member = invited.Account.Member,
            }
        );
        async Task<List<Notice>> OfAsync(Person person)
        {
            var (found, token) = (new List<Notice>(), "");
            do
            {
                var page = await person.Supervision.ListNoticesAsync(
                    new ListNoticesRequest { PageSize = 2, PageToken = token }
                );
                found.AddRange(page.Notices);
                token = page.NextPageToken;
            } while (token.Length > 0);
            found.Select(n => n.Entry.At.ToDateTimeOffset()).ShouldBeInOrder(SortDirection.Descending);
            found.Select(n => (n.Entry.Position.Source, n.Entry.Position.Position_)).ShouldBeUnique();
            return [.. found.Where(n => n.Proposal == draft.Name)];
        }

        await Call.UntilAsync("邀请通知", async () => (await OfAsync(invited)).FirstOrDefault());
        (await OfAsync(invited)).Select(n => n.Entry.Type.Split('.')[^1]).ShouldBe(["CoSignerInvited"]);
        (await OfAsync(stranger)).ShouldBeEmpty();
        (await OfAsync(office)).ShouldBeEmpty();
        await lead.Intake.SubmitProposalAsync(
            new SubmitProposalRequest
            {
                RequestId = Call.NewId(),
                Name = draft.Name,
                ContainsNoSecret = true,
            }
        );
        await Call.UntilAsync("提交通知", async () => (await OfAsync(office)).FirstOrDefault());
        (await OfAsync(office)).Select(n => n.Entry.Type.Split('.')[^1]).ShouldBe(["ProposalSubmitted"]);
        (await OfAsync(lead)).Select(n => n.Entry.Type.Split('.')[^1]).ShouldContain("CoSignerInvited");
        // The invitation ended unsigned: the invited member hears of it, and not of the proposal any more.
        (await OfAsync(lead)).ShouldAllBe(n => n.Subject == "关于通知的提案");
        (await OfAsync(invited)).Count.ShouldBe(2);
        (await OfAsync(invited)).ShouldAllBe(n => n.Subject.Length == 0);
        (await OfAsync(stranger)).ShouldBeEmpty();
        (
            await Refused.ReasonAsync(
                office.Supervision.ListNoticesAsync(new ListNoticesRequest { PageToken = "bm9uc2Vuc2U" })
            )
        ).ShouldBe("INVALID_PAGE");
    }

    [Fact]
    public async Task A_key_proposal_is_marked_once_shown_counted_and_unmarked_with_a_reason()
    {
        var proposal = await suite.FiledAsync("关于重点督办的提案");
        var (supervisor, office, member) = (
            await suite.Cast.Supervisor,
            await suite.Cast.Office,
            await suite.Cast.MemberAsync(1)
        );
        var name = WholeSuite.CaseName(proposal.Name);
        await CaseAsync(supervisor, proposal.Name, v => v.Stage == Stage.Filed);
        var request = new MarkKeyProposalRequest
        {
            RequestId = Call.NewId(),
            Name = name,
            Overseer = "示例副主席",
        };
        var marked = await supervisor.Supervision.MarkKeyProposalAsync(request);
        (marked.KeyProposal, marked.KeyOverseer).ShouldBe((true, "示例副主席"));
        (await supervisor.Supervision.MarkKeyProposalAsync(request)).ShouldBe(marked);
        (
            await Refused.ReasonAsync(
                office.Supervision.MarkKeyProposalAsync(
                    new MarkKeyProposalRequest
                    {
                        RequestId = Call.NewId(),
                        Name = name,
                        Overseer = "他人",
                    }
                )
            )
        ).ShouldBe("ALREADY_KEY");
        (
            await Refused.ReasonAsync(
                member.Supervision.MarkKeyProposalAsync(
                    new MarkKeyProposalRequest
                    {
                        RequestId = Call.NewId(),
                        Name = name,
                        Overseer = "他人",
                    }
                )
            )
        ).ShouldBe("ROLE_REQUIRED");
        (
            await supervisor.Supervision.ListCasesAsync(new ListCasesRequest { KeyOnly = true, PageSize = 200 })
        ).Cases.ShouldContain(c => c.Proposal == proposal.Name && c.KeyOverseer == "示例副主席");
        (await supervisor.Supervision.ListCasesAsync(new ListCasesRequest { Query = "重点督办", PageSize = 200 }))
            .Cases.Select(c => c.Proposal)
            .ShouldBe([proposal.Name]);
        (
            await supervisor.Supervision.ListCasesAsync(
                new ListCasesRequest { Query = $"{proposal.CaseNumber}", PageSize = 200 }
            )
        ).Cases.ShouldContain(c => c.Proposal == proposal.Name);
        (
            await supervisor.Supervision.ListCasesAsync(
                new ListCasesRequest { Query = "没有这样的提案", PageSize = 200 }
            )
        ).Cases.ShouldBeEmpty();
        var session = (await suite.Cast.SessionAsync()).Name;
        var behind = await supervisor.Supervision.ListFigureProposalsAsync(
            new ListFigureProposalsRequest
            {
                Session = session,
                Definition = "key_proposals",
                PageSize = 200,
            }
        );
        behind.Proposals.ShouldContain(proposal.Name);
        behind.Cases.Select(c => c.Proposal).ShouldBe(behind.Proposals);
        behind.Cases.ShouldAllBe(c => c.KeyProposal);
        (await member.Supervision.GetCaseAsync(new Supervision.V1.GetCaseRequest { Name = name }))
            .Timeline.Select(t => t.Text)
            .ShouldContain("列为重点提案");

        var unmarked = await office.Supervision.UnmarkKeyProposalAsync(
            new UnmarkKeyProposalRequest
            {
                RequestId = Call.NewId(),
                Name = name,
                Reason = "已转为一般办理",
            }
        );
        (unmarked.KeyProposal, unmarked.KeyOverseer).ShouldBe((false, ""));
        unmarked.KeyRemovalReason.ShouldBe("已转为一般办理");
        (
            await member.Supervision.GetCaseAsync(new Supervision.V1.GetCaseRequest { Name = name })
        ).KeyRemovalReason.ShouldBe("已转为一般办理");
        (
            await Refused.ReasonAsync(
                office.Supervision.UnmarkKeyProposalAsync(
                    new UnmarkKeyProposalRequest
                    {
                        RequestId = Call.NewId(),
                        Name = name,
                        Reason = "再次",
                    }
                )
            )
        ).ShouldBe("NOT_KEY");
        (
            await supervisor.Supervision.MarkKeyProposalAsync(
                new MarkKeyProposalRequest
                {
                    RequestId = Call.NewId(),
                    Name = name,
                    Overseer = "示例主席",
                }
            )
        ).KeyOverseer.ShouldBe("示例主席");
        (await supervisor.Supervision.GetCaseAsync(new Supervision.V1.GetCaseRequest { Name = name }))
            .Timeline.Where(t => t.Position.Source == "supervision")
            .Select(t => t.Text)
            .ShouldBe(["列为重点提案", "取消重点提案", "列为重点提案"]);
        var submitted = await DraftAsync(await suite.Cast.MemberAsync(5), "关于尚未立案的提案");
        await (await suite.Cast.MemberAsync(5)).Intake.SubmitProposalAsync(
            new SubmitProposalRequest
            {
                RequestId = Call.NewId(),
                Name = submitted.Name,
                ContainsNoSecret = true,
            }
        );
        await CaseAsync(supervisor, submitted.Name, v => v.Stage == Stage.Submitted);
        (
            await Refused.ReasonAsync(
                supervisor.Supervision.MarkKeyProposalAsync(
                    new MarkKeyProposalRequest
                    {
                        RequestId = Call.NewId(),
                        Name = WholeSuite.CaseName(submitted.Name),
                        Overseer = "他人",
                    }
                )
            )
        ).ShouldBe("NOT_FILED");
    }

    [Fact]
    public async Task Another_committee_is_not_found_byte_for_byte()
    {
        var proposal = await suite.FiledAsync("关于隔离的提案");
        var elsewhere = await suite.Suite.CommitteeAsync();
        var (supervisor, office) = (await elsewhere.Supervisor, await elsewhere.Office);
        var (theirs, nobody) = (
            WholeSuite.CaseName(proposal.Name),
            $"committees/{elsewhere.Committee}/cases/00000000-0000-7000-8000-000000000000"
        );
        async Task SameAsync<T>(Func<string, AsyncUnaryCall<T>> call)
        {
            var (one, other) = (await Refused.ByAsync(call(theirs)), await Refused.ByAsync(call(nobody)));
            one.StatusCode.ShouldBe(StatusCode.NotFound);
            one.Status.Detail.ShouldBe(other.Status.Detail);
            one.Trailers.First(t => t.Key == "grpc-status-details-bin")
                .ValueBytes.ShouldBe(other.Trailers.First(t => t.Key == "grpc-status-details-bin").ValueBytes);
        }

        await SameAsync(n =>
            supervisor.Supervision.MarkKeyProposalAsync(
                new MarkKeyProposalRequest
                {
                    RequestId = Call.NewId(),
                    Name = n,
                    Overseer = "他人",
                }
            )
        );
        await SameAsync(n =>
            office.Supervision.UnmarkKeyProposalAsync(
                new UnmarkKeyProposalRequest
                {
                    RequestId = Call.NewId(),
                    Name = n,
                    Reason = "他人",
                }
            )
        );
        await SameAsync(n =>
            supervisor.Supervision.GetTrendAsync(
                new GetTrendRequest { Session = n.Replace("/cases/", "/sessions/", StringComparison.Ordinal) }
            )
        );
        await using var watching = await Watching.OpenAsync(supervisor);
        var other = await suite.FiledAsync("关于另一处的提案");
        await CaseAsync(await suite.Cast.Supervisor, other.Name, v => v.Stage == Stage.Filed);
        (await supervisor.Supervision.ListNoticesAsync(new ListNoticesRequest())).Notices.ShouldBeEmpty();
        (await supervisor.Supervision.ListDutiesAsync(new ListDutiesRequest())).Duties.ShouldBeEmpty();
        watching.Heard.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_trend_counts_every_proposal_once_in_the_week_it_got_there()
    {
        await suite.WalkOf().RunAsync("关于趋势的提案", satisfiedAtOnce: true);
        var supervisor = await suite.Cast.Supervisor;
        var session = (await suite.Cast.SessionAsync()).Name;
        var statistics = await supervisor.Supervision.GetStatisticsAsync(
            new GetStatisticsRequest { Session = session }
        );
        var trend = await supervisor.Supervision.GetTrendAsync(new GetTrendRequest { Session = session });
        trend.Weeks.Select(w => w.Monday).ShouldBe(["2026-01-12"]);
        trend.Weeks[0].Submitted.ShouldBe(statistics.Figures.Single(f => f.Definition == "received").Numerator);
        trend.Weeks[0].Closed.ShouldBe(statistics.Figures.Single(f => f.Definition == "closed").Numerator);
        trend.AsOf.Count.ShouldBe(Catalogue.Find("supervision")!.Follows.Count + 1);
    }

    [Theory]
    [InlineData(true, Disclosure.Full, "FULL")]
    [InlineData(true, Disclosure.Summary, "SUMMARY")]
    [InlineData(true, Disclosure.None, "NOTHING")]
    [InlineData(false, Disclosure.Full, "NOT_FOUND")]
    public async Task The_public_reads_a_reply_as_far_as_proposer_and_unit_agree(
        bool mayPublish,
        Disclosure disclosure,
        string seen
    )
    {
        var (member, office, unit) = (
            await suite.Cast.MemberAsync(3),
            await suite.Cast.Office,
            await suite.Cast.UnitAsync(1)
        );
        var draft = new Proposal
        {
            Session = (await suite.Cast.SessionAsync()).Name,
            Category = "society",
            MayPublish = mayPublish,
            NotPublicReason = mayPublish ? "" : "涉及个人",
            Text = Walk.TextOf($"关于公开{mayPublish}{disclosure}的提案"),
        };
        var proposal = await member.Intake.CreateProposalAsync(
            new CreateProposalRequest { RequestId = Call.NewId(), Proposal = draft }
        );
        await member.Intake.SubmitProposalAsync(
            new SubmitProposalRequest
            {
                RequestId = Call.NewId(),
                Name = proposal.Name,
                ContainsNoSecret = true,
            }
        );
        await office.Intake.ExamineProposalAsync(
            new ExamineProposalRequest
            {
                RequestId = Call.NewId(),
                Name = proposal.Name,
                Opinion = "符合要求",
            }
        );
        proposal = await office.Intake.FileProposalAsync(
            new FileProposalRequest { RequestId = Call.NewId(), Name = proposal.Name }
        );
        var assignment = (await suite.HandedOverAsync(proposal, HandlingMode.Sole, 1))[0];
        await unit.Assignment.AcknowledgeAssignmentAsync(
            new AcknowledgeAssignmentRequest { RequestId = Call.NewId(), Name = assignment.Name }
        );
        await unit.Assignment.LogContactAsync(
            new LogContactRequest
            {
                RequestId = Call.NewId(),
                Assignment = assignment.Name,
                Date = suite.Today,
                Form = ContactForm.Telephone,
                Summary = "面商",
            }
        );
        var reply = await unit.Assignment.DraftReplyAsync(
            new DraftReplyRequest
            {
                RequestId = Call.NewId(),
                Assignment = assignment.Name,
                Text = "答复正文",
                Answers = { "第一条已办", "第二条在办" },
            }
        );
        reply.Answers.ShouldBe(["第一条已办", "第二条在办"]);
        var sign = new SignReplyRequest
        {
            RequestId = Call.NewId(),
            Name = reply.Name,
            DocumentNumber = "示例函〔2026〕2号",
            OutcomeClass = "A",
            Signatory = "示例签发人",
            Disclosure = disclosure,
        };
        if (disclosure == Disclosure.Summary)
        {
            (await Refused.ReasonAsync(unit.Assignment.SignReplyAsync(sign))).ShouldBe("FIELD_REQUIRED");
            sign.RequestId = Call.NewId();
        }

        sign.Summary = "摘要";
        (await unit.Assignment.SignReplyAsync(sign)).Summary.ShouldBe(disclosure == Disclosure.Summary ? "摘要" : "");
        var anonymous = suite.Suite.Suite.Anonymous();
        if (mayPublish)
            (
                await anonymous.Assignment.ListPublishedRepliesAsync(
                    new ListPublishedRepliesRequest { Proposal = proposal.Name }
                )
            ).Replies.ShouldBeEmpty("it is not delivered yet");
        await unit.Assignment.DeliverReplyAsync(
            new DeliverReplyRequest { RequestId = Call.NewId(), Name = reply.Name }
        );
        if (seen == "NOT_FOUND")
        {
            var refused = await Refused.ByAsync(
                anonymous.Assignment.ListPublishedRepliesAsync(
                    new ListPublishedRepliesRequest { Proposal = proposal.Name }
                )
            );
            var nobody = await Refused.ByAsync(
                anonymous.Assignment.ListPublishedRepliesAsync(
                    new ListPublishedRepliesRequest { Proposal = $"committees/{suite.Cast.Committee}/proposals/nobody" }
                )
            );
            refused.StatusCode.ShouldBe(StatusCode.NotFound);
            refused
                .Trailers.First(t => t.Key == "grpc-status-details-bin")
                .ValueBytes.ShouldBe(nobody.Trailers.First(t => t.Key == "grpc-status-details-bin").ValueBytes);
            return;
        }

        var replies = (
            await anonymous.Assignment.ListPublishedRepliesAsync(
                new ListPublishedRepliesRequest { Proposal = proposal.Name }
            )
        ).Replies;
        if (seen == "NOTHING")
        {
            replies.ShouldBeEmpty();
            return;
        }

        replies
            .Single()
            .ShouldSatisfyAllConditions(
                r => r.Disclosure.ShouldBe(disclosure),
                r => r.Text.ShouldBe(seen == "FULL" ? "答复正文" : "摘要"),
                r => r.Answers.Count.ShouldBe(seen == "FULL" ? 2 : 0),
                r => r.Round.ShouldBe(1),
                r => r.DocumentNumber.ShouldBe("示例函〔2026〕2号"),
                r => r.Unit.ShouldBe(DemoCommittee.Units[0]),
                r => r.Outcome.Length.ShouldBeGreaterThan(1)
            );
    }

    /// <summary>An open change stream of one person, and the changes it has delivered.</summary>
    private sealed class Watching : IAsyncDisposable
    {
        private readonly AsyncServerStreamingCall<WatchChangesResponse> _call;
        private readonly Channel<string> _names = Channel.CreateUnbounded<string>();
        private readonly Task<RpcException?> _reading;
        private readonly HashSet<string> _heard = [];

        private Watching(AsyncServerStreamingCall<WatchChangesResponse> call, WatchChangesResponse first)
        {
            (_call, First) = (call, first);
            _reading = ReadAsync();
        }

        public WatchChangesResponse First { get; }

        public IReadOnlyCollection<string> Heard
        {
            get
            {
                lock (_heard)
                    return [.. _heard];
            }
        }

        public static async Task<Watching> OpenAsync(Person person)
        {
            var call = person.Supervision.WatchChanges(new WatchChangesRequest());
            (await call.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
            return new Watching(call, call.ResponseStream.Current);
        }

        public async Task UntilAsync(string name)
        {
            using var patience = new CancellationTokenSource(Patience);
            while (await _names.Reader.ReadAsync(patience.Token) != name) { }
        }

        public async Task<RpcException> EndAsync() => (await _reading.WaitAsync(Patience)).ShouldNotBeNull();

        public async ValueTask DisposeAsync()
        {
            _call.Dispose();
            await _reading;
        }

        private async Task<RpcException?> ReadAsync()
        {
            try
            {
                while (await _call.ResponseStream.MoveNext(CancellationToken.None))
                {
                    foreach (var name in _call.ResponseStream.Current.Proposals)
                    {
                        lock (_heard)
                            _heard.Add(name);
                        _names.Writer.TryWrite(name);
                    }
                }

                return null;
            }
            catch (RpcException e)
            {
                return e;
            }
        }
    }
}

[Collection("laptop")]
public sealed class WatchingOnALaptop(Laptop suite) : WatchingTests(suite), IClassFixture<Laptop>;

[Collection("county")]
public sealed class WatchingInACounty(County suite) : WatchingTests(suite), IClassFixture<County>;

[Collection("province")]
public sealed class WatchingInAProvince(Province suite) : WatchingTests(suite), IClassFixture<Province>;
