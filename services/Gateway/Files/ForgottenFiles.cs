using Proposals.BuildingBlocks;
using Proposals.Feedback.V1;
using Proposals.Intake.V1;
using Proposals.Journal.V1;

namespace Proposals.Gateway;

/// <summary>
/// Removes the files that no proposal has or had and that are no scan of a paper form, a day after their upload: what
/// nobody attached, and the files of deleted drafts. Intake and Feedback say which ones are attached; a receipt expires
/// before its file goes, so no attachment loses its file.
/// </summary>
internal sealed partial class ForgottenFiles(
    FileStore store,
    FileQuotas quotas,
    Peers peers,
    SeenHeads seen,
    HostParts parts,
    ILogger<ForgottenFiles> log
) : BackgroundService
{
    /// <summary>How long a file is kept that nobody attaches.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    private static readonly TimeSpan First = TimeSpan.FromMinutes(1),
        Every = TimeSpan.FromMinutes(30);

    /// <summary>
    /// Removes them, and says how many. Throws <see cref="Grpc.Core.RpcException"/> while one of the two does not
    /// answer.
    /// </summary>
    public async Task<int> SweepAsync(CancellationToken stop)
    {
        store.Tidy();
        quotas.Tidy();
        var (removed, before) = (0, parts.Clock.GetUtcNow() - Kept);
        foreach (var committee in store.Committees())
        {
            foreach (var hashes in store.UploadedBefore(committee, before).Chunk(FileRules.MaxAsked))
            {
                foreach (var forgotten in hashes.Except(await AttachedAsync(committee, hashes, stop)))
                {
                    store.Remove(committee, forgotten, before);
                    removed++;
                }
            }
        }

        if (removed > 0)
        {
            // There is room again.
            quotas.Tidy();
            Removed(log, removed);
        }

        return removed;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            for (var pause = First; ; pause = Every)
            {
                await Task.Delay(pause, stoppingToken);
                try
                {
                    await SweepAsync(stoppingToken);
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    // The next one finds the same files.
                    Failed(log, e);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway ends.
        }
    }

    private async Task<IReadOnlyCollection<string>> AttachedAsync(
        string committee,
        IReadOnlyCollection<string> hashes,
        CancellationToken stop
    )
    {
        var (owner, deadline) = ($"committees/{committee}", DateTime.UtcNow + TimeSpan.FromSeconds(10));
        var attached = await new IntakeService.IntakeServiceClient(peers.Of("intake")).FindAttachedFilesAsync(
            new FindAttachedFilesRequest { Committee = owner, Sha256 = { hashes } },
            peers.Headers(),
            deadline,
            stop
        );
        var scans = await new FeedbackService.FeedbackServiceClient(peers.Of("feedback")).FindScansAsync(
            new FindScansRequest { Committee = owner, Sha256 = { hashes } },
            peers.Headers(),
            deadline,
            stop
        );
        return Knows("intake", attached.AsOf) && Knows("feedback", scans.AsOf)
            ? [.. attached.Sha256, .. scans.Sha256]
            : hashes;
    }

    private bool Knows(string service, IEnumerable<Position> positions)
    {
        if (seen.Admit(service, positions))
            return true;
        SetBack(log, service);
        return false;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} files that nobody attached were removed")]
    private static partial void Removed(ILogger log, int count);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "{Service}'s journal is shorter than it was, so no file is removed: its database was lost or set back"
    )]
    private static partial void SetBack(ILogger log, string service);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "the search for files that nobody attached failed and will be repeated"
    )]
    private static partial void Failed(ILogger log, Exception error);
}
