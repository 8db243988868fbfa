using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;
using Proposals.Supervision.V1;
using Shouldly;
using Xunit;
using GetCaseRequest = Proposals.Supervision.V1.GetCaseRequest;

namespace Proposals.Supervision.Tests;

public sealed class ProjectionTests
{
    private static readonly Caller Supervisor = new("sup", ProjectionFixture.Committee, [Role.Supervisor]);
    private static readonly Caller Leads = new("m", ProjectionFixture.Committee, [Role.Member], Member: "m1");
    private static readonly Caller MergedLead = new("m", ProjectionFixture.Committee, [Role.Member], Member: "m2");
    private static readonly Caller Stranger = new("m", ProjectionFixture.Committee, [Role.Member], Member: "m9");
    private static readonly Caller Unit1 = new("u", ProjectionFixture.Committee, [Role.HandlingUnit], Unit: "u1");
    private static readonly Caller Unit9 = new("u", ProjectionFixture.Committee, [Role.HandlingUnit], Unit: "u9");
    private static readonly Caller Unsaid = new("u", ProjectionFixture.Committee, [Role.HandlingUnit, Role.Member]);

    private static DueDate Due(string day) =>
        new() { Date = day, TooLateAt = Timestamp.FromDateTimeOffset(Given.EndOf(day)) };

    private static AssignmentHandedOver HandOver(
        string proposal,
        string id,
        string unit,
        AssignmentRole role,
        int round = 1
    ) =>
        new()
        {
            Proposal = proposal,
            Assignment = id,
            Unit = unit,
            Role = role,
            Round = round,
            RepliesNeeded = 1,
            PolicyVersion = 1,
            AcknowledgeDue = Due("2026-03-09"),
            Due = Due("2026-06-04"),
        };

    /// <summary>
    /// p1, with p2 merged into it, is handled twice and closed. p3 is being handled. p4 is not filed. p5 is a draft. p6
    /// is withdrawn while it is handled. p7 comes from a ledger.
    /// </summary>
    private static readonly (string Source, IMessage Message)[] Story =
    [
        (
            "directory",
            new PlenarySessionOpened
            {
                Session = "s",
                Term = 8,
                Number = 1,
                OpensAt = At(0),
                CutOffAt = At(1),
                ClosesAt = At(2),
            }
        ),
        ("directory", new PolicyProfilePublished { PolicyProfile = Given.Policy() }),
        ("directory", new CalendarPublished { Calendar = Given.Calendar() }),
        ("directory", new UnitCreated { Unit = "u1", Title = "交通局" }),
        ("directory", new UnitCreated { Unit = "u2", Title = "财政局" }),
        .. Submitted("p1", "m1"),
        .. Submitted("p2", "m2"),
        .. Submitted("p3", "m3"),
        .. Submitted("p4", "m4"),
        .. Submitted("p6", "m6"),
        (
            "intake",
            new ProposalDrafted
            {
                Proposal = "p5",
                Session = "s",
                Lead = "m1",
                ProposerKind = ProposerKind.Member,
                Category = "economy",
            }
        ),
        (
            "intake",
            new CoSignerInvited
            {
                Proposal = "p5",
                Invitation = "i1",
                Member = "m2",
            }
        ),
        .. Filed("p1", 1, "m1"),
        .. Filed("p3", 2, "m3"),
        .. Filed("p6", 3, "m6"),
        (
            "intake",
            new ProposalMerged
            {
                Proposal = "p2",
                Into = "p1",
                Proposers = { "m2" },
            }
        ),
        ("intake", new ProposalRejected { Proposal = "p4", Reason = "academic" }),
        ("assignment", HandOver("p1", "a1", "u1", AssignmentRole.Lead)),
        ("assignment", HandOver("p1", "a2", "u2", AssignmentRole.CoHandle)),
        ("assignment", HandOver("p3", "a3", "u1", AssignmentRole.Sole)),
        ("assignment", HandOver("p6", "a6", "u2", AssignmentRole.Sole)),
        ("assignment", new AssignmentAcknowledged { Proposal = "p1", Assignment = "a1" }),
        (
            "assignment",
            new ContactLogged
            {
                Proposal = "p1",
                Assignment = "a1",
                Contact = "k1",
                Date = "2026-03-05",
                Form = ContactForm.FaceToFace,
            }
        ),
        (
            "assignment",
            new ReplyDelivered
            {
                Proposal = "p1",
                Assignment = "a1",
                Reply = "r1",
                Unit = "u1",
                Round = 1,
                OutcomeClass = "B",
                RepliesNeeded = 1,
                RepliesDelivered = 1,
                Role = AssignmentRole.Lead,
            }
        ),
        (
            "feedback",
            new CaseMoved
            {
                Proposal = "p1",
                State = CaseState.AwaitingFeedback,
                Round = 1,
            }
        ),
        (
            "feedback",
            new FormIssued
            {
                Proposal = "p1",
                Form = "f1",
                Reply = "r1",
                Unit = "u1",
                Member = "m1",
                Round = 1,
                Lead = true,
            }
        ),
        (
            "feedback",
            new FormIssued
            {
                Proposal = "p1",
                Form = "f2",
                Reply = "r1",
                Unit = "u1",
                Member = "m2",
                Round = 1,
            }
        ),
        (
            "feedback",
            new FeedbackSubmitted
            {
                Proposal = "p1",
                Form = "f1",
                Work = Rating.Dissatisfied,
                Result = Rating.Dissatisfied,
                Round = 1,
                Unit = "u1",
                CaseRatings = Rated(Rating.Dissatisfied, Rating.Dissatisfied),
                UnitRatings = Rated(Rating.Dissatisfied, Rating.Dissatisfied),
            }
        ),
        (
            "feedback",
            new FormLapsed
            {
                Proposal = "p1",
                Form = "f2",
                Round = 1,
                Unit = "u1",
            }
        ),
        (
            "feedback",
            new RehandlingOrdered
            {
                Proposal = "p1",
                Round = 2,
                Units = { "u1" },
            }
        ),
        ("assignment", HandOver("p1", "a4", "u1", AssignmentRole.Lead, round: 2)),
        ("assignment", new AssignmentAcknowledged { Proposal = "p1", Assignment = "a4" }),
        (
            "assignment",
            new ReplyDelivered
            {
                Proposal = "p1",
                Assignment = "a4",
                Reply = "r2",
                Unit = "u1",
                Round = 2,
                OutcomeClass = "A",
                RepliesNeeded = 1,
                RepliesDelivered = 1,
                Role = AssignmentRole.Lead,
            }
        ),
        (
            "feedback",
            new FormIssued
            {
                Proposal = "p1",
                Form = "f3",
                Reply = "r2",
                Unit = "u1",
                Member = "m1",
                Round = 2,
                Lead = true,
            }
        ),
        (
            "feedback",
            new FeedbackSubmitted
            {
                Proposal = "p1",
                Form = "f3",
                Work = Rating.Satisfied,
                Result = Rating.MostlySatisfied,
                Round = 2,
                Unit = "u1",
                CaseRatings = Rated(Rating.Satisfied, Rating.MostlySatisfied),
                UnitRatings = Rated(Rating.Satisfied, Rating.MostlySatisfied),
            }
        ),
        (
            "feedback",
            new CaseClosed
            {
                Proposal = "p1",
                Round = 2,
                Work = Rating.Satisfied,
                Result = Rating.MostlySatisfied,
            }
        ),
        (
            "assignment",
            new ExtensionGranted
            {
                Proposal = "p3",
                Assignment = "a3",
                ExtensionRequest = "x1",
                Due = Due("2026-07-03"),
                OldDue = Due("2026-06-04"),
            }
        ),
        ("intake", new ProposalWithdrawn { Proposal = "p6" }),
        ("assignment", new AssignmentCancelled { Proposal = "p6", Assignment = "a6" }),
        (
            "intake",
            new LedgerCaseImported
            {
                Proposal = "p7",
                Session = "s",
                PolicyVersion = 1,
                Row = new LedgerRow
                {
                    CaseNumber = 4,
                    Subject = "台账一案",
                    Lead = "m7",
                    Decision = LedgerDecision.Filed,
                    ProposerKind = ProposerKind.Party,
                    Category = "economy",
                    Unit = "u2",
                    KeyProposal = true,
                    HandedOverOn = "2026-03-04",
                    RepliedOn = "2026-05-01",
                    OutcomeClass = "D",
                    WorkRating = LedgerRating.Satisfied,
                    ResultRating = LedgerRating.Satisfied,
                    Closing = LedgerClosing.Closed,
                },
            }
        ),
    ];

