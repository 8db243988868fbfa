using System.Collections.Frozen;
using System.Text.Json;

namespace Proposals.Channels;

/// <summary>The services of the suite, read from services/catalogue.json, which is part of this assembly.</summary>
/// <remarks>
/// It is the one list of services: programs read it here, scripts read deploy/services.env, and every other file that
/// names all of them is printed from it (docs/decisions/0022).
/// </remarks>
public static class Catalogue
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Every service, in the order of the list: migrations run and programs start in it.</summary>
    public static IReadOnlyList<ServiceEntry> Services { get; } = Read();

    private static readonly FrozenDictionary<string, ServiceEntry> ByName = Services.ToFrozenDictionary(
        s => s.Name,
        StringComparer.Ordinal
    );

    /// <summary>The service of that name; null when there is none.</summary>
    public static ServiceEntry? Find(string name) => ByName.GetValueOrDefault(name);

    private static IReadOnlyList<ServiceEntry> Read()
    {
        using var stream = typeof(Catalogue).Assembly.GetManifestResourceStream("catalogue.json")!;
        return JsonSerializer.Deserialize<Listed>(stream, Json)!.Services;
    }

    private sealed record Listed(IReadOnlyList<ServiceEntry> Services);
}
