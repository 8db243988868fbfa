using Grpc.Core;
using Proposals.Client;
using Proposals.Directory.V1;
using Proposals.Intake.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Intake.Tests;

/// <summary>Reading without a token: what is published, and what stays hidden; on both engines.</summary>
public abstract class PublishedTests(IntakeSuite intake) : Given(intake)
{
    private Person Anybody => Intake.Suite.Suite.Anonymous();

    private async Task<IReadOnlyList<PublishedProposal>> AllAsync(
        Cast cast,
        Action<ListPublishedProposalsRequest>? ask = null
    )
    {
        var request = new ListPublishedProposalsRequest { Committee = $"committees/{cast.Committee}", PageSize = 200 };
        ask?.Invoke(request);
        return (await Anybody.Intake.ListPublishedProposalsAsync(request)).Proposals;
    }

    [Fact]
    public async Task Anybody_reads_what_is_filed_with_consent_and_no_names()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var filed = await new Walk(cast, _ => { }).FileAsync("关于公开的提案");
        var listed = (await AllAsync(cast)).Single();
        listed.ShouldBe(
            new PublishedProposal
            {
                Name = filed.Name,
                Session = filed.Session,
                SessionTitle = (await cast.SessionAsync()).Title,
                CaseNumber = filed.CaseNumber,
                Category = (await (await cast.Office).Directory.GetPolicyProfileAsync(new GetPolicyProfileRequest()))
                    .Categories.Single(c => c.Code == "society")
                    .Label,
                ProposerKind = ProposerKind.Member,
                CoSigners = 1,
                Text = new ProposalText { Subject = "关于公开的提案" },
                FiledAt = filed.FiledAt,
            }
        );
        listed.SessionTitle.ShouldEndWith("次会议");
        var read = await Anybody.Intake.GetPublishedProposalAsync(
            new GetPublishedProposalRequest { Name = filed.Name }
        );
        read.Text.ShouldBe(Walk.TextOf("关于公开的提案"));
        read.Text = listed.Text;
        read.ShouldBe(listed);
        (
            await (await cast.MemberAsync(9)).Intake.GetPublishedProposalAsync(
                new GetPublishedProposalRequest { Name = filed.Name }
            )
        ).CaseNumber.ShouldBe(filed.CaseNumber);
        (
            await Intake
                .Suite.Suite.WithToken("made.up")
                .Intake.GetPublishedProposalAsync(new GetPublishedProposalRequest { Name = filed.Name })
        ).CaseNumber.ShouldBe(filed.CaseNumber);
    }

    [Fact]
    public async Task What_is_not_published_does_not_exist()
    {
        var (cast, other) = (await Intake.Suite.CommitteeAsync(), await Intake.Suite.CommitteeAsync());
        var office = await cast.Office;
        var hidden = new Dictionary<string, Proposal>
        {
            ["draft"] = await DraftAsync(cast, "草稿"),
            ["submitted"] = await SubmitAsync(cast, await DraftAsync(cast, "已提交")),
            ["examined"] = await ExaminedAsync(cast, "审查通过"),
            ["without consent"] = await FiledAsync(cast, "不同意公开", publish: false),
            ["returned"] = await office.Intake.ReturnProposalAsync(
                new ReturnProposalRequest
                {
                    RequestId = Call.NewId(),
                    Name = (await ExaminedAsync(cast, "退回")).Name,
                    Opinion = "请修改",
                }
            ),
            ["not filed"] = await office.Intake.RejectProposalAsync(
                new RejectProposalRequest
                {
                    RequestId = Call.NewId(),
                    Name = (await ExaminedAsync(cast, "不立")).Name,
                    Reason = "empty",
                }
            ),
            ["withdrawn"] = await office.Intake.WithdrawProposalAsync(
                new WithdrawProposalRequest
                {
                    RequestId = Call.NewId(),
                    Name = (await FiledAsync(cast, "撤案")).Name,
                    Reason = "示例",
                    Consent = "电话征得同意",
                }
            ),
        };
        var shown = await FiledAsync(cast, "公开");
        hidden["merged"] = await office.Intake.MergeProposalAsync(
            new MergeProposalRequest
            {
                RequestId = Call.NewId(),
                Name = (await FiledAsync(cast, "并案", 2)).Name,
                Into = shown.Name,
            }
        );
        (await AllAsync(cast)).Select(p => p.Name).ShouldBe([shown.Name]);
        (await AllAsync(cast, r => r.Query = "草稿")).ShouldBeEmpty();
        (await AllAsync(other)).ShouldBeEmpty();

        var missing = await Refused.ByAsync(
            Anybody.Intake.GetPublishedProposalAsync(
                new GetPublishedProposalRequest { Name = $"committees/{cast.Committee}/proposals/{Guid.NewGuid()}" }
            )
        );
        foreach (var (why, proposal) in hidden)
        {
            var error = await Refused.ByAsync(
                Anybody.Intake.GetPublishedProposalAsync(new GetPublishedProposalRequest { Name = proposal.Name })
            );
            error.StatusCode.ShouldBe(StatusCode.NotFound, why);
            ShouldBeTheSame(error, missing);
        }

        // The same proposal under another committee's name, and under a committee that does not exist.
        ShouldBeTheSame(
            await Refused.ByAsync(
                Anybody.Intake.GetPublishedProposalAsync(
                    new GetPublishedProposalRequest
                    {
                        Name = shown.Name.Replace(cast.Committee, other.Committee, StringComparison.Ordinal),
                    }
                )
            ),
            missing
        );
        ShouldBeTheSame(
            await Refused.ByAsync(
                Anybody.Intake.GetPublishedProposalAsync(
                    new GetPublishedProposalRequest
                    {
                        Name = shown.Name.Replace(cast.Committee, "nowhere", StringComparison.Ordinal),
                    }
                )
            ),
            missing
        );
        ShouldBeTheSame(
            await Refused.ByAsync(
                Anybody.Intake.ListPublishedProposalsAsync(
                    new ListPublishedProposalsRequest { Committee = "committees/nowhere" }
                )
            ),
            missing
        );
        ShouldBeTheSame(
            await Refused.ByAsync(
                Anybody.Intake.ListPublishedProposalsAsync(
                    new ListPublishedProposalsRequest
                    {
                        Committee = $"committees/{other.Committee}",
                        Session = shown.Session,
                    }
                )
            ),
            missing
        );
        // A token gives no more access here.
        ShouldBeTheSame(
            await Refused.ByAsync(
                office.Intake.GetPublishedProposalAsync(
                    new GetPublishedProposalRequest { Name = hidden["without consent"].Name }
                )
            ),
            missing
        );
    }

    [Fact]
    public async Task The_published_come_newest_first_in_pages_that_hold_each_once()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var examined = new List<Proposal>();
        for (var i = 0; i < 7; i++)
            examined.Add(await ExaminedAsync(cast, $"关于分页的提案{i}", category: i % 2 == 0 ? "society" : "economy"));
        // The order of filing differs from the order of drafting. The clock stands still, so all but the first have the
        // same instant.
        var office = await cast.Office;
        var last = await office.Intake.FileProposalAsync(
            new FileProposalRequest { RequestId = Call.NewId(), Name = examined[3].Name }
        );
        Intake.Suite.Clock.Advance(TimeSpan.FromSeconds(1));
        foreach (var proposal in examined.Where(p => p.Name != last.Name).Reverse())
            await office.Intake.FileProposalAsync(
                new FileProposalRequest { RequestId = Call.NewId(), Name = proposal.Name }
            );
        var (names, token) = (new List<string>(), "");
        do
        {
            var page = await Anybody.Intake.ListPublishedProposalsAsync(
                new ListPublishedProposalsRequest
                {
                    Committee = $"committees/{cast.Committee}",
                    PageSize = 2,
                    PageToken = token,
                }
            );
            page.Proposals.Count.ShouldBeInRange(1, 2);
            names.AddRange(page.Proposals.Select(p => p.Name));
            token = page.NextPageToken;
        } while (token.Length > 0);
        names.ShouldBe([
            .. examined.Where(p => p.Name != last.Name).Select(p => p.Name).OrderDescending(StringComparer.Ordinal),
            last.Name,
        ]);

        (await AllAsync(cast, r => r.Category = "economy")).Count.ShouldBe(3);
        (await AllAsync(cast, r => r.Category = "no such")).ShouldBeEmpty();
        (await AllAsync(cast, r => r.Session = last.Session)).Count.ShouldBe(7);
        (await AllAsync(cast, r => r.Session = $"committees/{cast.Committee}/sessions/none")).ShouldBeEmpty();
        (await AllAsync(cast, r => r.Query = $"第{last.CaseNumber}号")).Select(p => p.Name).ShouldContain(last.Name);
        (await AllAsync(cast, r => r.Query = "分页的提案5")).Select(p => p.Name).ShouldBe([examined[5].Name]);
    }

    /// <summary>
    /// Publishes copies of a proposal, each filed a second after the one before, under these names; the oldest first.
    /// </summary>
    private async Task CopyAsync(
        Cast cast,
        Proposal of,
        IReadOnlyList<(string Session, string Category, string Subject)> copies
    )
    {
        var number = 0;
        foreach (var chunk in copies.Chunk(500))
        {
            var first = number;
            await Intake
                .Suite.Service("intake")
                .SweepAsync(
                    "copies",
                    cast.Committee,
                    tx =>
                    {
                        for (var i = 0; i < chunk.Length; i++)
                            tx.Write(
                                """
                                INSERT INTO proposals (committee, id, version, state, session, session_kind,
                                  proposer_kind, lead, category, subject, text_version, suggestions, suggested_units,
                                  may_publish, not_public_reason, serial_number, case_number, opinion,
                                  rejection_reason, merged_into, state_before_merge, policy_version, submitted_at,
                                  filed_at)
                                SELECT committee, @id, version, state, @Session, session_kind, proposer_kind, lead,
                                  @Category, @Subject, text_version, suggestions, suggested_units, may_publish,
                                  not_public_reason, 0, 0, opinion, rejection_reason, merged_into,
                                  state_before_merge, policy_version, submitted_at, filed_at + @after
                                FROM proposals WHERE committee = @committee AND id = @of
                                """,
                                new
                                {
                                    committee = cast.Committee,
                                    of = of.Name.Split('/')[3],
                                    id = tx.NewId(),
                                    chunk[i].Session,
                                    chunk[i].Category,
                                    chunk[i].Subject,
                                    after = (first + i + 1) * 1_000_000L,
                                }
                            );
                        return Task.CompletedTask;
                    },
                    CancellationToken.None
                );
            number += chunk.Length;
        }
    }

    [Fact]
    public async Task Each_filter_finds_the_oldest_of_thousands_and_no_call_looks_at_more_than_a_thousand()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        var first = await FiledAsync(cast, "关于最早的提案");
        var session = first.Session.Split('/')[3];
        await CopyAsync(
            cast,
            first,
            [
                ("older", "ecology", "关于湿地的提案"),
                (session, "ecology", "关于河流的提案"),
                .. Enumerable.Repeat((session, "society", "关于道路的提案"), 2 * PublishedRow.MostLookedAt),
            ]
        );
        // The subjects of each page.
        async Task<IReadOnlyList<string>> PagesAsync(Action<ListPublishedProposalsRequest> ask)
        {
            var (pages, token) = (new List<string>(), "");
            do
            {
                var request = new ListPublishedProposalsRequest
                {
                    Committee = $"committees/{cast.Committee}",
                    PageSize = 200,
                    PageToken = token,
                };
                ask(request);
                var page = await Anybody.Intake.ListPublishedProposalsAsync(request);
                pages.Add(string.Join(' ', page.Proposals.Select(p => p.Text.Subject)));
                token = page.NextPageToken;
            } while (token.Length > 0);
            return pages;
        }

        var older = $"committees/{cast.Committee}/sessions/older";

        // A word may stand anywhere: two calls look at a thousand each and find nothing, the third finds it.
        (await PagesAsync(r => r.Query = "湿地")).ShouldBe(["", "", "关于湿地的提案"]);
        (await PagesAsync(r => (r.Query, r.Session) = ("最早", first.Session))).ShouldBe(["", "", "关于最早的提案"]);
        (await PagesAsync(r => (r.Category, r.Session) = ("ecology", first.Session))).ShouldBe([
            "",
            "",
            "关于河流的提案",
        ]);
        // Sessions and categories are found at once.
        (await PagesAsync(r => r.Session = older)).ShouldBe(["关于湿地的提案"]);
        (await PagesAsync(r => r.Category = "ecology")).ShouldBe(["关于河流的提案 关于湿地的提案"]);
        (await PagesAsync(r => (r.Query, r.Category) = ("湿地", "ecology"))).ShouldBe(["关于湿地的提案"]);
        (await PagesAsync(r => r.Category = "no such")).ShouldBe([""]);
        // All of them, in full pages and each once.
        (await PagesAsync(_ => { }))
            .Select(p => p.Split(' ').Length)
            .ShouldBe([.. Enumerable.Repeat(200, 10), 3]);

        var filters = await Anybody.Intake.GetPublishedFiltersAsync(
            new GetPublishedFiltersRequest { Committee = $"committees/{cast.Committee}" }
        );
        filters.Sessions.Select(f => f.Value).ShouldBe([first.Session, older]);
        filters.Sessions[0].Title.ShouldBe((await cast.SessionAsync()).Title);
        filters.Categories.Select(f => (f.Value, f.Title)).ShouldBe([("ecology", "生态"), ("society", "社会")]);
    }

    [Fact]
    public async Task The_filters_are_those_of_what_is_published()
    {
        var cast = await Intake.Suite.CommitteeAsync();
        await FiledAsync(cast, "不同意公开", publish: false, category: "economy");
        await DraftAsync(cast, "草稿", category: "politics");
        var asked = new GetPublishedFiltersRequest { Committee = $"committees/{cast.Committee}" };

        (await Anybody.Intake.GetPublishedFiltersAsync(asked)).ShouldBe(new PublishedFilters());

        var shown = await FiledAsync(cast, "公开", 2, category: "culture");
        var filters = await Anybody.Intake.GetPublishedFiltersAsync(asked);
        filters.Categories.Select(f => f.Value).ShouldBe(["culture"]);
        filters.Sessions.Select(f => f.Value).ShouldBe([shown.Session]);
        (
            await Refused.ByAsync(
                Anybody.Intake.GetPublishedFiltersAsync(
                    new GetPublishedFiltersRequest { Committee = "committees/nowhere" }
                )
            )
        ).StatusCode.ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task What_is_asked_wrongly_is_refused_before_anything_is_looked_up()
    {
        async Task<string> List(Action<ListPublishedProposalsRequest> ask)
        {
            var request = new ListPublishedProposalsRequest { Committee = $"committees/{Intake.Cast.Committee}" };
            ask(request);
            return await Refused.ReasonAsync(Anybody.Intake.ListPublishedProposalsAsync(request));
        }

        (await List(r => r.Committee = "")).ShouldBe("FIELD_REQUIRED");
        (await List(r => r.Committee = Intake.Cast.Committee)).ShouldBe("FIELD_INVALID");
        (await List(r => r.Committee = "committees/")).ShouldBe("FIELD_INVALID");
        (await List(r => r.Committee = "committees/a\0b")).ShouldBe("FIELD_INVALID");
        (await List(r => r.PageSize = 201)).ShouldBe("INVALID_PAGE");
        (await List(r => r.PageToken = "nonsense")).ShouldBe("INVALID_PAGE");
        (await List(r => r.PageToken = System.Buffers.Text.Base64Url.EncodeToString("p1:abc"u8))).ShouldBe(
            "INVALID_PAGE"
        );
        (await List(r => r.Query = new string('案', 101))).ShouldBe("FIELD_INVALID");
        (await List(r => r.Query = "a\0b")).ShouldBe("FIELD_INVALID");
        (await List(r => r.Category = "a\0b")).ShouldBe("FIELD_INVALID");
        (await List(r => r.Session = "sessions/1")).ShouldBe("FIELD_INVALID");
        (
            await Refused.ReasonAsync(Anybody.Intake.GetPublishedProposalAsync(new GetPublishedProposalRequest()))
        ).ShouldBe("FIELD_REQUIRED");
        (
            await Refused.ReasonAsync(
                Anybody.Intake.GetPublishedProposalAsync(
                    new GetPublishedProposalRequest { Name = $"committees/{Intake.Cast.Committee}" }
                )
            )
        ).ShouldBe("FIELD_INVALID");
    }
}

[Collection("SQLite")]
public sealed class PublishedOnSqlite(SqliteIntake intake) : PublishedTests(intake), IClassFixture<SqliteIntake>;

[Collection("PostgreSQL")]
public sealed class PublishedOnPostgreSql(PostgreSqlIntake intake)
    : PublishedTests(intake),
        IClassFixture<PostgreSqlIntake>;