    /// <summary>
    /// The story as an older program told it, whose forms had no ratings, and the events that a newer one added to its
    /// journal.
    /// </summary>
    private static (string Source, IMessage Message)[] OldStory =>
        [
            .. Story.Select(s =>
                s.Message is FeedbackSubmitted e
                    ? (s.Source, new FeedbackSubmitted(e) { CaseRatings = null, UnitRatings = null })
                    : s
            ),
            ("feedback", ToldLate(1, Rating.Dissatisfied, Rating.Dissatisfied)),
            ("feedback", ToldLate(2, Rating.Satisfied, Rating.MostlySatisfied)),
        ];

    private static RoundRated ToldLate(int round, Rating work, Rating result) =>
        new()
        {
            Proposal = "p1",
            Round = round,
            CaseRatings = Rated(work, result),
            Units =
            {
                new RoundRated.Types.UnitRatings { Unit = "u1", Ratings = Rated(work, result) },
            },
        };

    private static Ratings Rated(Rating work, Rating result) => new() { Work = work, Result = result };

    private static Timestamp At(int day) => Timestamp.FromDateTimeOffset(Given.Now.AddDays(day));

    private static IEnumerable<(string, IMessage)> Submitted(string proposal, string lead) =>
        [
            (
                "intake",
                new ProposalDrafted
                {
                    Proposal = proposal,
                    Session = "s",
                    Lead = lead,
                    ProposerKind = ProposerKind.Member,
                    Category = "economy",
                }
            ),
            (
                "intake",
                new ProposalSubmitted
                {
                    Proposal = proposal,
                    Session = "s",
                    Lead = lead,
                    CoSigners = { "m8" },
                    ProposerKind = ProposerKind.Member,
                    SessionKind = SessionKind.InSession,
                    Category = "economy",
                    Subject = "关于" + proposal,
                    PolicyVersion = 1,
                }
            ),
            ("intake", new ProposalExamined { Proposal = proposal }),
        ];

    private static IEnumerable<(string, IMessage)> Filed(string proposal, long number, string lead) =>
        [
            (
                "intake",
                new ProposalFiled
                {
                    Proposal = proposal,
                    Session = "s",
                    CaseNumber = number,
                    Category = "economy",
                    SessionKind = SessionKind.InSession,
                    Subject = "关于" + proposal,
                    Proposers = { lead, "m8" },
                    PolicyVersion = 1,
                }
            ),
        ];

    private static Task<ProjectionFixture> TellAsync(Random? random = null) => TellAsync(Story, random);

    private static async Task<ProjectionFixture> TellAsync(
        (string Source, IMessage Message)[] story,
        Random? random = null
    )
    {
        var room = await ProjectionFixture.OpenAsync();
        var streams = story
            .Select((s, i) => (s.Source, s.Message, Minute: i))
            .GroupBy(s => s.Source)
            .Select(g => new Queue<(string Source, IMessage Message, int Minute)>(g))
            .ToList();
        while (streams.Count > 0)
        {
            var stream = random is null ? streams.MinBy(s => s.Peek().Minute)! : streams[random.Next(streams.Count)];
            var (source, message, minute) = stream.Dequeue();
            await room.ApplyAsync(source, message, Given.Now.AddMinutes(minute));
            if (stream.Count == 0)
                streams.Remove(stream);
        }

        return room;
    }

    private static Task<Decision<CaseView>> GetAsync(ProjectionFixture room, Caller caller, string id) =>
        room.QueryAsync(
            caller,
            q => GetCase.HandleAsync(new GetCaseRequest { Name = $"committees/{q.Committee}/cases/{id}" }, q)
        );

    private static async Task<string> SeenAsync(ProjectionFixture room)
    {
        var cases = (await room.QueryAsync(Supervisor, q => ListCases.HandleAsync(new ListCasesRequest(), q))).Value!;
        var figures = (
            await room.QueryAsync(
                Supervisor,
                q => GetStatistics.HandleAsync(new GetStatisticsRequest { Session = "committees/c/sessions/s" }, q)
            )
        ).Value!;
        return $"{cases}\n{(await GetAsync(room, Supervisor, "p1")).Value}\n{figures}";
    }

    [Fact]
    public async Task Ends_the_same_for_every_interleaving_of_the_streams()
    {
        await using var told = await TellAsync();
        var (rows, seen) = (await told.DumpAsync(), await SeenAsync(told));
        for (var seed = 1; seed <= 12; seed++)
        {
            await using var room = await TellAsync(new Random(seed));
            (await room.DumpAsync()).ShouldBe(rows, $"seed {seed}");
            (await SeenAsync(room)).ShouldBe(seen, $"seed {seed}");
        }
    }

    [Fact]
    public async Task Ends_the_same_from_a_journal_of_before_ratings_were_told()
    {
        await using var told = await TellAsync();
        await using var old = await TellAsync(OldStory);
        (await SeenAsync(old)).ShouldBe(await SeenAsync(told));
        static IEnumerable<string> Facts(IReadOnlyList<string> rows) => rows.Where(r => !r.StartsWith("timeline "));
        Facts(await old.DumpAsync()).ShouldBe(Facts(await told.DumpAsync()));
    }

