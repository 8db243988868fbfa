using Google.Protobuf;
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

/// <summary>What units read of a case: u1 gave its task back, u2 took it over, u3 handles beside both.</summary>
public sealed class UnitReadsTests
{
    private static readonly Caller Office = new("o", ProjectionFixture.Committee, [Role.ProposalsOffice]);
    private static readonly Caller Lead = new("m", ProjectionFixture.Committee, [Role.Member], Member: "m1");

    private static Caller Unit(string id) => new(id, ProjectionFixture.Committee, [Role.HandlingUnit], Unit: id);

    private static AssignmentHandedOver HandOver(string task, string unit, AssignmentRole role) =>
        new()
        {
            Proposal = "p",
            Assignment = task,
            Unit = unit,
            Role = role,
            Round = 1,
            PolicyVersion = 1,
        };

    private static readonly IReadOnlyList<(string Source, IMessage Event)> BeforeTheReturn =
    [
        ("directory", new PolicyProfilePublished { PolicyProfile = Given.Policy() }),
        ("directory", new UnitCreated { Unit = "u1", Title = "交通局" }),
        ("directory", new UnitCreated { Unit = "u2", Title = "财政局" }),
        ("directory", new UnitCreated { Unit = "u3", Title = "民政局" }),
        (
            "intake",
            new ProposalDrafted
            {
                Proposal = "p",
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
                Proposal = "p",
                Invitation = "i2",
                Member = "m2",
            }
        ),
        (
            "intake",
            new ProposalSubmitted
            {
                Proposal = "p",
                Session = "s",
                Lead = "m1",
                CoSigners = { "m2" },
                Category = "economy",
                Subject = "关于示例的提案",
                PolicyVersion = 1,
            }
        ),
        (
            "intake",
            new ProposalFiled
            {
                Proposal = "p",
                Session = "s",
                CaseNumber = 1,
                Category = "economy",
                Subject = "关于示例的提案",
                PolicyVersion = 1,
                Proposers = { "m1", "m2" },
            }
        ),
        ("assignment", HandOver("a1", "u1", AssignmentRole.Lead)),
        ("assignment", HandOver("a2", "u3", AssignmentRole.CoHandle)),
        (
            "assignment",
            new ReturnRequested
            {
                Proposal = "p",
                Assignment = "a1",
                SuggestedUnit = "u2",
            }
        ),
    ];

    private static readonly IReadOnlyList<(string Source, IMessage Event)> AfterIt =
    [
        ("assignment", HandOver("a3", "u2", AssignmentRole.Lead)),
        ("assignment", new AssignmentAcknowledged { Proposal = "p", Assignment = "a3" }),
        (
            "assignment",
            new ReplyDrafted
            {
                Proposal = "p",
                Assignment = "a3",
                Reply = "r",
                Version = 1,
            }
        ),
        (
            "assignment",
            new ReplyDelivered
            {
                Proposal = "p",
                Assignment = "a3",
                Reply = "r",
                Unit = "u2",
                Round = 1,
                OutcomeClass = "A",
                RepliesNeeded = 1,
                RepliesDelivered = 1,
                Role = AssignmentRole.Lead,
            }
        ),
        ("feedback", Issued("f1", "m1")),
        ("feedback", Issued("f2", "m2")),
        (
            "feedback",
            new FeedbackSubmitted
            {
                Proposal = "p",
                Form = "f1",
                Unit = "u2",
                Round = 1,
            }
        ),
        (
            "feedback",
            new FormLapsed
            {
                Proposal = "p",
                Form = "f2",
                Unit = "u2",
                Round = 1,
            }
        ),
        (
            "feedback",
            new FormReopened
            {
                Proposal = "p",
                Form = "f2",
                Unit = "u2",
                Round = 1,
            }
        ),
        (
            "feedback",
            new FeedbackSubmitted
            {
                Proposal = "p",
                Form = "f2",
                Unit = "u2",
                Round = 1,
            }
        ),
        (
            "feedback",
            new PaperFormRecorded
            {
                Proposal = "p",
                Form = "f2",
                Unit = "u2",
                Member = "m2",
                Round = 1,
                CaseRatings = new Ratings(),
                UnitRatings = new Ratings(),
            }
        ),
        (
            "feedback",
            new PaperConflictSettled
            {
                Proposal = "p",
                Form = "f2",
                Unit = "u2",
                Member = "m2",
                Round = 1,
                CaseRatings = new Ratings(),
                UnitRatings = new Ratings(),
            }
        ),
        (
            "feedback",
            new FeedbackRestated
            {
                Proposal = "p",
                Form = "f2",
                Unit = "u2",
                Round = 1,
                CaseRatings = new Ratings(),
                UnitRatings = new Ratings(),
            }
        ),
        (
            "feedback",
            new CaseMoved
            {
                Proposal = "p",
                State = CaseState.AwaitingClosure,
                Round = 1,
            }
        ),
        ("feedback", new CaseClosed { Proposal = "p", Round = 1 }),
    ];

