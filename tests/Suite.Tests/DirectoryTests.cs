using Google.Protobuf;
using Grpc.Core;
using Proposals.BuildingBlocks;
using Proposals.Channels;
using Proposals.Client;
using Proposals.Directory.V1;
using Proposals.Intake.V1;
using Proposals.Journal.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>
/// Accounts, rules, and the parts of Intake that the walks do not touch; on both engines and both buses.
/// </summary>
public abstract class DirectoryTests(WholeSuite suite)
{
    private async Task<Proposal> DraftAsync(Person member, string subject) =>
        await member.Intake.CreateProposalAsync(
            new CreateProposalRequest
            {
                RequestId = Call.NewId(),
                Proposal = new Proposal
                {
                    Session = (await suite.Cast.SessionAsync()).Name,
                    Category = "society",
                    Text = Walk.TextOf(subject),
                },
            }
        );

    [Fact]
    public async Task Lists_come_in_pages_that_together_hold_everything_once()
    {
        var office = await suite.Cast.Office;
        var (names, token) = (new List<string>(), "");
        do
        {
            var page = await office.Directory.ListMembersAsync(
                new ListMembersRequest { PageSize = 5, PageToken = token }
            );
            names.AddRange(page.Members.Select(m => m.Name));
            token = page.NextPageToken;
        } while (token.Length > 0);
        names.Count.ShouldBe(DemoCommittee.Members);
        names.Distinct().Count().ShouldBe(names.Count);
        (await office.Directory.ListUnitsAsync(new ListUnitsRequest()))
            .Units.Select(u => u.Title)
            .ShouldBe(DemoCommittee.Units, ignoreOrder: true);
        (await office.Directory.ListSectorsAsync(new ListSectorsRequest()))
            .Sectors.Select(s => s.Title)
            .ShouldBe(DemoCommittee.Sectors, ignoreOrder: true);
        (
            await Refused.ReasonAsync(office.Directory.ListUnitsAsync(new ListUnitsRequest { PageToken = "nonsense" }))
        ).ShouldBe("INVALID_PAGE");
        (await Refused.ReasonAsync(office.Directory.ListUnitsAsync(new ListUnitsRequest { PageSize = 201 }))).ShouldBe(
            "INVALID_PAGE"
        );
    }

    [Fact]
    public async Task A_caller_reads_his_own_account_and_committee()
    {
        var member = await suite.Cast.MemberAsync(1);
        (await member.Directory.GetCallerAsync(new GetCallerRequest())).Login.ShouldBe("member1");
        (await member.Directory.GetCommitteeAsync(new GetCommitteeRequest())).Code.ShouldBe(suite.Cast.Committee);
    }

    [Fact]
    public async Task A_service_asks_for_a_token_it_does_not_know_yet_by_its_hash()
    {
        var member = await suite.Cast.MemberAsync(2);
        var session = await suite
            .Suite.Suite.Operator(suite.Suite.Secret)
            .Directory.GetSignInSessionAsync(
                new GetSignInSessionRequest
                {
                    TokenHash = ByteString.CopyFrom(Token.HashOf(member.Authorization!["Bearer ".Length..])),
                }
            );
        session.Committee.ShouldBe(suite.Cast.Committee);
        session.Roles.ShouldBe([Role.Member]);
    }

