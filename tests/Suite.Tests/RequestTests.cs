using System.Globalization;
using Grpc.Core;
using Proposals.Assignments.V1;
using Proposals.Client;
using Proposals.Intake.V1;
using Proposals.Supervision.V1;
using Proposals.TestKit;
using Shouldly;
using Xunit;
using GetCaseRequest = Proposals.Supervision.V1.GetCaseRequest;

namespace Proposals.Suite.Tests;

/// <summary>
/// What becomes of a unit's 申退 and 延期 that nobody has decided, and what may be granted; on both engines (handbook
/// T46 to T48, T52, T54, T65, T67).
/// </summary>
public abstract class RequestTests(WholeSuite suite)
{
    [Fact]
    public async Task A_return_that_nobody_has_decided_is_taken_back_by_its_unit()
    {
        var task = await GivenAsync("关于撤回申退的提案");
        var (unit, office) = (await suite.Cast.UnitAsync(1), await suite.Cast.HandOver);
        var asked = await ReturnAsync(task);

        // It is another unit's, so for this one there is none.
        (
            await Refused.ByAsync((await suite.Cast.UnitAsync(2)).Assignment.RecallReturnAsync(Recall()))
        ).StatusCode.ShouldBe(StatusCode.NotFound);
        (await Refused.ReasonAsync(office.Assignment.RecallReturnAsync(Recall()))).ShouldBe("ROLE_REQUIRED");
        var recalled = await unit.Assignment.RecallReturnAsync(Recall());
        (recalled.State, recalled.Reason).ShouldBe((ReturnRequestState.Recalled, "非本单位职责"));

        (await PendingReturnsAsync()).ShouldNotContain(asked.Name);
        await RefusedAsRecalledAsync(unit.Assignment.RecallReturnAsync(Recall()));
        await RefusedAsRecalledAsync(
            office.Assignment.ApproveReturnAsync(
                new ApproveReturnRequest { RequestId = Call.NewId(), Name = asked.Name }
            )
        );
        (await TimelineAsync(task, "撤回申退")).ShouldBe("撤回申退（示例区教育局），由原单位继续办理");
        await KeepsItsDatesAsync(task);
        // It asks again, and is answered.
        (await ReturnAsync(task)).State.ShouldBe(ReturnRequestState.Pending);

        RecallReturnRequest Recall() => new() { RequestId = Call.NewId(), Name = asked.Name };
    }

    [Fact]
    public async Task An_extension_that_nobody_has_decided_is_taken_back_by_its_unit()
    {
        var task = await GivenAsync("关于撤回延期申请的提案");
        var (unit, office) = (await suite.Cast.UnitAsync(1), await suite.Cast.HandOver);
        var asked = await ExtensionAsync(task);

        (
            await Refused.ByAsync((await suite.Cast.UnitAsync(2)).Assignment.RecallExtensionAsync(Recall()))
        ).StatusCode.ShouldBe(StatusCode.NotFound);
        (await Refused.ReasonAsync(office.Assignment.RecallExtensionAsync(Recall()))).ShouldBe("ROLE_REQUIRED");
        (await unit.Assignment.RecallExtensionAsync(Recall())).State.ShouldBe(ExtensionRequestState.Recalled);

        (await PendingExtensionsAsync()).ShouldNotContain(asked.Name);
        await RefusedAsRecalledAsync(unit.Assignment.RecallExtensionAsync(Recall()));
        await RefusedAsRecalledAsync(office.Assignment.GrantExtensionAsync(Grant(asked)));
        (await TimelineAsync(task, "撤回延期申请")).ShouldBe("撤回延期申请（示例区教育局），期限不变");
        await KeepsItsDatesAsync(task);
        // It does not count: the profile allows one extension, and that is still to be had.
        var again = await ExtensionAsync(task);
        (await office.Assignment.GrantExtensionAsync(Grant(again))).State.ShouldBe(ExtensionRequestState.Granted);

        RecallExtensionRequest Recall() => new() { RequestId = Call.NewId(), Name = asked.Name };
    }

