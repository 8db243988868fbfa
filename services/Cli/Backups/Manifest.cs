using System.Text.Json;

namespace Proposals.Cli.Backups;

/// <summary>The contents of a backup. It is written last, so a folder without it is not a backup.</summary>
/// <param name="Program">Version of the program that made it.</param>
/// <param name="MadeAt">The instant of the snapshot.</param>
/// <param name="Engine">Kind of the databases.</param>
/// <param name="PausedMilliseconds">How long commands were paused for it.</param>
/// <param name="Databases">Every database of the suite as of that instant.</param>
/// <param name="Files">The uploaded files; null when they were not requested.</param>
internal sealed record Manifest(
    string Program,
    DateTimeOffset MadeAt,
    string Engine,
    double PausedMilliseconds,
    IReadOnlyList<SavedDatabase> Databases,
    SavedFile? Files
)
{
    private const string FileName = "manifest.json";
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    /// <summary>
    /// Reads the manifest of a folder. Throws <see cref="InvalidDataException"/> when it is missing or unreadable.
    /// </summary>
    public static async Task<Manifest> ReadAsync(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            throw new InvalidDataException($"{folder} 不是完整的备份：没有 {FileName}。");
        try
        {
            await using var stream = File.OpenRead(path);
            return await JsonSerializer.DeserializeAsync<Manifest>(stream, Options) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new InvalidDataException($"{path} 无法识别。");
        }
    }

    /// <summary>Writes the manifest and forces it to the disk.</summary>
    public async Task WriteAsync(string folder)
    {
        await using var stream = new FileStream(Path.Combine(folder, FileName), FileMode.CreateNew);
        await JsonSerializer.SerializeAsync(stream, this, Options);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>
    /// The evidence against one instant: a service that has applied more than its source had written. Empty for a true
    /// snapshot. A service that has applied less catches up after a restore.
    /// </summary>
    public IEnumerable<string> Contradictions() =>
        from database in Databases
        from heard in database.Checkpoints
        let source = Databases.FirstOrDefault(d => d.Service == heard.Source && d.Shard == heard.Shard)
        where source is null || heard.Position > source.Position
        select $"{database.Name} 已读到 {heard.Source} 第 {heard.Position} 条，而备份中只有 {source?.Position ?? 0} 条";
}

/// <summary>How far a service had applied another's journal.</summary>
internal sealed record Heard(string Source, int Shard, long Position);
