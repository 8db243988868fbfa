using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>The current state of a withdrawal, with the words of both sides.</summary>
internal sealed record WithdrawalRow
{
    private static readonly Table<WithdrawalRow> Table = new(
        "withdrawals",
        "w",
        once: [nameof(Proposal), nameof(Number), nameof(Side), nameof(Reason), nameof(AskedAt)],
        title: "撤案申请"
    );

    public string Id { get; init; } = "";
    public long Version { get; init; }
    public string Proposal { get; init; } = "";

    /// <summary>1, 2, 3 … of the proposal: ids of one instant have no order.</summary>
    public long Number { get; init; }
    public WithdrawalState State { get; init; }

    /// <summary>The side that asked.</summary>
    public WithdrawalSide Side { get; init; }
    public string Reason { get; init; } = "";
    public DateTimeOffset AskedAt { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>What the other side said; before hand-over how the proposer agreed, as recorded.</summary>
    public string Answer { get; init; } = "";
    public DateTimeOffset AnsweredAt { get; init; } = DateTimeOffset.UnixEpoch;

    private static readonly string LastOfProposal =
        Table.Select + " AND w.proposal = @proposal ORDER BY w.number DESC LIMIT 1";

    /// <summary>The last withdrawal of a proposal; null when nobody asked for one.</summary>
    public static Task<WithdrawalRow?> LastAsync(IRead read, string proposal) =>
        Table.OneAsync(read, LastOfProposal, new { committee = read.Committee, proposal });

    /// <summary>One side asks; the event tells the other.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="proposal">Id of the proposal.</param>
    /// <param name="last">The withdrawal before; null when this is the first.</param>
    /// <param name="side">The side that asks.</param>
    /// <param name="reason">Its reason.</param>
    public static WithdrawalRow Ask(
        Transaction tx,
        string proposal,
        WithdrawalRow? last,
        WithdrawalSide side,
        string reason
    )
    {
        var row = Add(tx, proposal, last, side, reason, WithdrawalMove.Ask);
        tx.Append(
            row.Id,
            row.Version,
            new WithdrawalRequested
            {
                Proposal = proposal,
                Withdrawal = row.Id,
                Side = side,
                ReasonHash = TextHash.Of(reason),
            }
        );
        return row;
    }

    /// <summary>
    /// A withdrawal before hand-over, which one side completes. The event of the proposal tells it.
    /// </summary>
    public static WithdrawalRow Record(
        Transaction tx,
        string proposal,
        WithdrawalRow? last,
        WithdrawalSide side,
        string reason,
        string consent
    ) => Add(tx, proposal, last, side, reason, WithdrawalMove.Complete, consent);

    /// <summary>The other side agrees. Assignment now settles it.</summary>
    public WithdrawalRow Agree(Transaction tx, string answer)
    {
        var next = Put(tx, WithdrawalMove.Agree, answer);
        tx.Append(Id, next.Version, new WithdrawalAgreed { Proposal = Proposal, Withdrawal = Id });
        return next;
    }

    /// <summary>It ends without a withdrawal.</summary>
    public WithdrawalRow End(Transaction tx, WithdrawalMove move, string answer = "")
    {
        var next = Put(tx, move, answer);
        tx.Append(
            Id,
            next.Version,
            new WithdrawalEnded
            {
                Proposal = Proposal,
                Withdrawal = Id,
                State = next.State,
            }
        );
        return next;
    }

    /// <summary>It is carried out; the event of the proposal tells it.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="answer">
    /// What the other side said, or how the proposer agreed as an office recorded it; empty when nothing was.
    /// </param>
    public WithdrawalRow Complete(Transaction tx, string answer = "") => Put(tx, WithdrawalMove.Complete, answer);

    /// <summary>The withdrawal as clients see it.</summary>
    public Withdrawal ToMessage() =>
        new()
        {
            State = State,
            Side = Side,
            Reason = Reason,
            AskedAt = Instant.ToTimestamp(AskedAt),
            Answer = Answer,
            AnsweredAt = Instant.ToTimestamp(AnsweredAt),
        };

    private static WithdrawalRow Add(
        Transaction tx,
        string proposal,
        WithdrawalRow? last,
        WithdrawalSide side,
        string reason,
        WithdrawalMove move,
        string answer = ""
    ) =>
        Table.Add(
            tx,
            new WithdrawalRow
            {
                Id = tx.NewId(),
                Version = 1,
                Proposal = proposal,
                Number = (last?.Number ?? 0) + 1,
                State = WithdrawalMachine.Moves.After(default, move),
                Side = side,
                Reason = reason,
                AskedAt = tx.Now,
                Answer = answer,
                AnsweredAt = answer.Length > 0 ? tx.Now : DateTimeOffset.UnixEpoch,
            }
        );

    private WithdrawalRow Put(Transaction tx, WithdrawalMove move, string answer) =>
        Table.Put(
            tx,
            this with
            {
                State = WithdrawalMachine.Moves.After(State, move),
                Version = Version + 1,
                Answer = answer.Length > 0 ? answer : Answer,
                AnsweredAt = answer.Length > 0 ? tx.Now : AnsweredAt,
            }
        );
}