    private static FormIssued Issued(string form, string member) =>
        new()
        {
            Proposal = "p",
            Form = form,
            Reply = "r",
            Unit = "u2",
            Member = member,
            Round = 1,
        };

    /// <summary>Tells the whole story; all of it in one instant, or each event a second after the one before.</summary>
    private static async Task<ProjectionFixture> ToldAsync(IMessage end, bool atOnce)
    {
        var room = await ProjectionFixture.OpenAsync();
        var at = room.Now;
        foreach (var (source, message) in BeforeTheReturn.Append(("assignment", end)).Concat(AfterIt))
        {
            await room.ApplyAsync(source, message, at);
            at = atOnce ? at : at.AddSeconds(1);
        }

        room.Now = at;
        return room;
    }

    private static async Task<CaseView> CaseAsync(ProjectionFixture room, Caller caller)
    {
        var name = ResourceName.Of(ProjectionFixture.Committee, "cases", "p");
        var found = await room.QueryAsync(caller, q => GetCase.HandleAsync(new GetCaseRequest { Name = name }, q));
        found.Decided(out var view, out var refusal).ShouldBeTrue(refusal?.Reason.Code);
        return view;
    }

    private static async Task<IReadOnlyList<TimelineEntry>> NoticesAsync(ProjectionFixture room, Caller caller)
    {
        var found = await room.QueryAsync(
            caller,
            q => ListNotices.HandleAsync(new ListNoticesRequest { PageSize = 200 }, q)
        );
        found.Decided(out var list, out _).ShouldBeTrue();
        return [.. list.Notices.Select(n => n.Entry)];
    }

    private static string[] TypesOf(IEnumerable<TimelineEntry> entries) =>
        [.. entries.Select(t => t.Type.Split('.')[^1]).Distinct()];

    public static TheoryData<string, bool> Ends()
    {
        var data = new TheoryData<string, bool>();
        foreach (
            var end in new[]
            {
                nameof(ReturnApproved),
                nameof(AssignmentReassigned),
                nameof(AssignmentReleased),
                nameof(AssignmentCancelled),
            }
        )
        {
            data.Add(end, false);
            data.Add(end, true);
        }

        return data;
    }

    private static IMessage EndOf(string name) =>
        name switch
        {
            nameof(ReturnApproved) => new ReturnApproved
            {
                Proposal = "p",
                Assignment = "a1",
                Unit = "u2",
            },
            nameof(AssignmentReassigned) => new AssignmentReassigned
            {
                Proposal = "p",
                Assignment = "a1",
                Unit = "u2",
            },
            nameof(AssignmentReleased) => new AssignmentReleased
            {
                Proposal = "p",
                Assignment = "a1",
                Unit = "u1",
            },
            _ => new AssignmentCancelled
            {
                Proposal = "p",
                Assignment = "a1",
                Recalled = true,
            },
        };

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Who_gave_its_task_away_reads_nothing_of_its_successor(string end, bool atOnce)
    {
        await using var room = await ToldAsync(EndOf(end), atOnce);

        var seen = await CaseAsync(room, Unit("u1"));
        var notices = await NoticesAsync(room, Unit("u1"));

        seen.Timeline[^1].Type.ShouldEndWith("." + end);
        TypesOf(seen.Timeline)
            .Except(["ProposalDrafted", "ProposalSubmitted", "ProposalFiled"])
            .ShouldBe(["AssignmentHandedOver", "ReturnRequested", end]);
        seen.Timeline.ShouldNotContain(t => t.Text.Contains("财政局") && t.Type.EndsWith("HandedOver"));
        seen.Duties.ShouldAllBe(d => d.Unit.EndsWith("/units/u1"));
        TypesOf(notices).ShouldBe([end, "ReturnRequested", "AssignmentHandedOver"]);
        notices.Count.ShouldBe(4);
        // Those that handle it, and the offices, read on.
        foreach (var other in new[] { Unit("u2"), Unit("u3"), Office, Lead })
            TypesOf((await CaseAsync(room, other)).Timeline).ShouldContain("CaseClosed");
    }