    // Handbook T101 to T104.
    [Fact]
    public async Task Follows_commitments_also_after_the_case_was_closed_for_every_interleaving()
    {
        (string Source, IMessage Message)[] story =
        [
            .. Story,
            .. Told(
                "m1",
                new CommitmentProgressed(),
                new CommitmentLapsed(),
                new CommitmentExplained(),
                new CommitmentDayRefused(),
                new CommitmentDayAgreed { Due = Due("2026-09-01"), OldDue = Due("2026-08-01") },
                new CommitmentProven(),
                new CommitmentProofRefused(),
                new CommitmentProven(),
                new CommitmentFulfilled()
            ),
            .. Told("m2", new CommitmentLapsed()),
            .. Told("m3", new CommitmentVoided { Reply = "r2" }),
        ];
        await using var told = await TellAsync(story);
        var rows = await told.DumpAsync();
        for (var seed = 1; seed <= 6; seed++)
        {
            await using var room = await TellAsync(story, new Random(seed));
            (await room.DumpAsync()).ShouldBe(rows, $"seed {seed}");
        }

        var view = (await GetAsync(told, Supervisor, "p1")).Value.ShouldNotBeNull();
        view.Stage.ShouldBe(Stage.Closed);
        view.Duties.Where(d => d.Kind == DutyKind.Commitment)
            .Select(d => (d.Commitment, d.DueDate, d.DoneAt is not null))
            .ShouldBe([
                ("committees/c/commitments/m1", "2026-09-01", true),
                ("committees/c/commitments/m2", "2026-08-01", false),
            ]);
        (await FigureAsync(told, "commitments_fulfilled")).ShouldBe(["committees/c/proposals/p1"]);

        IEnumerable<(string, IMessage)> Told(string id, params IMessage[] messages)
        {
            var made = new CommitmentMade
            {
                Assignment = "a4",
                Reply = "r2",
                Number = 1,
                Due = Due("2026-08-01"),
                PolicyVersion = 1,
            };
            foreach (var message in messages.Prepend(made))
            {
                foreach (var (field, value) in new[] { ("proposal", "p1"), ("commitment", id), ("unit", "u1") })
                    message.Descriptor.FindFieldByName(field).Accessor.SetValue(message, value);
                yield return ("assignment", message);
            }
        }
    }

    // Handbook T83, edge cases 42 and 44.
    [Fact]
    public async Task Takes_the_last_word_of_a_form_also_after_the_case_was_closed_for_every_interleaving()
    {
        var (poor, good) = (Rated(Rating.Dissatisfied, Rating.Dissatisfied), Rated(Rating.Satisfied, Rating.Satisfied));
        (string Source, IMessage Message)[] story =
        [
            .. Story,
            (
                "feedback",
                new PaperFormRecorded
                {
                    Proposal = "p1",
                    Form = "f3",
                    Unit = "u1",
                    Member = "m1",
                    Round = 2,
                    Conflict = true,
                    CaseRatings = Rated(Rating.Satisfied, Rating.MostlySatisfied),
                    UnitRatings = Rated(Rating.Satisfied, Rating.MostlySatisfied),
                }
            ),
            ("feedback", Moved(CaseState.AwaitingFeedback)),
            ("feedback", Moved(CaseState.AwaitingClosure)),
            ("feedback", Held(ConciliationKind.Meeting, Understanding.NotUnderstood)),
            ("feedback", Held(ConciliationKind.Explanation, Understanding.Understood)),
            (
                "feedback",
                new PaperConflictSettled
                {
                    Proposal = "p1",
                    Form = "f3",
                    Unit = "u1",
                    Member = "m1",
                    Round = 2,
                    Source = StatementSource.Paper,
                    CaseRatings = poor,
                    UnitRatings = poor,
                }
            ),
            (
                "feedback",
                new FeedbackRestated
                {
                    Proposal = "p1",
                    Form = "f3",
                    Unit = "u1",
                    Round = 2,
                    OverPaper = true,
                    CaseRatings = good,
                    UnitRatings = good,
                }
            ),
            ("feedback", Moved(CaseState.AwaitingFeedback)),
        ];
        await using var told = await TellAsync(story);
        var rows = await told.DumpAsync();
        for (var seed = 1; seed <= 6; seed++)
        {
            await using var room = await TellAsync(story, new Random(seed));
            (await room.DumpAsync()).ShouldBe(rows, $"seed {seed}");
        }

        var view = (await GetAsync(told, Supervisor, "p1")).Value.ShouldNotBeNull();
        view.Stage.ShouldBe(Stage.Replied);
        (await FigureAsync(told, "result_satisfied")).ShouldContain("committees/c/proposals/p1");
        await using var before = await TellAsync([.. story.SkipLast(2)]);
        (await FigureAsync(before, "result_dissatisfied")).ShouldContain("committees/c/proposals/p1");
        // Handbook T87: what the proposers think last counts, also after the case waits again.
        (await FigureAsync(told, "conciliated")).ShouldBe(["committees/c/proposals/p1"]);
        (await FigureAsync(told, "conciliated_understood")).ShouldBe(["committees/c/proposals/p1"]);
        await using var first = await TellAsync([.. story.SkipLast(4)]);
        (await FigureAsync(first, "conciliated")).ShouldBe(["committees/c/proposals/p1"]);
        (await FigureAsync(first, "conciliated_understood")).ShouldBeEmpty();

        static ConciliationHeld Held(ConciliationKind kind, Understanding understanding) =>
            new()
            {
                Proposal = "p1",
                Conciliation = $"{kind}",
                Round = 2,
                Kind = kind,
                Date = "2026-05-20",
                Understanding = understanding,
            };

        static CaseMoved Moved(CaseState state) =>
            new()
            {
                Proposal = "p1",
                State = state,
                Round = 2,
            };
    }

    private static async Task<IEnumerable<string>> FigureAsync(ProjectionFixture room, string definition) => (
            await room.QueryAsync(
                Supervisor,
                q =>
                    ListFigureProposals.HandleAsync(
                        new ListFigureProposalsRequest
                        {
                            Session = "committees/c/sessions/s",
                            Definition = definition,
                            Part = FigurePart.Numerator,
                        },
                        q
                    )
            )
        ).Value!.Proposals;