    [Fact]
    public async Task A_changed_password_ends_every_session_and_five_wrong_ones_make_one_wait()
    {
        var cast = await suite.Suite.CommitteeAsync();
        var (login, old) = ("member7", cast.Accounts.PasswordOf("member7"));
        var member = await cast.OfAsync(login);
        (
            await Refused.ReasonAsync(
                member.Directory.ChangePasswordAsync(
                    new ChangePasswordRequest
                    {
                        RequestId = Call.NewId(),
                        CurrentPassword = old,
                        NewPassword = "short",
                    }
                )
            )
        ).ShouldBe("PASSWORD_WEAK");
        (
            await Refused.ReasonAsync(
                member.Directory.ChangePasswordAsync(
                    new ChangePasswordRequest
                    {
                        RequestId = Call.NewId(),
                        CurrentPassword = "wrong wrong wrong",
                        NewPassword = "a better password 1",
                    }
                )
            )
        ).ShouldBe("PASSWORD_WRONG");
        await member.Directory.ChangePasswordAsync(
            new ChangePasswordRequest
            {
                RequestId = Call.NewId(),
                CurrentPassword = old,
                NewPassword = "a better password 1",
            }
        );
        await Call.UntilAsync(
            "会话失效",
            async () =>
                await Refused.OrNullAsync(member.Intake.ListProposalsAsync(new ListProposalsRequest()))
                    is { StatusCode: StatusCode.Unauthenticated } refused
                    ? refused
                    : null
        );
        var anonymous = suite.Suite.Suite.Anonymous();
        for (var i = 0; i < 5; i++)
            (
                await Refused.ReasonAsync(
                    anonymous.Directory.SignInAsync(
                        new SignInRequest
                        {
                            CommitteeCode = cast.Committee,
                            Login = login,
                            Password = old,
                        }
                    )
                )
            ).ShouldBe("SIGN_IN_FAILED");
        (
            await Refused.ReasonAsync(
                anonymous.Directory.SignInAsync(
                    new SignInRequest
                    {
                        CommitteeCode = cast.Committee,
                        Login = login,
                        Password = "a better password 1",
                    }
                )
            )
        ).ShouldBe("ACCOUNT_LOCKED");
    }

    [Fact]
    public async Task A_signed_out_token_is_good_nowhere_within_a_second()
    {
        var person = await suite.Suite.Suite.SignInAsync(
            suite.Cast.Committee,
            "member9",
            suite.Cast.Accounts.PasswordOf("member9")
        );
        await person.Intake.ListProposalsAsync(new ListProposalsRequest());
        await person.Directory.SignOutAsync(new SignOutRequest());
        await Call.UntilAsync(
            "退出生效",
            async () =>
                await Refused.OrNullAsync(person.Intake.ListProposalsAsync(new ListProposalsRequest()))
                    is { StatusCode: StatusCode.Unauthenticated } refused
                    ? refused
                    : null,
            TimeSpan.FromSeconds(2)
        );
    }

    [Fact]
    public async Task Anybody_lists_the_committees_and_learns_their_codes_and_titles_only()
    {
        var other = await suite.Suite.CommitteeAsync();
        var (anybody, found, token) = (suite.Suite.Suite.Anonymous(), new List<Committee>(), "");
        do
        {
            var page = await anybody.Directory.ListPublicCommitteesAsync(
                new ListPublicCommitteesRequest { PageSize = 1, PageToken = token }
            );
            found.AddRange(page.Committees);
            token = page.NextPageToken;
        } while (token.Length > 0);
        found.Select(c => c.Code).ShouldBeUnique();
        foreach (var code in new[] { suite.Cast.Committee, other.Committee })
            found
                .Single(c => c.Code == code)
                .ShouldBe(
                    await (await (code == other.Committee ? other : suite.Cast).Office).Directory.GetCommitteeAsync(
                        new GetCommitteeRequest()
                    )
                );
        (
            await Refused.ReasonAsync(
                anybody.Directory.ListPublicCommitteesAsync(new ListPublicCommitteesRequest { PageSize = 201 })
            )
        ).ShouldBe("INVALID_PAGE");
        (
            await Refused.ReasonAsync(
                anybody.Directory.ListPublicCommitteesAsync(new ListPublicCommitteesRequest { PageToken = "nonsense" })
            )
        ).ShouldBe("INVALID_PAGE");
    }