    [Fact]
    public async Task An_earlier_day_than_the_one_asked_for_is_granted_with_its_reason()
    {
        var task = await GivenAsync("关于部分准予延期的提案");
        var (unit, office) = (await suite.Cast.UnitAsync(1), await suite.Cast.HandOver);
        var asked = await ExtensionAsync(task);
        var (until, old) = (AfterDue(task, 5), task.Due.Date);

        (await ReasonOfGrantAsync(AfterDue(task, 11), "多给一日")).ShouldBe("BEYOND_ASKED");
        (await ReasonOfGrantAsync(old, "不延")).ShouldBe("NOT_LATER");
        (await ReasonOfGrantAsync(AfterDue(task, -30), "不延")).ShouldBe("NOT_LATER");
        (await ReasonOfGrantAsync("2026-02-30", "没有这一天")).ShouldBe("FIELD_INVALID");
        (await ReasonOfGrantAsync(until, "")).ShouldBe("FIELD_REQUIRED");
        (await PendingExtensionsAsync()).ShouldContain(asked.Name);
        var granted = await office.Assignment.GrantExtensionAsync(Grant(asked, until, "五日足够"));

        (granted.State, granted.Until, granted.GrantedUntil, granted.GrantReason, granted.OldDue).ShouldBe(
            (ExtensionRequestState.Granted, asked.Until, until, "五日足够", old)
        );
        granted.DecidedBy.ShouldBe(office.Account.Name);
        granted.DecidedAt.ToDateTimeOffset().ShouldBe(suite.Suite.Clock.GetUtcNow(), TimeSpan.FromMinutes(1));
        // The unit is told: in its list, in its task, in the explanation of its day, and in its notices.
        var listed = await unit.Assignment.ListExtensionRequestsAsync(
            new ListExtensionRequestsRequest { State = ExtensionRequestState.Granted, PageSize = 200 }
        );
        listed.ExtensionRequests.ShouldContain(granted);
        var now = await unit.Assignment.GetAssignmentAsync(new GetAssignmentRequest { Name = task.Name });
        (now.Due.Date, now.OriginalDue.Date).ShouldBe((until, old));
        var ledger = await unit.Assignment.GetDeadlineLedgerAsync(
            new GetDeadlineLedgerRequest { Assignment = task.Name, Duty = Duty.Answer }
        );
        ledger.Rule.ShouldEndWith($"原期限 {old}，申请延至 {asked.Until}，准予延期至 {until}（五日足够）");
        (ledger.Due.Date, ledger.Days[^1].Date, ledger.Days[^1].Kind).ShouldBe((until, until, LedgerDayKind.Extension));
        var told = $"准予延期（示例区教育局），期限由{Words(old)}改为{Words(until)}（申请延至{Words(asked.Until)}）";
        (await TimelineAsync(task, "准予延期")).ShouldBe(told);
        (await unit.Supervision.ListNoticesAsync(new ListNoticesRequest { PageSize = 200 })).Notices.ShouldContain(n =>
            n.Proposal == task.Proposal && n.Entry.Text == told
        );

        async Task<string> ReasonOfGrantAsync(string day, string reason) =>
            await Refused.ReasonAsync(office.Assignment.GrantExtensionAsync(Grant(asked, day, reason)));

        static string Words(string day) =>
            DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture).ToString("yyyy年M月d日", null);
    }

    // Handbook T52.
    [Fact]
    public async Task A_hand_over_that_is_taken_back_leaves_no_request_behind()
    {
        var task = await GivenAsync("关于撤回交办的提案");
        var (back, longer) = (await ReturnAsync(task), await ExtensionAsync(task));

        await (await suite.Cast.HandOver).Assignment.RecallHandOverAsync(
            new RecallHandOverRequest { RequestId = Call.NewId(), Proposal = task.Proposal }
        );

        await AreVoidAsync(back, longer);
        (await TimelineAsync(task, "申退失效")).ShouldBe("申退失效（示例区教育局），承办任务已结束");
        (await TimelineAsync(task, "延期申请失效")).ShouldBe("延期申请失效（示例区教育局），承办任务已结束");
        await RefusedAsync(
            (await suite.Cast.UnitAsync(1)).Assignment.RecallReturnAsync(
                new RecallReturnRequest { RequestId = Call.NewId(), Name = back.Name }
            ),
            "已失效"
        );
    }

    public static TheoryData<string> Ends => ["改办", "改派", "免除会办", "撤案", "答复"];

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task A_task_that_ends_takes_its_open_requests_along(string end)
    {
        var (office, unit) = (await suite.Cast.HandOver, await suite.Cast.UnitAsync(1));
        var proposal = await suite.FiledAsync($"关于{end}时未决申请的提案");
        var tasks = await suite.HandedOverAsync(proposal, HandlingMode.LeadAndCo, 2, 1);
        var task = tasks.Single(t => (t.Unit == unit.Account.Unit) == (end != "答复"));
        var by = end == "答复" ? 2 : 1;
        var (back, longer) = (await ReturnAsync(task, by), await ExtensionAsync(task, by));

        switch (end)
        {
            case "改办":
                await office.Assignment.ApproveReturnAsync(
                    new ApproveReturnRequest { RequestId = Call.NewId(), Name = back.Name }
                );
                break;
            case "改派":
                // A pending return is answered and not passed over, so it is taken back first.
                await unit.Assignment.RecallReturnAsync(
                    new RecallReturnRequest { RequestId = Call.NewId(), Name = back.Name }
                );
                await office.Assignment.ReassignAsync(
                    new ReassignRequest
                    {
                        RequestId = Call.NewId(),
                        Name = task.Name,
                        Unit = (await suite.Cast.UnitAsync(3)).Account.Unit,
                        Reason = "领导批示",
                    }
                );
                break;
            case "免除会办":
                await office.Assignment.ReleaseCoHandlerAsync(
                    new ReleaseCoHandlerRequest
                    {
                        RequestId = Call.NewId(),
                        Name = task.Name,
                        Reason = "不再需要会办",
                    }
                );
                break;
            case "撤案":
                var room = new WithdrawalRoom(suite.Suite.Clock, suite.Cast);
                await room.HandOverKnownAsync();
                await room.WithdrawAsync(proposal);
                await office.Intake.WithdrawProposalAsync(WithdrawalRoom.RequestOf(proposal));
                await room.UntilAsync(proposal, p => p.State == ProposalState.Withdrawn);
                break;
            default:
                await office.Assignment.ReleaseCoHandlerAsync(
                    new ReleaseCoHandlerRequest
                    {
                        RequestId = Call.NewId(),
                        Name = tasks.Single(t => t.Name != task.Name).Name,
                        Reason = "不再需要会办",
                    }
                );
                await suite.AnsweredAsync(2, task);
                break;
        }

        if (end is "改办" or "改派")
        {
            var answered = await ReturnOfAsync(back.Name);
            answered.State.ShouldBe(end == "改办" ? ReturnRequestState.Approved : ReturnRequestState.Recalled);
            (await ExtensionOfAsync(longer.Name)).State.ShouldBe(ExtensionRequestState.Void);
            return;
        }

        await AreVoidAsync(back, longer);
    }

    private async Task<Assignment> GivenAsync(string subject) =>
        (await suite.HandedOverAsync(await suite.FiledAsync(subject), HandlingMode.Sole, 1))[0];

    private async Task<ReturnRequest> ReturnAsync(Assignment task, int unit = 1) =>
        await (await suite.Cast.UnitAsync(unit)).Assignment.RequestReturnAsync(
            new RequestReturnRequest
            {
                RequestId = Call.NewId(),
                Assignment = task.Name,
                Reason = "非本单位职责",
                SuggestedUnit = (await suite.Cast.UnitAsync(4)).Account.Unit,
            }
        );

    private async Task<ExtensionRequest> ExtensionAsync(Assignment task, int unit = 1) =>
        await (await suite.Cast.UnitAsync(unit)).Assignment.RequestExtensionAsync(
            new RequestExtensionRequest
            {
                RequestId = Call.NewId(),
                Assignment = task.Name,
                Reason = "需上级批复",
                Until = AfterDue(task, 10),
            }
        );

    private static GrantExtensionRequest Grant(ExtensionRequest asked, string until = "", string reason = "") =>
        new()
        {
            RequestId = Call.NewId(),
            Name = asked.Name,
            Until = until,
            Reason = reason,
        };

    private async Task AreVoidAsync(ReturnRequest back, ExtensionRequest longer)
    {
        (await ReturnOfAsync(back.Name)).State.ShouldBe(ReturnRequestState.Void);
        (await ExtensionOfAsync(longer.Name)).State.ShouldBe(ExtensionRequestState.Void);
        (await PendingReturnsAsync()).ShouldNotContain(back.Name);
        (await PendingExtensionsAsync()).ShouldNotContain(longer.Name);
    }

    private async Task<ReturnRequest> ReturnOfAsync(string name) =>
        (
            await (await suite.Cast.HandOver).Assignment.ListReturnRequestsAsync(
                new ListReturnRequestsRequest { PageSize = 200 }
            )
        ).ReturnRequests.Single(r => r.Name == name);

    private async Task<ExtensionRequest> ExtensionOfAsync(string name) =>
        (
            await (await suite.Cast.HandOver).Assignment.ListExtensionRequestsAsync(
                new ListExtensionRequestsRequest { PageSize = 200 }
            )
        ).ExtensionRequests.Single(r => r.Name == name);

    private async Task<IEnumerable<string>> PendingReturnsAsync() =>
        (
            await (await suite.Cast.HandOver).Assignment.ListReturnRequestsAsync(
                new ListReturnRequestsRequest { State = ReturnRequestState.Pending, PageSize = 200 }
            )
        ).ReturnRequests.Select(r => r.Name);

    private async Task<IEnumerable<string>> PendingExtensionsAsync() =>
        (
            await (await suite.Cast.HandOver).Assignment.ListExtensionRequestsAsync(
                new ListExtensionRequestsRequest { State = ExtensionRequestState.Pending, PageSize = 200 }
            )
        ).ExtensionRequests.Select(r => r.Name);

    private static async Task RefusedAsync<T>(AsyncUnaryCall<T> call, string state)
    {
        var refused = await Refused.ByAsync(call);
        Call.ReasonOf(refused).ShouldBe("MOVE_NOT_ALLOWED");
        Call.MessageOf(refused).ShouldContain($"“{state}”");
    }

    private static Task RefusedAsRecalledAsync<T>(AsyncUnaryCall<T> call) => RefusedAsync(call, "已撤回");

    /// <summary>The unit has the task as before, with every date that it was told.</summary>
    private async Task KeepsItsDatesAsync(Assignment task)
    {
        var now = await (await suite.Cast.UnitAsync(1)).Assignment.GetAssignmentAsync(
            new GetAssignmentRequest { Name = task.Name }
        );
        now.Etag = task.Etag;
        now.UnitHasNoAccount = task.UnitHasNoAccount;
        now.ShouldBe(task);
        var duties = await (await suite.Cast.Supervisor).Supervision.ListDutiesAsync(
            new ListDutiesRequest { Proposal = task.Proposal }
        );
        duties
            .Duties.Select(d => (d.Kind, d.DueDate))
            .ShouldBe(
                [(DutyKind.Acknowledge, task.AcknowledgeDue.Date), (DutyKind.Reply, task.Due.Date)],
                ignoreOrder: true
            );
    }

    /// <summary>The sentence of a case's timeline that begins so, as soon as it is there.</summary>
    private async Task<string> TimelineAsync(Assignment task, string beginning)
    {
        var supervisor = await suite.Cast.Supervisor;
        return await Call.UntilAsync(
            beginning,
            async () =>
                (
                    await Refused.AnswerOrNullAsync(
                        supervisor.Supervision.GetCaseAsync(
                            new GetCaseRequest { Name = WholeSuite.CaseName(task.Proposal) }
                        )
                    )
                )
                    ?.Timeline.FirstOrDefault(t => t.Text.StartsWith(beginning, StringComparison.Ordinal))
                    ?.Text
        );
    }

    private static string AfterDue(Assignment task, int days) =>
        DateOnly
            .ParseExact(task.Due.Date, "yyyy-MM-dd", CultureInfo.InvariantCulture)
            .AddDays(days)
            .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

[Collection("laptop")]
public sealed class RequestsOnALaptop(Laptop suite) : RequestTests(suite), IClassFixture<Laptop>;

[Collection("county")]
public sealed class RequestsInACounty(County suite) : RequestTests(suite), IClassFixture<County>;