    // Handbook edge case 47.
    [Fact]
    public async Task Shows_the_days_that_a_newer_calendar_gave()
    {
        await using var room = await TellAsync();
        var recounted = new DueDatesRecounted
        {
            Proposal = "p3",
            Assignment = "a3",
            CalendarVersion = 2,
            AcknowledgeDue = Due("2026-03-10"),
            ReturnDue = Due("2026-03-13"),
            Due = Due("2026-07-06"),
            OriginalDue = Due("2026-06-05"),
            OldAcknowledgeDue = Due("2026-03-09"),
            OldReturnDue = Due("2026-03-13"),
            OldDue = Due("2026-07-03"),
        };
        await room.ApplyAsync("assignment", recounted, Given.Now.AddMinutes(900));
        var view = (await GetAsync(room, Supervisor, "p3")).Value.ShouldNotBeNull();
        view.Duties.Select(d => d.DueDate).ShouldBe(["2026-03-10", "2026-07-06"]);
        view.Timeline[^1]
            .Text.ShouldBe(
                "重算期限（交通局）（工作日历第 2 版），签收期限由2026年3月9日改为2026年3月10日，"
                    + "办理期限由2026年7月3日改为2026年7月6日"
            );
    }

    [Fact]
    public async Task Ends_a_task_that_was_given_to_another_unit_or_relieved()
    {
        foreach (
            var ended in new IMessage[]
            {
                new AssignmentReassigned
                {
                    Proposal = "p3",
                    Assignment = "a3",
                    Unit = "u2",
                },
                new AssignmentReleased
                {
                    Proposal = "p3",
                    Assignment = "a3",
                    Unit = "u1",
                },
            }
        )
        {
            await using var room = await TellAsync();
            await room.ApplyAsync("assignment", ended, Given.Now.AddMinutes(900));
            (await GetAsync(room, Supervisor, "p3"))
                .Value.ShouldNotBeNull()
                .Duties.ShouldAllBe(d => d.DoneAt != null && d.Light == Light.Unspecified);
        }
    }

    // Handbook T63, T90. The new day does not undo that the first answer came late.
    [Theory]
    [InlineData("2026-07-03 23:59", false)]
    [InlineData("2026-07-04 00:00", true)]
    public async Task Owes_again_what_was_sent_back(string delivered, bool late)
    {
        await using var room = await TellAsync();
        var onTime = await OnTimeAsync(room);
        var at = new DateTimeOffset(
            DateTime.Parse(delivered, System.Globalization.CultureInfo.InvariantCulture),
            TimeSpan.FromHours(8)
        );
        await DeliverAsync(room, "r3", at);
        (await GetAsync(room, Supervisor, "p3")).Value.ShouldNotBeNull().Stage.ShouldBe(Stage.Replied);

        await SendBackAsync(room, "r3", at.AddMinutes(1));

        var view = (await GetAsync(room, Supervisor, "p3")).Value.ShouldNotBeNull();
        view.Stage.ShouldBe(Stage.Handling);
        var owed = view.Duties.Single(d => d.Kind == DutyKind.Reply);
        (owed.DueDate, owed.DoneAt).ShouldBe(("2026-08-05", null));
        view.Timeline[^1].Text.ShouldBe("答复退回重办：交通局（第 1 轮，已送达），期限由2026年7月3日改为2026年8月5日");
        await DeliverAsync(room, "r4", at.AddDays(2));
        (await OnTimeAsync(room)).ShouldBe(late ? onTime : onTime + 1);
    }

    // The proposers had ordered a further round before the order to answer again was heard (handbook T85, T90).
    [Theory]
    [InlineData("2026-07-03 23:59", false)]
    [InlineData("2026-07-04 00:00", true)]
    public async Task Counts_a_reply_whose_round_was_over_when_it_was_sent_back(string delivered, bool late)
    {
        await using var room = await TellAsync();
        var onTime = await OnTimeAsync(room);
        var at = new DateTimeOffset(
            DateTime.Parse(delivered, System.Globalization.CultureInfo.InvariantCulture),
            TimeSpan.FromHours(8)
        );
        await DeliverAsync(room, "r3", at);
        var replied = await NumeratorAsync(room, "replied");
        await SendBackAsync(room, "r3", at.AddMinutes(1));
        (await NumeratorAsync(room, "replied")).ShouldBe(replied - 1);

        await OvertakeAsync(room, "a3", "r3", at.AddMinutes(2));
        await room.ApplyAsync("assignment", HandOver("p3", "a8", "u1", AssignmentRole.Sole, 2), at.AddMinutes(2));

        (await NumeratorAsync(room, "replied")).ShouldBe(replied);
        (await OnTimeAsync(room)).ShouldBe(late ? onTime : onTime + 1);
        var view = (await GetAsync(room, Supervisor, "p3")).Value.ShouldNotBeNull();
        view.Stage.ShouldBe(Stage.Rehandling);
        var owed = view.Duties.Where(d => d.Kind == DutyKind.Reply).ToList();
        owed.Select(d => d.Round).ShouldBe([1, 2]);
        owed[0].DoneAt.ToDateTimeOffset().ShouldBe(at);
        owed[1].DoneAt.ShouldBeNull();
        view.Timeline.ShouldContain(t => t.Text.Contains("由下一轮办理代替"));
    }

    [Fact]
    public async Task Counts_a_round_of_several_units_again_when_nobody_owes_a_reply_in_it()
    {
        await using var room = await TellAsync();
        var at = Given.Now.AddMinutes(900);
        var before = await NumeratorAsync(room, "replied");
        await room.ApplyAsync("assignment", HandOver("p3", "a9", "u2", AssignmentRole.Separate), at);
        await DeliverAsync(room, "r3", at, needed: 2);
        await DeliverAsync(room, "r9", at, "a9", "u2", needed: 2, delivered: 2);
        (await NumeratorAsync(room, "replied")).ShouldBe(before + 1);
        await SendBackAsync(room, "r3", at.AddMinutes(1));
        await SendBackAsync(room, "r9", at.AddMinutes(2), "a9", "u2");

        await OvertakeAsync(room, "a3", "r3", at.AddMinutes(3));
        (await NumeratorAsync(room, "replied")).ShouldBe(before);
        await OvertakeAsync(room, "a9", "r9", at.AddMinutes(3));
        (await NumeratorAsync(room, "replied")).ShouldBe(before + 1);
    }

    // Its reply stands in the round, and the unit that took over has nothing to answer there.
    [Fact]
    public async Task Counts_the_reply_of_a_unit_whose_task_went_to_another_one()
    {
        await using var room = await TellAsync();
        var at = Given.Now.AddMinutes(900);
        await DeliverAsync(room, "r3", at);
        var replied = await NumeratorAsync(room, "replied");
        await SendBackAsync(room, "r3", at.AddMinutes(1));
        await room.ApplyAsync(
            "assignment",
            new AssignmentReassigned
            {
                Proposal = "p3",
                Assignment = "a3",
                Unit = "u2",
            },
            at.AddMinutes(2)
        );
        await room.ApplyAsync("assignment", HandOver("p3", "a9", "u2", AssignmentRole.Sole), at.AddMinutes(2));

        await OvertakeAsync(room, "a9", "r3", at.AddMinutes(3));

        (await NumeratorAsync(room, "replied")).ShouldBe(replied);
        (await GetAsync(room, Supervisor, "p3")).Value.ShouldNotBeNull().Duties.ShouldBeEmpty();
    }

