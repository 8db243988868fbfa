using System.Security.Cryptography;

namespace Proposals.Cli.Backups;

/// <summary>A file of a backup.</summary>
/// <param name="File">Its name.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">Hash of its bytes, lower-case hexadecimal.</param>
internal sealed record SavedFile(string File, long Size, string Sha256)
{
    /// <summary>Measures a file.</summary>
    public static async Task<SavedFile> OfAsync(string path)
    {
        await using var stream = System.IO.File.OpenRead(path);
        return new SavedFile(
            Path.GetFileName(path),
            stream.Length,
            Convert.ToHexStringLower(await SHA256.HashDataAsync(stream))
        );
    }

    /// <summary>Throws <see cref="InvalidDataException"/> when the file is missing or differs.</summary>
    public async Task CheckAsync(string folder)
    {
        var path = Path.Combine(folder, Path.GetFileName(File));
        if (!System.IO.File.Exists(path))
            throw new InvalidDataException($"备份缺少文件 {File}。");
        if (await OfAsync(path) != this)
            throw new InvalidDataException($"备份文件 {File} 与清单不符（大小或 SHA-256）。");
    }
}
