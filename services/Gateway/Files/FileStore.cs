using System.Globalization;
using System.Security.Cryptography;
using Proposals.BuildingBlocks;

namespace Proposals.Gateway;

/// <summary>
/// Uploaded files by their hash: Files:Folder/{committee}/{first two digits}/{hash}. A file is written to a temporary
/// name, inspected, forced to the disk and only then renamed, so every stored file is complete. A committee's identical
/// files are stored once; nothing is ever overwritten or deleted.
/// </summary>
internal sealed class FileStore(GatewaySettings settings, HostParts parts)
{
    /// <summary>Free bytes that uploads leave on the disk for other programs.</summary>
    internal const long Reserve = 1024L * 1024 * 1024;

    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(1);

    private string Incoming => Path.Combine(settings.Files, ".incoming");

    /// <summary>Deletes temporary files that are older than a day, left by uploads whose process died.</summary>
    public void Tidy()
    {
        Folders.CreateDirectory(Incoming);
        foreach (
            var file in Folders
                .EnumerateFiles(Incoming)
                .Where(f => File.GetLastWriteTimeUtc(f) < parts.Clock.GetUtcNow().UtcDateTime - Forgotten)
        )
            File.Delete(file);
    }

    /// <summary>The refusal of any file when no more bytes are free than the reserve; null otherwise.</summary>
    internal static Refusal? RefusesSpace(long free) => free < Reserve ? GatewayRefusals.StoreFull : (Refusal?)null;

    /// <summary>
    /// Receives a file. Refusals: FILE_TOO_LARGE, FILE_EMPTY, STORE_FULL and those of the kind's inspection; a refused
    /// file is deleted.
    /// </summary>
    public async Task<Decision<StoredFile>> ReceiveAsync(
        string committee,
        FileKind kind,
        Stream body,
        CancellationToken stop
    )
    {
        Folders.CreateDirectory(Incoming);
        if (RefusesSpace(new DriveInfo(Incoming).AvailableFreeSpace) is { } full)
            return full;
        var path = Path.Combine(Incoming, parts.Ids.Next(parts.Clock.GetUtcNow()));
        try
        {
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
            if (!(await CopyAsync(body, file, stop)).Decided(out var stored, out var refusal))
                return refusal;
            file.Position = 0;
            if (kind.Inspect(file) is { } found)
                return found;
            file.Flush(flushToDisk: true);
            file.Close();
            var place = PlaceOf(committee, stored.Sha256);
            Folders.CreateDirectory(Path.GetDirectoryName(place)!);
            if (!File.Exists(place))
                File.Move(path, place, overwrite: true);
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
            FileShare.Read,
            64 * 1024,
            FileOptions.Asynchronous | FileOptions.SequentialScan
        );
        if (file.Length == size)
            return file;
        file.Dispose();
        return null;
    }

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
