using System.Collections.Frozen;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.KeyPerFile;
using Microsoft.Extensions.FileProviders;
using Proposals.Channels;

namespace Proposals.BuildingBlocks;

/// <summary>Where the configuration comes from, and which keys of it are known.</summary>
public static class Settings
{
    private const string Prefix = "PROPOSALS_";

    /// <summary>Folder whose files are settings.</summary>
    public static readonly PathSetting SecretsFolder = new(
        "Secrets:Folder",
        "",
        PathSetting.Kind.Folder,
        "folder whose files are settings, `Database__Password` for `Database:Password`; environment and "
            + "command line override it"
    );

    /// <summary>
    /// Keys of single programs, printed from their declarations. Every program knows them, since one environment is
    /// often given to all.
    /// </summary>
    private static readonly FrozenSet<string> OfSinglePrograms = ReadSinglePrograms();

    /// <summary>What the framework takes from the same places.</summary>
    private static readonly string[] OfTheFramework =
    [
        "environment",
        "contentRoot",
        "hostBuilder",
        "applicationName",
        "AllowedHosts",
    ];

    /// <summary>
    /// A builder with the configuration of a program. Throws <see cref="SetupException"/> where it cannot be read, and
    /// for a key of ours that no program knows.
    /// </summary>
    /// <param name="args">The command line.</param>
    /// <param name="declared">The keys of this program.</param>
    public static WebApplicationBuilder Builder(string[] args, IReadOnlyList<Setting> declared)
    {
        WebApplicationBuilder builder;
        try
        {
            // Settings are read once, so nothing watches their files.
            builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false", .. args]);
        }
        catch (InvalidDataException e)
        {
            throw new SetupException($"配置文件无法读取：{(e.InnerException ?? e).Message}", e);
        }
        catch (FormatException e)
        {
            throw new SetupException($"命令行无法读取：{e.Message}", e);
        }

        builder.Configuration.AddSettings(args, declared);
        return builder;
    }

    /// <summary>
    /// Adds, strongest first: the command line, the environment (PROPOSALS_A__B), and the files of Secrets:Folder,
    /// whose names are keys with __ for the colon (Database__Password). Throws <see cref="SetupException"/> when that
    /// folder is not there, and for a key of ours that no program knows.
    /// </summary>
    public static void AddSettings(
        this IConfigurationManager configuration,
        string[] args,
        IReadOnlyList<Setting> declared
    )
    {
        configuration.AddEnvironmentVariables(Prefix).AddCommandLine(args);
        // Kestrel also reads variables that have no prefix, and opens whatever listener they name.
        RefuseKestrel(configuration.AsEnumerable().Where(p => p.Value is not null).Select(p => p.Key));
        RefuseUnknown(KeysOf(b => b.AddCommandLine(args)).Select(k => (k, $"命令行 --{k}")), declared, _ => true);
        RefuseUnknown(
            KeysOf(b => b.AddEnvironmentVariables(Prefix))
                .Select(k => (k, $"环境变量 {Prefix}{k.Replace(":", "__", StringComparison.Ordinal)}")),
            declared,
            // PROPOSALS_ADDRESS and PROPOSALS_IMAGE_TAG are for the command line, compose and tests, and no settings.
            k => k.Contains(':', StringComparison.Ordinal) || k.Any(char.IsAsciiLetterLower)
        );
        foreach (var file in ((IConfigurationRoot)configuration).Providers.OfType<JsonConfigurationProvider>())
            RefuseUnknown(KeysOf(file, null).Select(k => (k, file.Source.Path ?? "")), declared, _ => true);
        if (SecretsFolder.OrNull(configuration) is not { } folder)
            return;
        var secrets = new KeyPerFileConfigurationSource { FileProvider = new PhysicalFileProvider(folder) };
        // Behind the two that were just added: the command line and the environment override the files.
        configuration.Sources.Insert(configuration.Sources.Count - 2, secrets);
        RefuseUnknown(
            KeysOf(b => b.Add(secrets))
                .Select(k => (k, Path.Combine(folder, k.Replace(":", "__", StringComparison.Ordinal)))),
            declared,
            // What else a folder of secrets holds is not ours.
            k => k.Contains(':', StringComparison.Ordinal)
        );
    }

    private static IEnumerable<string> KeysOf(Action<IConfigurationBuilder> add)
    {
        var alone = new ConfigurationBuilder();
        add(alone);
        return alone.Build().AsEnumerable().Where(p => p.Value is not null).Select(p => p.Key);
    }

    private static IEnumerable<string> KeysOf(IConfigurationProvider provider, string? section) =>
        provider
            .GetChildKeys([], section)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(name => section is null ? name : $"{section}:{name}")
            .SelectMany(key => KeysOf(provider, key).Concat(provider.TryGet(key, out _) ? [key] : []));

    private static void RefuseUnknown(
        IEnumerable<(string Key, string From)> found,
        IReadOnlyList<Setting> declared,
        Func<string, bool> isOurs
    )
    {
        foreach (var (key, from) in found)
        {
            if (
                !isOurs(key)
                || declared.Any(d => d.Covers(key))
                || OfSinglePrograms.Contains(key)
                || OfTheFramework.Contains(key.Split(':')[0], StringComparer.OrdinalIgnoreCase)
            )
                continue;
            RefuseKestrel([key]);
            var near = declared
                .Select(d => d.Key)
                .Concat(OfSinglePrograms)
                .Select(k => (Key: k, Distance: DistanceOf(k, key)))
                .MinBy(d => d.Distance);
            throw new SetupException(
                $"不认识的设置 {key}（来自{(from.Contains(' ', StringComparison.Ordinal) ? "" : " ")}{from}）"
                    + (near.Distance <= 3 ? $"，是否应为 {near.Key}？" : "，请核对拼写。")
            );
        }
    }

    private static void RefuseKestrel(IEnumerable<string> keys)
    {
        if (keys.FirstOrDefault(k => k.StartsWith("Kestrel:", StringComparison.OrdinalIgnoreCase)) is { } key)
            throw new SetupException($"{key} 不能设置：监听地址用 Listen、Health:Listen 或 Gateway:Listen 设置。");
    }

    private static FrozenSet<string> ReadSinglePrograms()
    {
        using var reader = new StreamReader(
            typeof(Settings).Assembly.GetManifestResourceStream("single-programs.txt")!
        );
        return reader
            .ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>How many letters have to be put in, taken out or changed to make one text the other.</summary>
    private static int DistanceOf(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var (diagonal, before) = (row[0], row[0] = i);
            for (var j = 1; j <= other.Length; j++)
            {
                var above = row[j];
                before =
                    char.ToLowerInvariant(one[i - 1]) == char.ToLowerInvariant(other[j - 1])
                        ? diagonal
                        : 1 + Math.Min(diagonal, Math.Min(above, before));
                (diagonal, row[j]) = (above, before);
            }
        }

        return row[^1];
    }
}
