using System.Globalization;
using System.Security.Cryptography;
using Proposals.BuildingBlocks;

namespace Proposals.Gateway;

/// <summary>
/// Uploaded files by their hash: Files:Folder/{committee}/{first two digits}/{hash}. A file is written to a temporary
/// name, inspected, forced to the disk and only then renamed, so every stored file is complete. A committee's identical
/// files are stored once, and its time is that of the last upload. A file that no proposal has or had is removed
/// (<see cref="ForgottenFiles"/>); any other stays as it is.
/// </summary>
internal sealed class FileStore(GatewaySettings settings, HostParts parts, Inspections inspections, FileQuotas quotas)
{
    /// <summary>Free bytes that uploads leave on the disk for other programs.</summary>
    internal const long Reserve = 1024L * 1024 * 1024;

    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);

    private string Incoming => Path.Combine(settings.Files, ".incoming");

    /// <summary>
    /// Deletes temporary files that are older than a day: their process died. Takes the rights of others from the
    /// folders that an earlier version made.
    /// </summary>
    public void Tidy()
    {
        PrivateFiles.MakeFolder(Incoming);
        var before = parts.Clock.GetUtcNow().UtcDateTime - Abandoned;
        foreach (var file in Folders.EnumerateFiles(Incoming).Where(f => File.GetLastWriteTimeUtc(f) < before))
            File.Delete(file);
        foreach (var folder in Folders.EnumerateDirectories(settings.Files))
            PrivateFiles.Restrict(folder);
    }

    /// <summary>The refusal of any file when no more bytes are free than the reserve; null otherwise.</summary>
    internal static Refusal? RefusesSpace(long free) => free < Reserve ? GatewayRefusals.StoreFull : (Refusal?)null;

    /// <summary>
    /// Receives a file. Refusals: FILE_TOO_LARGE, FILE_EMPTY, STORE_FULL, ACCOUNT_QUOTA, COMMITTEE_QUOTA,
    /// INSPECTIONS_BUSY and those of the kind's inspection; a refused file is deleted.
    /// </summary>
    /// <param name="committee">Id of the committee.</param>
    /// <param name="account">Id of the account that uploads.</param>
    /// <param name="kind">The kind that the name says.</param>
    /// <param name="body">The file.</param>
    /// <param name="stop">Ends the upload.</param>
    public async Task<Decision<StoredFile>> ReceiveAsync(
        string committee,
        string account,
        FileKind kind,
        Stream body,
        CancellationToken stop
    )
    {
        PrivateFiles.MakeFolder(Incoming);
        if (RefusesSpace(new DriveInfo(Incoming).AvailableFreeSpace) is { } full)
            return full;
        if (quotas.Refuses(committee, account) is { } used)
            return used;
        var path = Temporary();
        try
        {
            await using var file = new FileStream(path, PrivateFiles.Options(FileMode.CreateNew));
            if (!(await CopyAsync(body, file, stop)).Decided(out var stored, out var refusal))
                return refusal;
            file.Position = 0;
            if (await inspections.RunAsync(kind, file, stop) is { } found)
                return found;
            var place = PlaceOf(committee, stored.Sha256);
            if (await quotas.TakeAsync(committee, account, stored, IsKept(place, stored.Size), stop) is { } exceeded)
                return exceeded;
            file.Flush(flushToDisk: true);
            file.Close();
            Keep(path, place, stored.Size);
            return stored;
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Opens a file; null when it is missing, or its size differs from the received one.</summary>
    public FileStream? Open(string committee, string sha256, long size)
    {
        var place = PlaceOf(committee, sha256);
        if (!File.Exists(place))
            return null;
        var file = new FileStream(
            place,
            FileMode.Open,
            FileAccess.Read,
            FileShare.Read | FileShare.Delete,
            64 * 1024,
            FileOptions.Asynchronous | FileOptions.SequentialScan
        );
        if (file.Length == size)
            return file;
        file.Dispose();
        return null;
    }

    /// <summary>The committees that have files.</summary>
    public IEnumerable<string> Committees() =>
        Folders
            .EnumerateDirectories(settings.Files)
            .Select(f => Path.GetFileName(f))
            .Where(name => !name.StartsWith('.'));

    /// <summary>The hashes of a committee's files that were last uploaded before an instant.</summary>
    public IEnumerable<string> UploadedBefore(string committee, DateTimeOffset instant) =>
        Folders
            .EnumerateFiles(Path.Combine(settings.Files, committee), "*", SearchOption.AllDirectories)
            .Where(f => File.GetLastWriteTimeUtc(f) < instant.UtcDateTime)
            .Select(f => Path.GetFileName(f))
            .Where(FileRules.IsHash);

    /// <summary>Removes a file, unless it was uploaded again since the instant.</summary>
    public void Remove(string committee, string sha256, DateTimeOffset before)
    {
        var (place, aside) = (PlaceOf(committee, sha256), Temporary());
        try
        {
            // Set aside first: an upload of the same file at this moment either shows in its time, or stores it anew.
            File.Move(place, aside);
        }
        catch (FileNotFoundException)
        {
            return;
        }

        if (File.GetLastWriteTimeUtc(aside) < before.UtcDateTime || File.Exists(place))
            File.Delete(aside);
        else
            File.Move(aside, place, overwrite: true);
    }

    private void Keep(string path, string place, long size)
    {
        PrivateFiles.MakeFolder(Path.GetDirectoryName(place)!);
        var now = parts.Clock.GetUtcNow().UtcDateTime;
        File.SetLastWriteTimeUtc(path, now);
        try
        {
            // One that was cut short on the disk is replaced.
            if (IsKept(place, size))
            {
                File.SetLastWriteTimeUtc(place, now);
                return;
            }
        }
        catch (FileNotFoundException)
        {
            // Removed at this moment.
        }

        File.Move(path, place, overwrite: true);
    }

    private static bool IsKept(string place, long size) =>
        new FileInfo(place) is { Exists: true } there && there.Length == size;

    private string Temporary() => Path.Combine(Incoming, parts.Ids.Next(parts.Clock.GetUtcNow()));

    private static async Task<Decision<StoredFile>> CopyAsync(Stream body, FileStream file, CancellationToken stop)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (piece, size) = (new byte[64 * 1024], 0L);
        while (await body.ReadAsync(piece, stop) is > 0 and var count)
        {
            if ((size += count) > FileRules.MaxBytes)
                return GatewayRefusals.FileTooLarge;
            hash.AppendData(piece, 0, count);
            await file.WriteAsync(piece.AsMemory(0, count), stop);
        }

        return size == 0
            ? GatewayRefusals.FileEmpty
            : new StoredFile(Convert.ToHexStringLower(hash.GetHashAndReset()), size);
    }

    private string PlaceOf(string committee, string sha256)
    {
        // Both values come from services and from our own hash; this is the last check before they become a path.
        if (
            !FileRules.IsHash(sha256)
            || committee.Length is < 2 or > 40
            || committee.Any(c => c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '-'))
        )
        {
            throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"no place for committee of {committee.Length} characters")
            );
        }

        return Path.Combine(settings.Files, committee, sha256[..2], sha256);
    }
}

/// <summary>A received and inspected file.</summary>
/// <param name="Sha256">Hash of its bytes, 64 lower-case hexadecimal digits.</param>
/// <param name="Size">Bytes.</param>
internal sealed record StoredFile(string Sha256, long Size);
