using Google.Protobuf;
using Proposals.Client;
using Proposals.Intake.V1;
using Proposals.TestKit;

namespace Proposals.Trust;

/// <summary>Two commands at the same moment, of which one may win.</summary>
internal static class Races
{
    private const int Turns = 6;
    private static readonly TimeSpan HeadStart = TimeSpan.FromMilliseconds(40);

    /// <summary>An agreed withdrawal against the delivery of the reply.</summary>
    public static async Task<Finding> WithdrawAgainstDeliverAsync(Scene scene)
    {
        var (tally, room) = (
            new Tally("withdraw against deliver"),
            new WithdrawalRoom(TimeProvider.System, scene.Home)
        );
        var (handOver, unit, delivered) = (await scene.Home.HandOver, await scene.Home.UnitAsync(1), 0);
        for (var turn = 0; turn < Turns; turn++)
        {
            var proposal = await room.FiledAsync($"关于同时撤案和答复的提案{turn}");
            var deliver = await room.SignedAsync(proposal);
            await room.HandOverKnownAsync();
            await room.WithdrawAsync(proposal);
            var answers = await Task.WhenAll(
                DeliverAsync(deliver, turn),
                CallAsync(scene, "IntakeService.WithdrawProposal", WithdrawalRoom.RequestOf(proposal), handOver)
            );
            foreach (var answer in answers)
                tally.Count(answer, "either side");
            delivered += answers[0].IsOk ? 1 : 0;
            if (!answers[1].IsOk)
            {
                tally.Expect(answers[0].IsOk, "the reply was delivered where the withdrawal was refused");
                continue;
            }

            var settled = await room.UntilAsync(
                proposal,
                p => p.Withdrawal.State is WithdrawalState.Completed or WithdrawalState.Overtaken
            );
            var wanted = answers[0].IsOk
                ? (ProposalState.Filed, WithdrawalState.Overtaken)
                : (ProposalState.Withdrawn, WithdrawalState.Completed);
            if ((settled.State, settled.Withdrawal.State) != wanted)
                tally.Expect(false, $"{proposal.Name} is {settled.State}, its withdrawal {settled.Withdrawal.State}");
        }

        tally.Expect(true, $"{delivered} of {Turns} delivered, {Turns - delivered} withdrawn");
        return tally.ToFinding();

        // The withdrawal has a longer way. With a growing head start either side wins some turns.
        async Task<Answer> DeliverAsync(IMessage request, int turn)
        {
            await Task.Delay(HeadStart * turn);
            return await CallAsync(scene, "AssignmentService.DeliverReply", request, unit);
        }
    }

    /// <summary>Two submissions, with one request_id and with two.</summary>
    public static async Task<Finding> TwoSubmissionsAsync(Scene scene)
    {
        var (tally, member) = (new Tally("two submissions at once"), await scene.Home.MemberAsync(2));
        for (var turn = 0; turn < Turns; turn++)
        {
            var same = turn % 2 == 0;
            var draft = await DraftAsync(scene, member, $"关于同时提交的提案{turn}");
            var first = new SubmitProposalRequest
            {
                RequestId = Call.NewId(),
                Name = draft.Name,
                ContainsNoSecret = true,
            };
            var second = first.Clone();
            if (!same)
                second.RequestId = Call.NewId();
            var answers = await Task.WhenAll(
                CallAsync(scene, "IntakeService.SubmitProposal", first, member),
                CallAsync(scene, "IntakeService.SubmitProposal", second, member)
            );
            foreach (var answer in answers)
                tally.Count(answer, same ? "one request_id" : "two request_ids");
            // With one request_id the second is told what the first did.
            tally.Expect(
                same
                    ? answers.All(a => a.IsOk) && answers[0].Body.AsSpan().SequenceEqual(answers[1].Body)
                    : answers.Count(a => a.IsOk) == 1,
                same ? "one request_id was answered alike" : "of two request_ids one won"
            );
        }

        var all = await member.Intake.ListProposalsAsync(
            new ListProposalsRequest
            {
                Own = true,
                PageSize = 200,
                Query = "同时提交",
            }
        );
        var serials = all.Proposals.Select(p => p.SerialNumber).Where(n => n > 0).ToList();
        tally.Expect(
            serials.Count == Turns && serials.Distinct().Count() == Turns,
            $"{serials.Distinct().Count()} serial numbers of {Turns} proposals"
        );
        return tally.ToFinding();
    }

    /// <summary>Two acceptances of one invitation, and two agreements to one withdrawal.</summary>
    public static async Task<Finding> TwoAgreementsAsync(Scene scene)
    {
        var (tally, room) = (new Tally("two agreements at once"), new WithdrawalRoom(TimeProvider.System, scene.Home));
        var (lead, invited) = (await scene.Home.MemberAsync(3), await scene.Home.MemberAsync(4));
        for (var turn = 0; turn < Turns; turn++)
        {
            var draft = await DraftAsync(scene, lead, $"关于同时签名的提案{turn}");
            var invitation = await lead.Intake.InviteCoSignerAsync(
                new InviteCoSignerRequest
                {
                    RequestId = Call.NewId(),
                    Proposal = draft.Name,
                    Member = invited.Account.Member,
                }
            );
            await OneWinsAsync(
                "IntakeService.AcceptInvitation",
                () => new AcceptInvitationRequest { RequestId = Call.NewId(), Name = invitation.Name },
                invited
            );
        }

        var handOver = await scene.Home.HandOver;
        for (var turn = 0; turn < Turns / 2; turn++)
        {
            var proposal = await room.FiledAsync($"关于同时同意撤案的提案{turn}");
            await room.SignedAsync(proposal);
            await room.HandOverKnownAsync();
            await room.WithdrawAsync(proposal);
            await OneWinsAsync("IntakeService.WithdrawProposal", () => WithdrawalRoom.RequestOf(proposal), handOver);
        }

        return tally.ToFinding();

        async Task OneWinsAsync(string rpc, Func<IMessage> request, Person person)
        {
            var answers = await Task.WhenAll(
                CallAsync(scene, rpc, request(), person),
                CallAsync(scene, rpc, request(), person)
            );
            foreach (var answer in answers)
                tally.Count(answer, rpc);
            if (answers.Count(a => a.IsOk) != 1)
                tally.Expect(false, $"{rpc}: {answers.Count(a => a.IsOk)} of two won");
        }
    }

    private static Task<Answer> CallAsync(Scene scene, string rpc, IMessage request, Person person) =>
        scene.Attacker.CallAsync(Scene.Rpc(rpc), request.ToByteArray(), person.Authorization);

    private static async Task<Proposal> DraftAsync(Scene scene, Person member, string subject) =>
        await member.Intake.CreateProposalAsync(
            new CreateProposalRequest
            {
                RequestId = Call.NewId(),
                Proposal = new Proposal
                {
                    Session = (await scene.Home.SessionAsync()).Name,
                    Category = "society",
                    Text = Walk.TextOf(subject),
                },
            }
        );
}