    private static Task<long> OnTimeAsync(ProjectionFixture room) => NumeratorAsync(room, "on_time_reply_rate");

    private static async Task<long> NumeratorAsync(ProjectionFixture room, string definition) =>
        (
            await room.QueryAsync(
                Supervisor,
                q => GetStatistics.HandleAsync(new GetStatisticsRequest { Session = "committees/c/sessions/s" }, q)
            )
        )
            .Value.ShouldNotBeNull()
            .Figures.Single(f => f.Definition == definition && f.Group.Length == 0)
            .Numerator;

    private static Task DeliverAsync(
        ProjectionFixture room,
        string reply,
        DateTimeOffset at,
        string assignment = "a3",
        string unit = "u1",
        int needed = 1,
        int delivered = 1
    ) =>
        room.ApplyAsync(
            "assignment",
            new ReplyDelivered
            {
                Proposal = "p3",
                Assignment = assignment,
                Reply = reply,
                Unit = unit,
                Round = 1,
                RepliesNeeded = needed,
                RepliesDelivered = delivered,
                OutcomeClass = "A",
            },
            at
        );

    private static Task SendBackAsync(
        ProjectionFixture room,
        string reply,
        DateTimeOffset at,
        string assignment = "a3",
        string unit = "u1"
    ) =>
        room.ApplyAsync(
            "assignment",
            new ReplySentBack
            {
                Proposal = "p3",
                Assignment = assignment,
                Reply = reply,
                Unit = unit,
                Round = 1,
                Delivered = true,
                OldDue = Due("2026-07-03"),
                Due = Due("2026-08-05"),
            },
            at
        );

    private static Task OvertakeAsync(ProjectionFixture room, string assignment, string reply, DateTimeOffset at) =>
        room.ApplyAsync(
            "assignment",
            new AssignmentCancelled
            {
                Proposal = "p3",
                Assignment = assignment,
                Overtaken = true,
                Reply = reply,
            },
            at
        );

    [Fact]
    public async Task Tells_a_case_from_draft_to_closing()
    {
        await using var room = await TellAsync();
        var view = (await GetAsync(room, Supervisor, "p1")).Value.ShouldNotBeNull();
        view.ShouldSatisfyAllConditions(
            v => v.Stage.ShouldBe(Stage.Closed),
            v => v.StageText.ShouldBe("办结"),
            v => v.Round.ShouldBe(2),
            v => v.CaseNumber.ShouldBe(1),
            v => v.Subject.ShouldBe("关于p1")
        );
        view.Timeline.Count.ShouldBe(
            Story.Count(s =>
                s.Message.Descriptor.FindFieldByName("proposal") is { } f
                && (string)f.Accessor.GetValue(s.Message) == "p1"
            )
        );
        view.Timeline[0].Text.ShouldBe("起草提案（委员）");
        view.Timeline[^1].Text.ShouldBe("办结（第 2 轮），办理工作：满意，办理结果：基本满意");
        view.Timeline.Select(t => t.At).ShouldBeInOrder();
        view.Duties.ShouldAllBe(d => d.DoneAt != null && d.Light == Light.Unspecified);
        var open = (await GetAsync(room, Supervisor, "p3")).Value.ShouldNotBeNull();
        open.ShouldSatisfyAllConditions(v => v.Stage.ShouldBe(Stage.HandedOver), v => v.Light.ShouldBe(Light.Green));
        open.Duties.Select(d => (d.Kind, d.DueDate, d.UnitTitle, d.LightText))
            .ShouldBe([
                (DutyKind.Acknowledge, "2026-03-09", "交通局", "绿灯：还有 3 个工作日"),
                (DutyKind.Reply, "2026-07-03", "交通局", "绿灯：还有 86 个工作日"),
            ]);
        (await GetAsync(room, Supervisor, "p6")).Value!.ShouldSatisfyAllConditions(
            v => v.Stage.ShouldBe(Stage.Withdrawn),
            v => v.Light.ShouldBe(Light.Unspecified)
        );
        (await GetAsync(room, Supervisor, "p7")).Value!.ShouldSatisfyAllConditions(
            v => v.Stage.ShouldBe(Stage.Closed),
            v => v.KeyProposal.ShouldBeTrue()
        );
    }

    [Fact]
    public async Task Shows_a_case_to_those_concerned_only()
    {
        await using var room = await TellAsync();
        async Task<bool> SeesAsync(Caller caller, string id) =>
            (await GetAsync(room, caller, id)).Refusal is not { } no
            || (no.Reason == CommonRefusals.NotFound ? false : throw new InvalidOperationException(no.Reason.Code));
        (await SeesAsync(Leads, "p1")).ShouldBeTrue();
        (await SeesAsync(MergedLead, "p1")).ShouldBeTrue();
        (await SeesAsync(Stranger, "p1")).ShouldBeFalse();
        (await SeesAsync(Leads, "p3")).ShouldBeFalse();
        (await SeesAsync(Unit1, "p1")).ShouldBeTrue();
        (await SeesAsync(Unit9, "p1")).ShouldBeFalse();
        (await SeesAsync(Unit1, "p7")).ShouldBeFalse();
        (await SeesAsync(Unit1 with { Unit = "u2" }, "p7")).ShouldBeTrue();
        (await SeesAsync(Unsaid, "p1")).ShouldBeFalse();
        (await SeesAsync(Supervisor, "p5")).ShouldBeFalse();
        (await SeesAsync(Leads, "p5")).ShouldBeFalse();
        (await SeesAsync(Supervisor with { Committee = "other" }, "p1")).ShouldBeFalse();
    }

    // Handbook T30: counted by the way it went, and no longer among those that were not filed.
    [Fact]
    public async Task Counts_what_was_passed_on_by_its_way()
    {
        await using var room = await TellAsync();
        async Task<IEnumerable<(string, string, long)>> CountedAsync() =>
            (
                await room.QueryAsync(
                    Supervisor,
                    q => GetStatistics.HandleAsync(new GetStatisticsRequest { Session = "committees/c/sessions/s" }, q)
                )
            )
                .Value!.Figures.Where(f =>
                    f.Definition is "not_filed" or "redirected"
                    || (f.Definition == "examination_outcome" && f.Group is "not-filed" or "letter")
                )
                .Select(f => (f.Definition, f.Group, f.Numerator));
        (await CountedAsync()).ShouldBe(
            [("not_filed", "", 1), ("redirected", "", 0), ("examination_outcome", "not-filed", 1)],
            ignoreOrder: true
        );

        await room.ApplyAsync(
            "intake",
            new ProposalRedirected { Proposal = "p4", Outcome = "letter" },
            Given.Now.AddMinutes(900)
        );

        (await CountedAsync()).ShouldBe(
            [("not_filed", "", 0), ("redirected", "", 1), ("examination_outcome", "letter", 1)],
            ignoreOrder: true
        );
        (await GetAsync(room, Supervisor, "p4")).Value!.Timeline[^1].Text.ShouldBe("转作其他处理：转来信");
    }