    [Fact]
    public async Task Open_sign_ins_are_listed_by_the_administrators_newest_first()
    {
        var (cast, other) = (await suite.Suite.CommitteeAsync(), await suite.Suite.CommitteeAsync());
        var (security, audit, member) = (await cast.OfAsync("security"), await cast.Audit, await cast.MemberAsync(1));
        await other.MemberAsync(1);
        var (all, token) = (new List<OpenSignIn>(), "");
        do
        {
            var page = await security.Directory.ListOpenSignInsAsync(
                new ListOpenSignInsRequest { PageSize = 1, PageToken = token }
            );
            all.AddRange(page.SignIns);
            token = page.NextPageToken;
        } while (token.Length > 0);
        all.Select(s => s.Name).ShouldBeUnique();
        all.ShouldAllBe(s => s.Name.StartsWith($"committees/{cast.Committee}/signIns/", StringComparison.Ordinal));
        all.Select(s => s.SignedInAt.ToDateTimeOffset())
            .ShouldBe(all.Select(s => s.SignedInAt.ToDateTimeOffset()).OrderDescending());
        var session = all.Single(s => s.Login == "member1");
        session.Account.ShouldBe(member.Account.Name);
        (session.ExpiresAt.ToDateTimeOffset() - session.SignedInAt.ToDateTimeOffset()).ShouldBe(TimeSpan.FromHours(12));
        session
            .ExpiresAt.ToDateTimeOffset()
            .ShouldBe(suite.Suite.Clock.GetUtcNow().AddHours(12), TimeSpan.FromMinutes(5));
        all.Where(s => s.Own).Select(s => s.Login).ShouldBe(["security"]);
        (await audit.Directory.ListOpenSignInsAsync(new ListOpenSignInsRequest { PageSize = 200 }))
            .SignIns.Where(s => s.Own)
            .Select(s => s.Login)
            .ShouldBe(["audit"]);
        // When a user has two sign-ins, the list shows which one is in use.
        var again = await suite.Suite.Suite.SignInAsync(
            cast.Committee,
            "security",
            cast.Accounts.PasswordOf("security")
        );
        var twice = (await again.Directory.ListOpenSignInsAsync(new ListOpenSignInsRequest { PageSize = 200 }))
            .SignIns.Where(s => s.Login == "security")
            .ToList();
        (twice.Count, twice.Count(s => s.Own)).ShouldBe((all.Count(s => s.Login == "security") + 1, 1));
        // Nothing in the list can be used as a token.
        (
            await Refused.ByAsync(
                suite
                    .Suite.Suite.WithToken($"{cast.Committee}.{session.Name.Split('/')[3]}")
                    .Intake.ListProposalsAsync(new ListProposalsRequest())
            )
        ).StatusCode.ShouldBe(StatusCode.Unauthenticated);
        (
            await Refused.ByAsync(member.Directory.ListOpenSignInsAsync(new ListOpenSignInsRequest()))
        ).StatusCode.ShouldBe(StatusCode.PermissionDenied);
        foreach (
            var key in new[]
            {
                "nonsense",
                "12:",
                "x:" + new string('a', 32),
                "12:" + new string('z', 32),
                "12:" + new string('a', 31),
            }
        )
        {
            var asked = System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes("p1:" + key));
            if (key != "12:")
                (
                    await Refused.ReasonAsync(
                        security.Directory.ListOpenSignInsAsync(new ListOpenSignInsRequest { PageToken = asked })
                    )
                ).ShouldBe("INVALID_PAGE", key);
        }
    }

    [Fact]
    public async Task An_ended_sign_in_is_good_nowhere_within_a_second_and_cannot_be_ended_again()
    {
        var (cast, other) = (await suite.Suite.CommitteeAsync(), await suite.Suite.CommitteeAsync());
        var (security, strange) = (await cast.OfAsync("security"), await other.OfAsync("security"));
        var (person, untouched) = (await cast.MemberAsync(3), await cast.MemberAsync(4));
        await person.Intake.ListProposalsAsync(new ListProposalsRequest());
        var none = new Supervision.V1.GetCaseRequest { Name = $"committees/{cast.Committee}/cases/none" };
        (await Refused.ReasonAsync(person.Supervision.GetCaseAsync(none))).ShouldBe("NOT_FOUND");
        var name = (await security.Directory.ListOpenSignInsAsync(new ListOpenSignInsRequest { PageSize = 200 }))
            .SignIns.Single(s => s.Login == "member3")
            .Name;
        Task<string> Ended(Person by, string which) =>
            Refused.ReasonAsync(
                by.Directory.EndOpenSignInAsync(new EndOpenSignInRequest { RequestId = Call.NewId(), Name = which })
            );
        (await Ended(strange, name)).ShouldBe("NOT_FOUND");
        (await Ended(strange, name.Replace(cast.Committee, other.Committee, StringComparison.Ordinal))).ShouldBe(
            "NOT_FOUND"
        );
        (await Ended(await cast.OfAsync("system"), name)).ShouldBe("ROLE_REQUIRED");
        (await Ended(security, $"committees/{cast.Committee}/signIns/nonsense")).ShouldBe("NOT_FOUND");
        (await Ended(security, "nonsense")).ShouldBe("FIELD_INVALID");
        (await Ended(security, $"committees/{cast.Committee}/signIns/{new string('0', 32)}")).ShouldBe("NOT_FOUND");

        var end = new EndOpenSignInRequest { RequestId = Call.NewId(), Name = name };
        await security.Directory.EndOpenSignInAsync(end);
        async Task Over<T>(Func<AsyncUnaryCall<T>> call) =>
            await Call.UntilAsync(
                "会话结束",
                async () =>
                    await Refused.OrNullAsync(call()) is { StatusCode: StatusCode.Unauthenticated } refused
                        ? refused
                        : null
            );
        await Over(() => person.Intake.ListProposalsAsync(new ListProposalsRequest()));
        await Over(() => person.Supervision.GetCaseAsync(none));
        await Over(() => person.Directory.GetCallerAsync(new GetCallerRequest()));
        await security.Directory.EndOpenSignInAsync(end);
        (await Ended(security, name)).ShouldBe("NOT_FOUND");
        await untouched.Intake.ListProposalsAsync(new ListProposalsRequest());

        // The list has no sign-in that was ended. A changed password ends all of them.
        var second = await suite.Suite.Suite.SignInAsync(
            cast.Committee,
            "member3",
            cast.Accounts.PasswordOf("member3")
        );
        var left = (await security.Directory.ListOpenSignInsAsync(new ListOpenSignInsRequest { PageSize = 200 }))
            .SignIns.Single(s => s.Login == "member3")
            .Name;
        await second.Directory.SignOutAsync(new SignOutRequest());
        (await Ended(security, left)).ShouldBe("NOT_FOUND");
    }

    [Fact]
    public async Task A_file_that_is_attached_and_taken_off_is_told_on_the_timeline_and_parks_nothing()
    {
        var (member, draft) = (
            await suite.Cast.MemberAsync(6),
            await DraftAsync(await suite.Cast.MemberAsync(6), "关于附件时间线的提案")
        );
        var file = new Attachment
        {
            Sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("示例"u8)),
            FileName = "示例.pdf",
            MediaType = "application/pdf",
            Size = 6,
        };
        await member.Intake.AttachFileAsync(
            new AttachFileRequest
            {
                RequestId = Call.NewId(),
                Proposal = draft.Name,
                Attachment = file,
                Receipt = ByteString.CopyFrom(
                    new Receipts(suite.Suite.Secret).Of(
                        new ReceivedFile(suite.Cast.Committee, file.Sha256, file.Size, file.MediaType, file.FileName),
                        suite.Suite.Clock.GetUtcNow()
                    )
                ),
            }
        );
        await member.Intake.DetachFileAsync(
            new DetachFileRequest
            {
                RequestId = Call.NewId(),
                Proposal = draft.Name,
                Sha256 = file.Sha256,
            }
        );
        await member.Intake.SubmitProposalAsync(
            new SubmitProposalRequest
            {
                RequestId = Call.NewId(),
                Name = draft.Name,
                ContainsNoSecret = true,
            }
        );
        var view = await Call.UntilAsync(
            "时间线",
            async () =>
                await Refused.AnswerOrNullAsync(
                    (await suite.Cast.MemberAsync(6)).Supervision.GetCaseAsync(
                        new Supervision.V1.GetCaseRequest { Name = WholeSuite.CaseName(draft.Name) }
                    )
                )
                    is { } seen
                && seen.Timeline.Any(t => t.Type.EndsWith("ProposalSubmitted", StringComparison.Ordinal))
                    ? seen
                    : null
        );
        view.Timeline.Select(t => t.Text).ShouldContain("添加附件");
        view.Timeline.Select(t => t.Text).ShouldContain("移除附件");
        foreach (var service in Identity.Services.Where(s => s != Identity.Directory))
        {
            (
                await suite
                    .Suite.Suite.Operator(suite.Suite.Secret)
                    .JournalOf(service)
                    .ListParkedEventsAsync(new ListParkedEventsRequest { Service = service })
            ).ParkedEvents.ShouldBeEmpty(service);
        }
    }

    [Fact]
    public async Task A_filed_proposal_says_in_the_journal_whether_it_may_be_published()
    {
        var filed = await suite.FiledAsync("关于公开属性的提案");
        var found = new List<ProposalFiled>();
        for (var after = 0L; ; )
        {
            var page = await (await suite.Cast.Audit)
                .JournalOf("intake")
                .ReadEventsAsync(new ReadEventsRequest { Source = "intake", After = after });
            if (page.Events.Count == 0)
                break;
            found.AddRange(
                page.Events.Where(e =>
                        e.Aggregate == filed.Name.Split('/')[3]
                        && e.Type.EndsWith(".ProposalFiled", StringComparison.Ordinal)
                    )
                    .Select(e => ProposalFiled.Parser.ParseFrom(e.Body))
            );
            after = page.Events[^1].Position;
        }

        found.Single().MayPublish.ShouldBeTrue();
        (
            await suite
                .Suite.Suite.Anonymous()
                .Intake.GetPublishedProposalAsync(new GetPublishedProposalRequest { Name = filed.Name })
        ).CaseNumber.ShouldBe(filed.CaseNumber);
        (
            await suite
                .Suite.Suite.Anonymous()
                .Intake.ListPublishedProposalsAsync(
                    new ListPublishedProposalsRequest
                    {
                        Committee = $"committees/{suite.Cast.Committee}",
                        Query = "公开属性",
                    }
                )
        )
            .Proposals.Select(p => p.Name)
            .ShouldContain(filed.Name);
    }

    [Fact]
    public async Task The_three_administrators_exclude_each_other_and_every_business_role()
    {
        var (system, security) = (await suite.Cast.OfAsync("system"), await suite.Cast.OfAsync("security"));
        var account = await system.Directory.CreateAccountAsync(
            new CreateAccountRequest
            {
                RequestId = Call.NewId(),
                Login = "extra-" + Call.NewId()[..8] + Call.NewId()[^6..],
                Password = "a fine password 12",
            }
        );
        account.Roles.ShouldBeEmpty();
        async Task<string> Grant(params Role[] roles) =>
            await Refused.ReasonAsync(
                security.Directory.GrantRolesAsync(
                    new GrantRolesRequest
                    {
                        RequestId = Call.NewId(),
                        Name = account.Name,
                        Roles = { roles },
                    }
                )
            );
        (await Grant(Role.SystemAdministrator, Role.AuditAdministrator)).ShouldBe("ROLES_EXCLUSIVE");
        (await Grant(Role.SecurityAdministrator, Role.ProposalsOffice)).ShouldBe("ROLES_EXCLUSIVE");
        (await Grant(Role.Member)).ShouldBe("RELATION_REQUIRED");
        (await Grant(Role.Service)).ShouldBe("FIELD_INVALID");
        (
            await Refused.ReasonAsync(
                security.Directory.GrantRolesAsync(
                    new GrantRolesRequest
                    {
                        RequestId = Call.NewId(),
                        Name = security.Account.Name,
                        Roles = { Role.SystemAdministrator },
                    }
                )
            )
        ).ShouldBe("OWN_ACCOUNT");
        (await security.Directory.ListAccountsAsync(new ListAccountsRequest { PageSize = 200 })).Accounts.ShouldContain(
            a => a.Name == account.Name
        );
    }

    [Fact]
    public async Task A_new_profile_is_for_new_cases_and_one_that_names_no_day_is_refused()
    {
        var cast = await suite.Suite.CommitteeAsync();
        var office = await cast.Office;
        var profile = (await office.Directory.GetPolicyProfileAsync(new GetPolicyProfileRequest())).Clone();
        profile.Reply[0] = new DeadlineRule
        {
            Unit = PeriodUnit.FixedDate,
            FixedMonth = 9,
            FixedDay = 31,
        };
        var error = await Refused.ByAsync(
            office.Directory.PublishPolicyProfileAsync(
                new PublishPolicyProfileRequest { RequestId = Call.NewId(), PolicyProfile = profile }
            )
        );
        Call.MessageOf(error).ShouldBe("9 月没有 31 日。");
        profile.Reply[0].FixedDay = 30;
        (
            await office.Directory.PublishPolicyProfileAsync(
                new PublishPolicyProfileRequest { RequestId = Call.NewId(), PolicyProfile = profile }
            )
        ).Version.ShouldBe(2);
        (await office.Directory.GetPolicyProfileAsync(new GetPolicyProfileRequest { Version = 1 }))
            .Reply[0]
            .Unit.ShouldBe(PeriodUnit.Month);
    }

    [Fact]
    public async Task A_profile_without_thresholds_of_receipt_has_the_default_whenever_it_was_published()
    {
        var cast = await suite.Suite.CommitteeAsync();
        var office = await cast.Office;
        Task<PolicyProfile> ReadAsync(long version) =>
            office.Directory.GetPolicyProfileAsync(new GetPolicyProfileRequest { Version = version }).ResponseAsync;
        static (int Yellow, int Red) Of(PolicyProfile p) =>
            (p.AcknowledgeYellowWorkingDays, p.AcknowledgeRedWorkingDays);
        var profile = (await ReadAsync(1)).Clone();
        (profile.AcknowledgeYellowWorkingDays, profile.AcknowledgeRedWorkingDays) = (0, 0);

        // A program of before publishes it today.
        var published = await office.Directory.PublishPolicyProfileAsync(
            new PublishPolicyProfileRequest { RequestId = Call.NewId(), PolicyProfile = profile }
        );
        Of(published).ShouldBe((1, 0));
        Of(await ReadAsync(published.Version)).ShouldBe((1, 0));

        // It was stored before the fields were there.
        profile.Version = published.Version + 1;
        await suite
            .Suite.Service("directory")
            .SweepAsync(
                "stored-before",
                cast.Committee,
                tx =>
                {
                    tx.Write(
                        "INSERT INTO policy_profiles (committee, version, body) VALUES (@committee, @Version, @body)",
                        new
                        {
                            committee = tx.Committee,
                            profile.Version,
                            body = profile.ToByteArray(),
                        }
                    );
                    return Task.CompletedTask;
                },
                CancellationToken.None
            );
        Of(await ReadAsync(profile.Version)).ShouldBe((1, 0));
    }

    [Fact]
    public async Task A_regional_overlay_is_published_with_the_national_days()
    {
        var cast = await suite.Suite.CommitteeAsync();
        var office = await cast.Office;
        var calendar = (await office.Directory.GetCalendarAsync(new GetCalendarRequest())).Clone();
        calendar.Days.Add(
            new CalendarDay
            {
                Date = "2026-03-20",
                Kind = DayKind.Off,
                Reason = "开斋节",
                Source = "示例自治区通知（虚构）",
            }
        );
        (
            await office.Directory.PublishCalendarAsync(
                new PublishCalendarRequest { RequestId = Call.NewId(), Calendar = calendar }
            )
        ).Version.ShouldBe(2);
        calendar.Days.Add(calendar.Days[^1].Clone());
        (
            await Refused.ReasonAsync(
                office.Directory.PublishCalendarAsync(
                    new PublishCalendarRequest { RequestId = Call.NewId(), Calendar = calendar }
                )
            )
        ).ShouldBe("FIELD_INVALID");
    }

    [Fact]
    public async Task A_ledger_is_imported_whole_or_not_at_all_and_names_its_bad_rows()
    {
        var cast = await suite.Suite.CommitteeAsync();
        var office = await cast.Office;
        var at = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(TestSuite.Start);
        var roster = await office.Directory.EnsureRosterAsync(
            new EnsureRosterRequest
            {
                RequestId = Call.NewId(),
                Session = new PlenarySession
                {
                    Term = 8,
                    Number = 2,
                    OpensAt = at,
                    CutOffAt = at,
                    ClosesAt = at,
                },
                Units = { "示例局" },
                Proposers =
                {
                    new Member { DisplayName = "示例台账委员", Kind = ProposerKind.Member },
                },
            }
        );
        LedgerRow Row(int number) =>
            new()
            {
                Row = number + 3,
                CaseNumber = number,
                Subject = $"示例台账提案{number}",
                Lead = roster.Proposers[0].Name.Split('/')[3],
                ProposerKind = ProposerKind.Member,
                SessionKind = SessionKind.InSession,
                Decision = LedgerDecision.Filed,
                Unit = roster.Units[0].Name.Split('/')[3],
                HandedOverOn = "2025-03-01",
                RepliedOn = "2025-05-01",
                OutcomeClass = "A",
                Closing = LedgerClosing.Closed,
            };
        var request = new ImportLedgerRequest { RequestId = Call.NewId(), Session = roster.Session.Name };
        request.Rows.AddRange(Enumerable.Range(1, 600).Select(n => Row(n % 2 == 0 ? n : 1)));
        // The session is not found until Intake has applied the roster.
        var error = await Call.UntilAsync(
            "受理得知名册",
            async () =>
                await Refused.ByAsync(office.Intake.ImportLedgerAsync(request)) is var refused
                && Call.ReasonOf(refused) != "NOT_FOUND"
                    ? refused
                    : null
        );
        Call.ReasonOf(error).ShouldBe("LEDGER_ROW_INVALID");
        Call.MessageOf(error).ShouldContain("300 处");
        (
            await office.Intake.ListProposalsAsync(new ListProposalsRequest { Session = roster.Session.Name })
        ).Proposals.ShouldBeEmpty();
        request = new ImportLedgerRequest { RequestId = Call.NewId(), Session = roster.Session.Name };
        request.Rows.AddRange(Enumerable.Range(1, 3).Select(Row));
        (await office.Intake.ImportLedgerAsync(request)).Imported.ShouldBe(3);
        (
            await office.Intake.ListProposalsAsync(new ListProposalsRequest { Session = roster.Session.Name })
        ).Proposals.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_draft_is_deleted_with_its_invitations_and_invitations_are_declined_or_taken_back()
    {
        var (lead, second, third) = (
            await suite.Cast.MemberAsync(1),
            await suite.Cast.MemberAsync(2),
            await suite.Cast.MemberAsync(3)
        );
        var draft = await DraftAsync(lead, "关于邀请的提案");
        async Task<Invitation> Invite(Person member) =>
            await lead.Intake.InviteCoSignerAsync(
                new InviteCoSignerRequest
                {
                    RequestId = Call.NewId(),
                    Proposal = draft.Name,
                    Member = member.Account.Member,
                }
            );
        var (one, two) = (await Invite(second), await Invite(third));
        (
            await second.Intake.DeclineInvitationAsync(
                new DeclineInvitationRequest { RequestId = Call.NewId(), Name = one.Name }
            )
        ).State.ShouldBe(InvitationState.Declined);
        (
            await lead.Intake.CancelInvitationAsync(
                new CancelInvitationRequest { RequestId = Call.NewId(), Name = two.Name }
            )
        ).State.ShouldBe(InvitationState.Cancelled);
        (
            await lead.Intake.DeleteProposalAsync(
                new DeleteProposalRequest { RequestId = Call.NewId(), Name = draft.Name }
            )
        ).State.ShouldBe(ProposalState.Deleted);
        (
            await Refused.ByAsync(lead.Intake.GetProposalAsync(new GetProposalRequest { Name = draft.Name }))
        ).StatusCode.ShouldBe(StatusCode.NotFound);
    }

    [Fact]
    public async Task A_proposal_is_not_filed_for_a_reason_of_the_dictionary_only()
    {
        var (member, office) = (await suite.Cast.MemberAsync(4), await suite.Cast.Office);
        var draft = await DraftAsync(member, "关于不予立案的提案");
        (
            await Refused.ReasonAsync(
                member.Intake.SubmitProposalAsync(
                    new SubmitProposalRequest { RequestId = Call.NewId(), Name = draft.Name }
                )
            )
        ).ShouldBe("DECLARATION_REQUIRED");
        await member.Intake.SubmitProposalAsync(
            new SubmitProposalRequest
            {
                RequestId = Call.NewId(),
                Name = draft.Name,
                ContainsNoSecret = true,
            }
        );
        await office.Intake.ExamineProposalAsync(
            new ExamineProposalRequest { RequestId = Call.NewId(), Name = draft.Name }
        );
        async Task<string> Reject(string reason) =>
            await Refused.ReasonAsync(
                office.Intake.RejectProposalAsync(
                    new RejectProposalRequest
                    {
                        RequestId = Call.NewId(),
                        Name = draft.Name,
                        Reason = reason,
                    }
                )
            );
        (await Reject("because")).ShouldBe("REASON_UNKNOWN");
        (await Reject("other")).ShouldBe("EXPLANATION_REQUIRED");
        (
            await office.Intake.RejectProposalAsync(
                new RejectProposalRequest
                {
                    RequestId = Call.NewId(),
                    Name = draft.Name,
                    Reason = "empty",
                    Explanation = "没有具体建议",
                }
            )
        ).State.ShouldBe(ProposalState.NotFiled);
    }

    [Fact]
    public async Task The_journal_streams_to_its_auditor_only_what_is_his_committees()
    {
        var other = await suite.Suite.CommitteeAsync();
        var draft = await DraftAsync(await suite.Cast.MemberAsync(5), "关于日志的提案");
        using var call = (await suite.Cast.Audit)
            .JournalOf("intake")
            .WatchEvents(new WatchEventsRequest { Source = "intake" }, deadline: DateTime.UtcNow.AddSeconds(20));
        var found = false;
        while (!found && await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            call.ResponseStream.Current.Event.Committee.ShouldBe(suite.Cast.Committee);
            found = call.ResponseStream.Current.Event.Aggregate == draft.Name.Split('/')[3];
        }

        found.ShouldBeTrue();
        (
            await (await other.Audit).JournalOf("intake").ReadEventsAsync(new ReadEventsRequest { Source = "intake" })
        ).Events.ShouldAllBe(e => e.Committee == other.Committee);
    }
}

[Collection("laptop")]
public sealed class DirectoryOnALaptop(Laptop suite) : DirectoryTests(suite), IClassFixture<Laptop>;

[Collection("county")]
public sealed class DirectoryInACounty(County suite) : DirectoryTests(suite), IClassFixture<County>;

[Collection("province")]
public sealed class DirectoryInAProvince(Province suite) : DirectoryTests(suite), IClassFixture<Province>;
