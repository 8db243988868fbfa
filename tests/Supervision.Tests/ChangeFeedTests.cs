using System.Diagnostics;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Proposals.Supervision.Tests;

public sealed class ChangeFeedTests(ITestOutputHelper output)
{
    private static readonly Caller Supervisor = new("sup", ProjectionFixture.Committee, [Role.Supervisor]);
    private static readonly Caller Administrator = new("sys", ProjectionFixture.Committee, [Role.SystemAdministrator]);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static Caller Member(string id) => new(id, ProjectionFixture.Committee, [Role.Member], Member: id);

    private static Caller Unit(string id) => new(id, ProjectionFixture.Committee, [Role.HandlingUnit], Unit: id);

    private static ProposalDrafted Drafted(string id, string lead) =>
        new()
        {
            Proposal = id,
            Session = "s",
            Lead = lead,
            ProposerKind = ProposerKind.Member,
            Category = "economy",
        };

    private static ProposalSubmitted Submitted(string id, string lead, params string[] others) =>
        new()
        {
            Proposal = id,
            Session = "s",
            Lead = lead,
            CoSigners = { others },
            Category = "economy",
            Subject = id,
            PolicyVersion = 1,
        };

    private static async Task<string[]> HeardAsync(Subscription subscription, string until)
    {
        var heard = new SortedSet<string>(StringComparer.Ordinal);
        var start = Stopwatch.GetTimestamp();
        while (!heard.Contains(until))
        {
            if (Stopwatch.GetElapsedTime(start) > Patience)
                throw new TimeoutException($"never heard of {until}, only of {string.Join(",", heard)}");
            if (await subscription.NextAsync(TimeSpan.FromSeconds(1), CancellationToken.None) is { } news)
                heard.UnionWith(news.Proposals);
        }

        return [.. heard];
    }