    // Handbook T32: one that was merged is withdrawn alone.
    [Fact]
    public async Task Shows_the_main_case_no_more_to_whose_merged_proposal_was_withdrawn()
    {
        await using var room = await TellAsync();
        (await GetAsync(room, MergedLead, "p1")).Refusal.ShouldBeNull();

        await room.ApplyAsync(
            "intake",
            new ProposalWithdrawn { Proposal = "p2", From = "p1" },
            Given.Now.AddMinutes(900)
        );

        (await GetAsync(room, MergedLead, "p1")).Refusal.ShouldNotBeNull().Reason.ShouldBe(CommonRefusals.NotFound);
        var gone = (await GetAsync(room, MergedLead, "p2")).Value.ShouldNotBeNull();
        gone.Stage.ShouldBe(Stage.Withdrawn);
        gone.Timeline[^1].Text.ShouldBe("撤案，不再并入第 1 号《关于p1》");
    }

    // Handbook T17: who leaves before the filing is no proposer any more.
    [Fact]
    public async Task Shows_a_case_no_more_to_who_left_it()
    {
        await using var room = await ProjectionFixture.OpenAsync();
        foreach (var (source, message) in Submitted("p9", "m1"))
            await room.ApplyAsync(source, message, room.Now);
        var signer = Stranger with { Member = "m8" };
        async Task<IReadOnlyList<string>> NoticesAsync(Caller caller) =>
            [
                .. (
                    await room.QueryAsync(caller, q => ListNotices.HandleAsync(new ListNoticesRequest(), q))
                ).Value!.Notices.Select(n => n.Entry.Text),
            ];
        (await GetAsync(room, signer, "p9")).Refusal.ShouldBeNull();

        await room.ApplyAsync(
            "intake",
            new CoSignerInvited
            {
                Proposal = "p9",
                Invitation = "i9",
                Member = "m8",
            },
            room.Now
        );
        await room.ApplyAsync(
            "intake",
            new SignatureRetracted
            {
                Proposal = "p9",
                Invitation = "i9",
                Member = "m8",
                State = ProposalState.Examined,
            },
            room.Now
        );

        (await GetAsync(room, signer, "p9")).Refusal.ShouldNotBeNull().Reason.ShouldBe(CommonRefusals.NotFound);
        (await NoticesAsync(Leads)).ShouldContain("联名人退出");
        (await NoticesAsync(Supervisor)).ShouldContain("联名人退出");
        (await NoticesAsync(signer)).ShouldNotContain("联名人退出");
    }

    [Fact]
    public async Task Lists_cases_page_by_page_and_by_stage()
    {
        await using var room = await TellAsync();
        var (token, seen) = ("", new List<string>());
        do
        {
            var page = (
                await room.QueryAsync(
                    Supervisor,
                    q => ListCases.HandleAsync(new ListCasesRequest { PageSize = 2, PageToken = token }, q)
                )
            ).Value!;
            seen.AddRange(page.Cases.Select(c => c.Proposal.Split('/')[3]));
            token = page.NextPageToken;
        } while (token.Length > 0);
        seen.ShouldBe(["p2", "p4", "p1", "p3", "p6", "p7"]);
        var closed = (
            await room.QueryAsync(
                Supervisor,
                q =>
                    ListCases.HandleAsync(
                        new ListCasesRequest { Stage = Stage.Closed, Session = "committees/c/sessions/s" },
                        q
                    )
            )
        ).Value!;
        closed.Cases.Select(c => c.CaseNumber).ShouldBe([1, 4]);
    }

    [Fact]
    public async Task Lists_overdue_duties_of_cases_that_are_not_over()
    {
        await using var room = await TellAsync();
        async Task<IEnumerable<string>> OverdueAsync(int size = 50, string token = "") =>
            (
                await room.QueryAsync(
                    Supervisor,
                    q =>
                        ListOverdueDuties.HandleAsync(
                            new ListOverdueDutiesRequest { PageSize = size, PageToken = token },
                            q
                        )
                )
            ).Value!.Duties.Select(d => d.Name.Split('/')[3]);
        (await OverdueAsync()).ShouldBeEmpty();
        room.Now = Given.EndOf("2026-03-09");
        (await OverdueAsync()).ShouldBe(["a3-acknowledge"]);
        room.Now = Given.EndOf("2026-07-03");
        (await OverdueAsync()).ShouldBe(["a3-acknowledge", "a3-answer"]);
        (await OverdueAsync(1)).ShouldBe(["a3-acknowledge"]);
        // Intake reports the withdrawal before Assignment has cancelled its tasks.
        await room.ApplyAsync("intake", new ProposalWithdrawn { Proposal = "p3" }, room.Now);
        (await OverdueAsync()).ShouldBeEmpty();
    }

    // Handbook T64.
    [Fact]
    public async Task Lists_late_opinions_beside_the_leads_duty_and_counts_their_cases()
    {
        await using var room = await TellAsync([
            Story[0],
            ("directory", new PolicyProfilePublished { PolicyProfile = Given.Policy(p => p.OpinionsRequired = true) }),
            .. Story[2..5],
            .. Submitted("p1", "m1"),
            .. Filed("p1", 1, "m1"),
            .. Submitted("p3", "m3"),
            .. Filed("p3", 2, "m3"),
            ("assignment", HandOver("p1", "a1", "u1", AssignmentRole.Lead)),
            ("assignment", HandOver("p1", "a2", "u2", AssignmentRole.CoHandle)),
            ("assignment", HandOver("p3", "a3", "u1", AssignmentRole.Lead)),
            ("assignment", HandOver("p3", "a4", "u2", AssignmentRole.CoHandle)),
            ("assignment", new OpinionSubmitted { Proposal = "p3", Assignment = "a4" }),
        ]);
        (await MarkedAsync(Supervisor)).ShouldBeEmpty();
        room.Now = Given.EndOf("2026-06-04");

        string[] marked = ["a1-answer committees/c/units/u2 True"];
        (await MarkedAsync(Supervisor)).ShouldBe(marked);
        (await MarkedAsync(Unit1)).ShouldBe(marked);
        var overdue = await room.QueryAsync(
            Supervisor,
            q => ListOverdueDuties.HandleAsync(new ListOverdueDutiesRequest(), q)
        );
        Marks(overdue.Value!.Duties).ShouldBe(marked);
        Marks((await GetAsync(room, Supervisor, "p1")).Value!.Duties).ShouldBe(marked);
        foreach (var definition in new[] { "overdue_opinions", "lead_excusable" })
        {
            var behind = await room.QueryAsync(
                Supervisor,
                q =>
                    ListFigureProposals.HandleAsync(
                        new ListFigureProposalsRequest { Session = "committees/c/sessions/s", Definition = definition },
                        q
                    )
            );
            behind.Value!.Cases.Select(c => c.Proposal).ShouldBe(["committees/c/proposals/p1"]);
        }

        async Task<IEnumerable<string>> MarkedAsync(Caller caller) =>
            Marks(
                (await room.QueryAsync(caller, q => ListDuties.HandleAsync(new ListDutiesRequest(), q))).Value!.Duties
            );

        static IEnumerable<string> Marks(IEnumerable<DutyView> duties) =>
            duties
                .Where(d => d.LateOpinionUnits.Count > 0 || d.LeadExcusable)
                .Select(d => $"{d.Name.Split('/')[3]} {string.Join(' ', d.LateOpinionUnits)} {d.LeadExcusable}");
    }

