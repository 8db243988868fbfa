using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Proposals.BuildingBlocks;
using Proposals.Channels;

namespace Proposals.Gateway;

/// <summary>
/// How much an account may upload in a day, and how much a committee's files may take. An account's bytes are counted
/// in Files:Folder/.quota/{day}/{committee}.{account}, so that a restart and other gateways count on. The same content
/// counts once: its hash is kept beside the counter. A committee's files are measured, and measured again every hour.
/// </summary>
internal sealed class FileQuotas(GatewaySettings settings, HostParts parts)
{
    private const long Megabyte = 1024 * 1024;
    private static readonly TimeSpan MeasuredEvery = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<string, Measured> _committees = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _counting = new(1);

    private string Counters => Path.Combine(settings.Files, ".quota");

    private string Today =>
        parts.Clock.GetUtcNow().ToOffset(ChinaTime.Offset).ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    /// <summary>Refuses an upload before its first byte, when a quota is used up already.</summary>
    public Refusal? Refuses(string committee, string account) =>
        Check(committee, ReadCounter(committee, account), 1, 1);

    /// <summary>Counts an upload, or refuses it. Refusals: ACCOUNT_QUOTA, COMMITTEE_QUOTA.</summary>
    /// <param name="committee">Id of the committee.</param>
    /// <param name="account">Id of the account that uploads.</param>
    /// <param name="file">The file.</param>
    /// <param name="isStored">True when the committee has the file, so that it takes no more room.</param>
    /// <param name="stop">Ends the upload.</param>
    public async Task<Refusal?> TakeAsync(
        string committee,
        string account,
        StoredFile file,
        bool isStored,
        CancellationToken stop
    )
    {
        await _counting.WaitAsync(stop);
        try
        {
            // One path for both files: the day may end in between.
            var path = CounterOf(committee, account);
            await using var counter = await OpenCounterAsync(path, stop);
            var digits = new byte[20];
            var length = await counter.ReadAtLeastAsync(digits, digits.Length, throwOnEndOfStream: false, stop);
            var used = ParseCounter(digits.AsSpan(0, length));
            // Who holds the counter holds the hashes too.
            using var hashes = new FileStream(path + ".hashes", PrivateFiles.Options(FileMode.OpenOrCreate));
            var hash = Convert.FromHexString(file.Sha256);
            var isCounted = Holds(hashes, hash);
            var (more, room) = (isCounted ? 0 : file.Size, isStored ? 0 : file.Size);
            if (Check(committee, used, more, room) is { } refusal)
                return refusal;
            if (!isCounted)
            {
                counter.Position = 0;
                counter.Write(Encoding.ASCII.GetBytes($"{used + more:D19}"));
                hashes.Write(hash);
            }

            MeasuredOf(committee).Add(room);
            return null;
        }
        finally
        {
            _counting.Release();
        }
    }

    /// <summary>Deletes the counters of days that are over, and measures the committees again.</summary>
    public void Tidy()
    {
        _committees.Clear();
        if (!Folders.Exists(Counters))
            return;
        foreach (var day in Folders.EnumerateDirectories(Counters))
        {
            if (string.CompareOrdinal(Path.GetFileName(day), Today) < 0)
                Folders.Delete(day, recursive: true);
        }
    }

    // Reads all whole hashes, and stands behind the last of them.
    private static bool Holds(FileStream hashes, ReadOnlySpan<byte> hash)
    {
        var all = new byte[hashes.Length - (hashes.Length % hash.Length)];
        hashes.ReadExactly(all);
        for (var at = 0; at < all.Length; at += hash.Length)
        {
            if (hash.SequenceEqual(all.AsSpan(at, hash.Length)))
                return true;
        }

        return false;
    }

    private Refusal? Check(string committee, long used, long more, long room)
    {
        if (used + more > settings.AccountMegabytes * Megabyte)
            return GatewayRefusals.AccountQuota.Because(
                $"您今天已上传 {used / Megabyte} MB，每人每天最多 {settings.AccountMegabytes} MB，请明天再传，"
                    + "或联系运维人员调整限额。"
            );
        var kept = MeasuredOf(committee).Bytes;
        return kept + room > settings.CommitteeMegabytes * Megabyte
            ? GatewayRefusals.CommitteeQuota.Because(
                $"本单位的文件已有 {kept / Megabyte} MB，限额为 {settings.CommitteeMegabytes} MB，"
                    + "请联系运维人员调整限额。"
            )
            : null;
    }

    private Measured MeasuredOf(string committee)
    {
        var now = parts.Clock.GetUtcNow();
        return _committees.AddOrUpdate(
            committee,
            id => Measure(id, now),
            (id, known) => (now - known.At).Duration() < MeasuredEvery ? known : Measure(id, now)
        );
    }

    private Measured Measure(string committee, DateTimeOffset now)
    {
        var folder = new DirectoryInfo(Path.Combine(settings.Files, committee));
        return new Measured(
            now,
            folder.Exists ? folder.EnumerateFiles("*", SearchOption.AllDirectories).Sum(SizeOf) : 0
        );
    }

    private static long SizeOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            // Removed at this moment.
            return 0;
        }
    }

    private long ReadCounter(string committee, string account)
    {
        var path = CounterOf(committee, account);
        return File.Exists(path) ? ParseCounter(File.ReadAllBytes(path)) : 0;
    }

    /// <summary>Opens a counter for this process alone; another gateway holds one for a moment.</summary>
    private static async Task<FileStream> OpenCounterAsync(string path, CancellationToken stop)
    {
        PrivateFiles.MakeFolder(Path.GetDirectoryName(path)!);
        for (var tries = 1; ; tries++)
        {
            try
            {
                return new FileStream(path, PrivateFiles.Options(FileMode.OpenOrCreate));
            }
            catch (IOException) when (tries < 100 && File.Exists(path))
            {
                await Task.Delay(10, stop);
            }
        }
    }

    private static long ParseCounter(ReadOnlySpan<byte> digits) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var used) ? used : 0;

    private string CounterOf(string committee, string account) =>
        // Ids of services; this is the last check before they become a path.
        committee.Concat(account).All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            ? Path.Combine(Counters, Today, $"{committee}.{account}")
            : throw new InvalidOperationException("no counter for such an id");

    /// <summary>What a committee's files take.</summary>
    private sealed class Measured(DateTimeOffset at, long bytes)
    {
        private long _bytes = bytes;

        public DateTimeOffset At => at;

        public long Bytes => Interlocked.Read(ref _bytes);

        public void Add(long size) => Interlocked.Add(ref _bytes, size);
    }
}