    [Fact]
    public async Task Tells_each_what_he_may_know_of()
    {
        await using var room = await ProjectionFixture.OpenAsync();
        var feed = new ChangeFeed(room.Service);
        async Task<Subscription> ListenAsync(Caller caller) =>
            await feed.SubscribeAsync(caller, CancellationToken.None);
        Task TellAsync(string source, IMessage message) => room.ApplyAsync(source, message, room.Now);
        using var office = await ListenAsync(Supervisor);
        using var lead = await ListenAsync(Member("m1"));
        using var invited = await ListenAsync(Member("m2"));
        using var uninvited = await ListenAsync(Member("m3"));
        using var stranger = await ListenAsync(Member("m9"));
        using var merged = await ListenAsync(Member("m4"));
        using var handler = await ListenAsync(Unit("u1"));
        using var otherUnit = await ListenAsync(Unit("u2"));
        using var elsewhere = await ListenAsync(Supervisor with { Committee = "other" });
        using var unsaid = await ListenAsync(
            new Caller("x", ProjectionFixture.Committee, [Role.Member, Role.HandlingUnit])
        );
        using var wrongRole = await ListenAsync(
            new Caller("x", ProjectionFixture.Committee, [Role.SystemAdministrator], Member: "m1", Unit: "u1")
        );

        // Only the lead and the invited members hear of a draft.
        await TellAsync("intake", Drafted("draft", "m1"));
        await TellAsync(
            "intake",
            new CoSignerInvited
            {
                Proposal = "draft",
                Invitation = "i2",
                Member = "m2",
            }
        );
        await TellAsync(
            "intake",
            new CoSignerInvited
            {
                Proposal = "draft",
                Invitation = "i3",
                Member = "m3",
            }
        );
        await TellAsync(
            "intake",
            new InvitationEnded
            {
                Proposal = "draft",
                Invitation = "i3",
                Member = "m3",
                State = InvitationState.Cancelled,
            }
        );
        (await HeardAsync(lead, "draft")).ShouldBe(["draft"]);
        (await HeardAsync(invited, "draft")).ShouldBe(["draft"]);
        (await HeardAsync(uninvited, "draft")).ShouldBe(["draft"]);

        // An uninvited member does not hear of later changes of the draft. Everybody's own case comes last, to prove
        // that nothing is still on its way.
        await TellAsync("intake", new ProposalRevised { Proposal = "draft", Category = "economy" });
        foreach (var (id, m) in new[] { ("of3", "m3"), ("of9", "m9"), ("of4", "m4") })
            await TellAsync("intake", Drafted(id, m));
        (await HeardAsync(uninvited, "of3")).ShouldBe(["of3"]);
        (await HeardAsync(stranger, "of9")).ShouldBe(["of9"]);

        // Watchers hear of submitted cases. A unit hears of the cases that it is given.
        await TellAsync("intake", Submitted("of4", "m4"));
        await TellAsync("intake", Drafted("target", "m5"));
        await TellAsync("intake", Submitted("target", "m5", "m6"));
        await TellAsync(
            "intake",
            new ProposalMerged
            {
                Proposal = "of4",
                Into = "target",
                Proposers = { "m4" },
            }
        );
        await TellAsync(
            "assignment",
            new AssignmentHandedOver
            {
                Proposal = "target",
                Assignment = "a1",
                Unit = "u1",
                Role = AssignmentRole.Sole,
                Round = 1,
                PolicyVersion = 1,
            }
        );
        (await HeardAsync(handler, "target")).ShouldBe(["target"]);
        (await HeardAsync(merged, "target")).ShouldBe(["of4", "target"]);
        (await HeardAsync(office, "target")).ShouldBe(["of4", "target"]);

        // Those who have heard nothing so far hear only of the last events: a case of their own, or nothing at all.
        await TellAsync(
            "assignment",
            new AssignmentHandedOver
            {
                Proposal = "of9",
                Assignment = "a2",
                Unit = "u2",
                Role = AssignmentRole.Sole,
                Round = 1,
                PolicyVersion = 1,
            }
        );
        (await HeardAsync(otherUnit, "of9")).ShouldBe(["of9"]);
        (await HeardAsync(stranger, "of9")).ShouldBe(["of9"]);
        foreach (var subscription in new[] { elsewhere, unsaid, wrongRole })
            (await subscription.NextAsync(TimeSpan.FromMilliseconds(400), CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task Tells_everybody_that_directory_moved_and_of_no_case()
    {
        await using var room = await ProjectionFixture.OpenAsync();
        using var subscription = await new ChangeFeed(room.Service).SubscribeAsync(
            Administrator,
            CancellationToken.None
        );
        await room.ApplyAsync("intake", Drafted("p", "m1"), room.Now);
        await room.ApplyAsync("directory", new UnitCreated { Unit = "u1", Title = "交通局" }, room.Now);
        var news = (await subscription.NextAsync(Patience, CancellationToken.None)).ShouldNotBeNull();
        news.Proposals.ShouldBeEmpty();
        news.More.ShouldBeFalse();
        news.AsOf["directory"].ShouldBe(1);
    }

    [Fact]
    public async Task A_sign_in_wakes_nobody_and_another_committee_is_not_heard_of()
    {
        await using var room = await ProjectionFixture.OpenAsync();
        var feed = new ChangeFeed(room.Service);
        await room.ApplyAsync("directory", new UnitCreated { Unit = "u1", Title = "交通局" }, room.Now);
        using var admin = await feed.SubscribeAsync(Administrator, CancellationToken.None);
        using var office = await feed.SubscribeAsync(Supervisor, CancellationToken.None);
        var before = admin.AsOf;
        var looks = feed.Looks;

        for (var i = 0; i < 5; i++)
        {
            var signedIn = new SignedIn
            {
                Account = "a",
                TokenHash = ByteString.CopyFrom((byte)i),
                ExpiresAt = Timestamp.FromDateTimeOffset(room.Now.AddHours(1)),
            };
            await room.ApplyAsync("directory", signedIn, room.Now);
            await room.ApplyAsync("directory", new SignedOut { TokenHash = signedIn.TokenHash }, room.Now);
        }

        await room.ApplyAsync("directory", new UnitCreated { Unit = "u2", Title = "外地局" }, room.Now, "other");
        await room.ApplyAsync("intake", Drafted("foreign", "m8"), room.Now, "other");
        await room.ApplyAsync("intake", Submitted("foreign", "m8"), room.Now, "other");
        foreach (var subscription in new[] { admin, office })
            (await subscription.NextAsync(TimeSpan.FromSeconds(2), CancellationToken.None)).ShouldBeNull();
        feed.Looks.ShouldBe(looks);
        admin.Alive().AsOf.ShouldBe(before, ignoreOrder: true);

        await room.ApplyAsync("directory", new UnitCreated { Unit = "u3", Title = "财政局" }, room.Now);
        var news = (await admin.NextAsync(Patience, CancellationToken.None)).ShouldNotBeNull();
        (news.Proposals.Count, news.AsOf["directory"], news.AsOf["intake"]).ShouldBe((0, 13, 0));
        (await office.NextAsync(Patience, CancellationToken.None)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_unit_hears_of_the_return_of_its_task_and_of_nothing_after_it_nor_of_a_single_form()
    {
        await using var room = await ProjectionFixture.OpenAsync();
        var feed = new ChangeFeed(room.Service);
        async Task GivenAsync(string proposal, string task, string unit)
        {
            await room.ApplyAsync("intake", Drafted(proposal, "m1"), room.Now);
            await HandOverAsync(proposal, task, unit);
        }

        Task HandOverAsync(string proposal, string task, string unit) =>
            room.ApplyAsync(
                "assignment",
                new AssignmentHandedOver
                {
                    Proposal = proposal,
                    Assignment = task,
                    Unit = unit,
                    Role = AssignmentRole.Sole,
                    Round = 1,
                    PolicyVersion = 1,
                },
                room.Now
            );
        await GivenAsync("p1", "a1", "u1");
        await GivenAsync("p2", "a2", "u1");
        await room.ApplyAsync(
            "feedback",
            new FormIssued
            {
                Proposal = "p2",
                Form = "f1",
                Unit = "u1",
                Member = "m1",
            },
            room.Now
        );
        using var unit = await feed.SubscribeAsync(Unit("u1"), CancellationToken.None);
        using var successor = await feed.SubscribeAsync(Unit("u2"), CancellationToken.None);
        using var lead = await feed.SubscribeAsync(Member("m1"), CancellationToken.None);

        await room.ApplyAsync(
            "assignment",
            new ReturnApproved
            {
                Proposal = "p1",
                Assignment = "a1",
                Unit = "u2",
            },
            room.Now
        );
        await HandOverAsync("p1", "a3", "u2");
        (await HeardAsync(unit, "p1")).ShouldBe(["p1"]);
        (await HeardAsync(successor, "p1")).ShouldBe(["p1"]);

        await room.ApplyAsync(
            "assignment",
            new AssignmentAcknowledged { Proposal = "p1", Assignment = "a3" },
            room.Now
        );
        (await HeardAsync(successor, "p1")).ShouldBe(["p1"]);
        await room.ApplyAsync(
            "feedback",
            new FeedbackSubmitted
            {
                Proposal = "p2",
                Form = "f1",
                Unit = "u1",
                Round = 1,
            },
            room.Now
        );
        (await HeardAsync(lead, "p2")).ShouldContain("p2");
        (await unit.NextAsync(TimeSpan.FromSeconds(1), CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task Tells_who_does_not_keep_up_that_there_is_more_and_keeps_no_more_of_it()
    {
        using var slow = new Subscription(Subscriber.Of(Supervisor));
        for (var i = 1; i <= Subscription.MaxWaiting + 10; i++)
            slow.Take(new News(new Dictionary<string, long> { ["intake"] = i }, [$"p{i}"], false));
        var news = (await slow.NextAsync(Patience, CancellationToken.None)).ShouldNotBeNull();
        (news.More, news.Proposals.Count, news.AsOf["intake"]).ShouldBe((true, 0, Subscription.MaxWaiting + 10));
        slow.Take(new News(new Dictionary<string, long> { ["intake"] = 3 }, ["q"], false));
        news = (await slow.NextAsync(Patience, CancellationToken.None)).ShouldNotBeNull();
        (news.More, news.Proposals.Single(), news.AsOf["intake"]).ShouldBe((false, "q", Subscription.MaxWaiting + 10));
    }

    [Fact]
    public async Task Ends_its_reader_with_the_last_who_listens_and_begins_again()
    {
        await using var room = await ProjectionFixture.OpenAsync();
        var feed = new ChangeFeed(room.Service);
        (await feed.SubscribeAsync(Supervisor, CancellationToken.None)).Dispose();
        await Call.UntilAsync(() => feed.Readers == 0, "the reader has ended");
        await room.ApplyAsync("intake", Drafted("p", "m1"), room.Now);
        using var again = await feed.SubscribeAsync(Member("m1"), CancellationToken.None);
        again.AsOf["intake"].ShouldBe(1);
        await room.ApplyAsync("intake", new ProposalRevised { Proposal = "p", Category = "economy" }, room.Now);
        (await HeardAsync(again, "p")).ShouldBe(["p"]);
    }

    [Fact]
    public async Task Ends_all_who_listen_when_something_cannot_be_read_and_goes_on_behind_it()
    {
        await using var room = await ProjectionFixture.OpenAsync();
        var feed = new ChangeFeed(room.Service);
        await room.ApplyAsync("intake", Drafted("p", "m1"), room.Now);
        using var subscription = await feed.SubscribeAsync(Member("m1"), CancellationToken.None);
        // A row whose bytes are not an event, as after a disk fault.
        await room.RunAsync(
            Caller.System(ProjectionFixture.Committee),
            tx =>
            {
                tx.Write(
                    "INSERT INTO timeline (committee, source, position, proposal, type, at, actor, body, member) "
                        + "VALUES (@committee, 'intake', 2, 'p', @type, 0, '', @body, '')",
                    new
                    {
                        committee = ProjectionFixture.Committee,
                        type = ProposalMerged.Descriptor.FullName,
                        body = new byte[] { 0xFF },
                    }
                );
                tx.Write("UPDATE checkpoints SET position = 2 WHERE source = 'intake' AND shard = 0", new { });
                return Task.FromResult(Decision<IMessage>.Yes(new Google.Protobuf.WellKnownTypes.Empty()));
            }
        );
        room.Service.Applied.Beat();
        await Should.ThrowAsync<InvalidProtocolBufferException>(async () =>
            await subscription.NextAsync(Patience, CancellationToken.None)
        );
        using var again = await feed.SubscribeAsync(Member("m1"), CancellationToken.None);
        again.AsOf["intake"].ShouldBe(2);
        await room.ApplyAsync("directory", new UnitCreated { Unit = "u1", Title = "交通局" }, room.Now);
        (await again.NextAsync(Patience, CancellationToken.None)).ShouldNotBeNull();
    }

    /// <summary>
    /// Prints the cost. The bound is far above it, because the machine may be busy with other things.
    /// </summary>
    [Fact]
    public async Task Costs_the_same_for_three_hundred_as_for_one()
    {
        await using var room = await ProjectionFixture.OpenAsync();
        for (var i = 0; i < 300; i++)
            await room.ApplyAsync("intake", Drafted($"p{i}", $"m{i}"), room.Now);
        var feed = new ChangeFeed(room.Service);
        var listeners = new List<Subscription>();
        for (var i = 0; i < 300; i++)
            listeners.Add(
                await feed.SubscribeAsync(i % 10 == 0 ? Supervisor : Member($"m{i}"), CancellationToken.None)
            );
        var looks = feed.Looks;
        for (var i = 0; i < 100; i++)
            await room.ApplyAsync("intake", new ProposalRevised { Proposal = $"p{i}", Category = "economy" }, room.Now);
        (await HeardAsync(listeners[99], "p99")).ShouldBe(["p99"]);
        (feed.Looks - looks).ShouldBeLessThan(100);
        output.WriteLine($"{feed.Looks - looks} looks for 100 events and 300 listeners");
        foreach (var subscription in listeners)
            subscription.Dispose();
    }

    private static class Call
    {
        public static async Task UntilAsync(Func<bool> holds, string what)
        {
            var start = Stopwatch.GetTimestamp();
            while (!holds())
            {
                if (Stopwatch.GetElapsedTime(start) > Patience)
                    throw new TimeoutException(what);
                await Task.Delay(20);
            }
        }
    }
}