    [Fact]
    public async Task Urges_once_a_duty_and_local_day_and_tells_it()
    {
        await using var room = await TellAsync();
        Task<JobAnswer> UrgeAsync(string duty) =>
            room.RunAsync(
                Supervisor,
                async tx =>
                {
                    var request = new UrgeUnitRequest
                    {
                        Duty = $"committees/c/duties/{duty}",
                        Channel = UrgeChannel.Telephone,
                        Content = "请尽快签收",
                    };
                    return (await UrgeUnit.HandleAsync(request, tx)).Decided(out var urge, out var no)
                        ? Decision<IMessage>.Yes(urge)
                        : no;
                }
            );
        (await UrgeAsync("a3-acknowledge")).Message.ShouldBeOfType<Urge>().Unit.ShouldBe("committees/c/units/u1");
        (await UrgeAsync("a3-acknowledge")).Refusal!.Reason.ShouldBe(SupervisionRefusals.UrgedToday);
        (await UrgeAsync("a3-answer")).Refusal.ShouldBeNull();
        (await UrgeAsync("a1-answer")).Refusal!.Reason.ShouldBe(SupervisionRefusals.DutyDone);
        (await UrgeAsync("a6-answer")).Refusal!.Reason.ShouldBe(SupervisionRefusals.DutyDone);
        (await UrgeAsync("a9-answer")).Refusal!.Reason.ShouldBe(CommonRefusals.NotFound);
        (await UrgeAsync("a3")).Refusal!.Reason.ShouldBe(CommonRefusals.NotFound);
        room.Now = Given.EndOf("2026-03-04");
        (await UrgeAsync("a3-acknowledge")).Refusal.ShouldBeNull();
        (await GetAsync(room, Supervisor, "p3"))
            .Value!.Timeline.Where(t => t.Position.Source == "supervision")
            .Select(t => (t.Position.Position_, t.Text))
            .ShouldBe([
                (1, "催办交通局（电话）：签收"),
                (2, "催办交通局（电话）：答复"),
                (3, "催办交通局（电话）：签收"),
            ]);
        async Task<int> SeenAsync(Caller caller, string proposal = "") =>
            (await room.QueryAsync(caller, q => ListUrges.HandleAsync(new ListUrgesRequest { Proposal = proposal }, q)))
                .Value!
                .Urges
                .Count;
        (await SeenAsync(Supervisor)).ShouldBe(3);
        (await SeenAsync(Unit1, "committees/c/proposals/p3")).ShouldBe(3);
        (await SeenAsync(Unit9)).ShouldBe(0);
        (await SeenAsync(Unsaid)).ShouldBe(0);
    }

    [Fact]
    public async Task Computes_figures_and_lists_as_many_proposals()
    {
        await using var room = await TellAsync();
        var statistics = (
            await room.QueryAsync(
                Supervisor,
                q => GetStatistics.HandleAsync(new GetStatisticsRequest { Session = "committees/c/sessions/s" }, q)
            )
        ).Value.ShouldNotBeNull();
        statistics.FiledConvention.ShouldStartWith("立案数包含被并提案");
        Figure Of(string id, string group = "") =>
            statistics.Figures.Single(f => f.Definition == id && f.Group == group);
        Of("received").Numerator.ShouldBe(6);
        Of("filed").Numerator.ShouldBe(4);
        (Of("reply_rate").Numerator, Of("reply_rate").Denominator, Of("reply_rate").Percent).ShouldBe((2, 3, "66.7"));
        Of("outcome_A").Numerator.ShouldBe(1);
        Of("outcome_D").Numerator.ShouldBe(1);
        Of("rehandled").Numerator.ShouldBe(1);
        Of("result_mostly_satisfied").Percent.ShouldBe("50.0");
        Of("unit_assigned", "u1")
            .ShouldSatisfyAllConditions(f => f.GroupTitle.ShouldBe("交通局"), f => f.Numerator.ShouldBe(2));
        (
            Of("light_green").Numerator,
            Of("light_yellow").Numerator,
            Of("light_red").Numerator,
            Of("key_proposals").Numerator
        ).ShouldBe((1, 0, 0, 1), "a task handed over today has its days to acknowledge before it");
        Of("category_share", "economy").GroupTitle.ShouldBe("经济");
        foreach (var figure in statistics.Figures)
        {
            foreach (
                var (part, count) in new[]
                {
                    (FigurePart.Numerator, figure.Numerator),
                    (FigurePart.Denominator, figure.Denominator),
                }
            )
            {
                var (token, listed, total) = ("", 0, 0L);
                do
                {
                    var page = (
                        await room.QueryAsync(
                            Supervisor,
                            q =>
                                ListFigureProposals.HandleAsync(
                                    new ListFigureProposalsRequest
                                    {
                                        Session = statistics.Session,
                                        Definition = figure.Definition,
                                        Group = figure.Group,
                                        Part = part,
                                        PageSize = 2,
                                        PageToken = token,
                                    },
                                    q
                                )
                        )
                    ).Value.ShouldNotBeNull();
                    (token, listed, total) = (page.NextPageToken, listed + page.Proposals.Count, page.Total);
                } while (token.Length > 0);
                (listed, total).ShouldBe(((int)count, count), figure.Definition);
            }
        }

        var unknown = await room.QueryAsync(
            Supervisor,
            q =>
                ListFigureProposals.HandleAsync(
                    new ListFigureProposalsRequest { Session = statistics.Session, Definition = "x" },
                    q
                )
        );
        unknown.Refusal.ShouldNotBeNull().Field.ShouldBe("definition");
        var ungrouped = await room.QueryAsync(
            Supervisor,
            q =>
                ListFigureProposals.HandleAsync(
                    new ListFigureProposalsRequest { Session = statistics.Session, Definition = "unit_assigned" },
                    q
                )
        );
        ungrouped.Refusal.ShouldNotBeNull().Field.ShouldBe("group");
    }

