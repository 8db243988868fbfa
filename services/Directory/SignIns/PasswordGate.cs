using Proposals.BuildingBlocks;

namespace Proposals.Directory;

/// <summary>
/// Lets as many callers hash at a time as there are slots; hashing is slow on purpose. The others wait, each in the
/// share of its address or account. Shares take turns, so a flood from one does not delay the others.
/// </summary>
/// <remarks>
/// Within a share the newest goes first: under a flood the oldest is about to give up, and its answer would be lost.
/// The number of waiting callers is bounded. When it is reached, the oldest of the longest share is told BUSY.
/// </remarks>
internal sealed class PasswordGate(int slots)
{
    /// <summary>Largest number of waiting callers.</summary>
    public const int MaxWaiting = 512;

    /// <summary>Largest number of waiting callers of one share.</summary>
    public const int MaxEach = 64;

    private readonly Lock _lock = new();

    // The shares with a waiting caller, the next to have its turn first.
    private readonly LinkedList<Share> _turns = new();
    private readonly Dictionary<string, LinkedListNode<Share>> _shares = new(StringComparer.Ordinal);
    private int _running,
        _waiting;

    /// <summary>Number of callers that wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _waiting;
        }
    }

    /// <summary>
    /// Waits for a slot, which is free again when the result is disposed. Refusal: BUSY. A caller that gives up leaves
    /// the queue at once.
    /// </summary>
    public async Task<Decision<IDisposable>> EnterAsync(string share, CancellationToken gone)
    {
        gone.ThrowIfCancellationRequested();
        Waiter waiter;
        lock (_lock)
        {
            if (_running < slots)
            {
                _running++;
                return Decision<IDisposable>.Yes(new Slot(this));
            }

            waiter = Add(share);
            while (waiter.Share.Waiters.Count > MaxEach)
                TurnAway(waiter.Share);
            if (_waiting > MaxWaiting)
                TurnAway(_turns.MaxBy(s => s.Waiters.Count)!);
        }

        await using (gone.Register(() => Leave(waiter, gone)))
            return await waiter.Done.Task;
    }

    private Waiter Add(string name)
    {
        if (!_shares.TryGetValue(name, out var share))
            _shares.Add(name, share = _turns.AddLast(new Share(name)));
        var waiter = new Waiter(share.Value);
        waiter.Place = share.Value.Waiters.AddLast(waiter);
        _waiting++;
        return waiter;
    }

    private void TurnAway(Share share)
    {
        var oldest = share.Waiters.First!.Value;
        Remove(oldest);
        oldest.Done.SetResult(CommonRefusals.Busy);
    }

    private void Leave(Waiter waiter, CancellationToken gone)
    {
        lock (_lock)
        {
            if (waiter.Place.List is null)
                return;
            Remove(waiter);
        }

        waiter.Done.SetCanceled(gone);
    }

    private void Remove(Waiter waiter)
    {
        waiter.Share.Waiters.Remove(waiter.Place);
        _waiting--;
        if (waiter.Share.Waiters.Count == 0 && _shares.Remove(waiter.Share.Name, out var turn))
            _turns.Remove(turn);
    }

    private void Free()
    {
        lock (_lock)
        {
            if (_turns.First is not { } turn)
            {
                _running--;
                return;
            }

            _turns.RemoveFirst();
            _turns.AddLast(turn);
            var newest = turn.Value.Waiters.Last!.Value;
            Remove(newest);
            newest.Done.SetResult(Decision<IDisposable>.Yes(new Slot(this)));
        }
    }

    private sealed record Share(string Name)
    {
        public LinkedList<Waiter> Waiters { get; } = new();
    }

    private sealed class Waiter(Share share)
    {
        public Share Share => share;
        public LinkedListNode<Waiter> Place { get; set; } = null!;
        public TaskCompletionSource<Decision<IDisposable>> Done { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Slot(PasswordGate gate) : IDisposable
    {
        private int _freed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _freed, 1) == 0)
                gate.Free();
        }
    }
}