    [Fact]
    public async Task Who_gets_a_task_again_reads_on()
    {
        await using var room = await ToldAsync(EndOf(nameof(ReturnApproved)), atOnce: false);
        await room.ApplyAsync("assignment", HandOver("a4", "u1", AssignmentRole.CoHandle), room.Now);

        TypesOf((await CaseAsync(room, Unit("u1"))).Timeline).ShouldContain("CaseClosed");
    }

    [Fact]
    public async Task Who_loses_the_task_with_its_case_reads_how_it_ended()
    {
        await using var room = await ToldAsync(
            new AssignmentCancelled { Proposal = "p", Assignment = "a1" },
            atOnce: false
        );

        TypesOf((await CaseAsync(room, Unit("u1"))).Timeline).ShouldContain("CaseClosed");
    }

    // Handbook T17, edge case 7: the lead and the office are told, by name.
    [Fact]
    public async Task That_a_co_signer_left_is_told_to_all_but_the_units()
    {
        await using var room = await ToldAsync(EndOf(nameof(ReturnApproved)), atOnce: false);
        await room.ApplyAsync(
            "intake",
            new RetractionNoted
            {
                Proposal = "p",
                Invitation = "i2",
                Member = "m2",
            },
            room.Now
        );

        foreach (var told in new[] { Office, Lead, Lead with { Member = "m2" } })
            (await NoticesAsync(room, told))
                .Single(n => n.Type == RetractionNoted.Descriptor.FullName)
                .ShouldSatisfyAllConditions(
                    n => n.Text.ShouldBe("联名人立案后提出退出，仅作记录，联名不变"),
                    n => n.Member.ShouldBe("committees/c/members/m2")
                );
        foreach (var unit in new[] { Unit("u2"), Unit("u3") })
        {
            TypesOf((await CaseAsync(room, unit)).Timeline).ShouldNotContain(nameof(RetractionNoted));
            TypesOf(await NoticesAsync(room, unit)).ShouldNotContain(nameof(RetractionNoted));
        }
    }

    [Fact]
    public async Task A_unit_reads_that_feedback_is_complete_and_neither_who_gave_it_nor_when()
    {
        await using var room = await ToldAsync(EndOf(nameof(ReturnApproved)), atOnce: false);

        foreach (var unit in new[] { Unit("u2"), Unit("u3") })
        {
            var seen = await CaseAsync(room, unit);
            foreach (var entries in new[] { [.. seen.Timeline], await NoticesAsync(room, unit) })
            {
                var feedback = entries
                    .Where(t => t.Position.Source == "feedback")
                    .OrderBy(t => t.Position.Position_)
                    .ToList();
                feedback
                    .Select(t => t.Type.Split('.')[^1])
                    .ShouldBe(["FormIssued", "FormIssued", "CaseMoved", "CaseClosed"]);
                feedback.ShouldAllBe(t => t.Actor.Length == 0);
                entries.ShouldAllBe(t => t.Member.Length == 0);
            }
        }

        foreach (var other in new[] { Office, Lead })
        {
            var seen = (await CaseAsync(room, other)).Timeline;
            seen.Count(t => t.Type.EndsWith("FeedbackSubmitted")).ShouldBe(2);
            seen.ShouldAllBe(t => t.Actor == "somebody");
        }
    }
}