    [Fact]
    public async Task Lists_the_cases_behind_a_light_by_due_date_the_latest_first()
    {
        (string Proposal, string Due)[] cases = [("p1", "2026-06-20"), ("p2", "2026-05-20"), ("p3", "2026-07-01")];
        await using var room = await TellAsync([
            .. Story.Take(5),
            .. cases.SelectMany((c, i) => Extended(c.Proposal, i + 1, c.Due)),
        ]);
        room.Now = Given.EndOf("2026-12-01");
        foreach (var definition in new[] { "light_red", "overdue" })
        {
            var (token, listed) = ("", new List<string>());
            do
            {
                var page = (
                    await room.QueryAsync(
                        Supervisor,
                        q =>
                            ListFigureProposals.HandleAsync(
                                new ListFigureProposalsRequest
                                {
                                    Session = "committees/c/sessions/s",
                                    Definition = definition,
                                    PageSize = 1,
                                    PageToken = token,
                                },
                                q
                            )
                    )
                ).Value.ShouldNotBeNull();
                token = page.NextPageToken;
                listed.AddRange(page.Cases.Select(c => c.Proposal[^2..]));
            } while (token.Length > 0);
            listed.ShouldBe(["p2", "p1", "p3"]);
        }

        static (string Source, IMessage Message)[] Extended(string proposal, long number, string due) =>
            [
                .. Submitted(proposal, "m1"),
                .. Filed(proposal, number, "m1"),
                ("assignment", HandOver(proposal, "a" + number, "u1", AssignmentRole.Sole)),
                ("assignment", new AssignmentAcknowledged { Proposal = proposal, Assignment = "a" + number }),
                (
                    "assignment",
                    new ExtensionGranted
                    {
                        Proposal = proposal,
                        Assignment = "a" + number,
                        ExtensionRequest = "x" + number,
                        Due = Due(due),
                        OldDue = Due("2026-05-01"),
                    }
                ),
            ];
    }

    [Fact]
    public async Task Takes_the_mark_of_a_ledger_off_and_keeps_what_was_decided()
    {
        await using var room = await TellAsync();
        Task<JobAnswer> DoAsync<T>(Func<Transaction, Task<Decision<T>>> handle)
            where T : IMessage =>
            room.RunAsync(
                Supervisor,
                async tx => (await handle(tx)).Decided(out var view, out var no) ? Decision<IMessage>.Yes(view) : no
            );
        Task<JobAnswer> MarkAsync(string id) =>
            DoAsync(u =>
                MarkKeyProposal.HandleAsync(
                    new MarkKeyProposalRequest { Name = $"committees/c/cases/{id}", Overseer = "示例副主席" },
                    u
                )
            );
        Task<JobAnswer> UnmarkAsync(string id) =>
            DoAsync(u =>
                UnmarkKeyProposal.HandleAsync(
                    new UnmarkKeyProposalRequest { Name = $"committees/c/cases/{id}", Reason = "已办结" },
                    u
                )
            );
        (await MarkAsync("p7")).Refusal!.Reason.ShouldBe(SupervisionRefusals.AlreadyKey);
        (await UnmarkAsync("p7")).Message.ShouldBeOfType<CaseView>().KeyProposal.ShouldBeFalse();
        (await UnmarkAsync("p7")).Refusal!.Reason.ShouldBe(SupervisionRefusals.NotKey);
        (await MarkAsync("p7")).Message.ShouldBeOfType<CaseView>().KeyOverseer.ShouldBe("示例副主席");
        foreach (var id in new[] { "p2", "p4", "p6" })
            (await MarkAsync(id)).Refusal!.Reason.ShouldBe(SupervisionRefusals.NotFiled, id);
        foreach (var id in new[] { "p5", "p9" })
            (await MarkAsync(id)).Refusal!.Reason.ShouldBe(CommonRefusals.NotFound, id);
        var keys = (
            await room.QueryAsync(Supervisor, q => ListCases.HandleAsync(new ListCasesRequest { KeyOnly = true }, q))
        ).Value!;
        keys.Cases.Select(c => c.CaseNumber).ShouldBe([4]);
        async Task<IEnumerable<long>> FoundAsync(string query) =>
            (
                await room.QueryAsync(Supervisor, q => ListCases.HandleAsync(new ListCasesRequest { Query = query }, q))
            ).Value!.Cases.Select(c => c.CaseNumber);
        (await FoundAsync("关于P3")).ShouldBe([2]);
        (await FoundAsync("4")).ShouldBe([0, 4]);
        (await FoundAsync("%")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Counts_the_weeks_of_a_session_by_local_mondays_and_leaves_the_ledger_out()
    {
        await using var room = await TellAsync();
        room.Now = Given.Now.AddDays(12);
        var trend = (
            await room.QueryAsync(
                Supervisor,
                q => GetTrend.HandleAsync(new GetTrendRequest { Session = "committees/c/sessions/s" }, q)
            )
        ).Value.ShouldNotBeNull();
        trend
            .Weeks.Select(w => (w.Monday, w.Submitted, w.Filed, w.HandedOver, w.Replied, w.Closed))
            .ShouldBe([("2026-03-02", 5, 3, 3, 1, 1), ("2026-03-09", 0, 0, 0, 0, 0), ("2026-03-16", 0, 0, 0, 0, 0)]);
        GetTrend.Weeks([], Given.Now, 480).ShouldBeEmpty();
        var sunday = new GetTrend.First
        {
            Type = "x.ProposalSubmitted",
            At = new DateTimeOffset(2026, 3, 1, 23, 59, 59, TimeSpan.FromHours(8)),
        };
        GetTrend
            .Weeks([sunday, sunday with { At = sunday.At.AddSeconds(1) }], Given.Now, 480)
            .Select(w => (w.Monday, w.Submitted))
            .ShouldBe([("2026-02-23", 1), ("2026-03-02", 1)]);
        GetTrend.Weeks([sunday with { At = Given.Now.AddYears(-30) }], Given.Now, 480).Count.ShouldBe(520);
    }

    [Fact]
    public async Task Loses_no_event_about_something_unknown()
    {
        await using var room = await ProjectionFixture.OpenAsync();
        await Should.ThrowAsync<LostUpdateException>(() =>
            room.ApplyAsync("intake", new ProposalExamined { Proposal = "nobody" }, Given.Now)
        );
        await Should.ThrowAsync<LostUpdateException>(() =>
            room.ApplyAsync(
                "assignment",
                new AssignmentAcknowledged { Proposal = "p1", Assignment = "nobody" },
                Given.Now
            )
        );
        await Should.ThrowAsync<LostUpdateException>(() =>
            room.ApplyAsync("feedback", new FormLapsed { Proposal = "p1", Form = "nobody" }, Given.Now)
        );
        await Should.ThrowAsync<UnknownEventException>(() =>
            room.ApplyAsync("feedback", new ProposalExamined { Proposal = "p1" }, Given.Now)
        );
    }
}
