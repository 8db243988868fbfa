using System.Globalization;
using Proposals.BuildingBlocks;
using Proposals.Journal.V1;

namespace Proposals.Gateway;

/// <summary>
/// The highest positions of a service's journal that the gateway has seen, kept beside the files. An answer from before
/// them comes from a database that was lost or set back, and says nothing about newer files.
/// </summary>
internal sealed class SeenHeads(GatewaySettings settings)
{
    private string PlaceOf(string service) => Path.Combine(settings.Files, $".{service}-positions");

    /// <summary>True when the service's positions are not before those seen earlier; they are then kept.</summary>
    public bool Admit(string service, IEnumerable<Position> positions)
    {
        var place = PlaceOf(service);
        var seen = Read(place);
        foreach (var position in positions.Where(p => p.Source == service))
        {
            if (position.Position_ < seen.GetValueOrDefault(position.Shard))
                return false;
            seen[position.Shard] = position.Position_;
        }

        var fresh = place + ".new";
        using (var writer = new StreamWriter(fresh, PrivateFiles.Options(FileMode.Create)))
        {
            foreach (var (shard, position) in seen.OrderBy(s => s.Key))
                writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{shard} {position}"));
        }

        File.Move(fresh, place, overwrite: true);
        return true;
    }

    private static Dictionary<int, long> Read(string place) =>
        File.Exists(place)
            ? File.ReadAllLines(place)
                .Select(line => line.Split(' '))
                .ToDictionary(
                    parts => int.Parse(parts[0], CultureInfo.InvariantCulture),
                    parts => long.Parse(parts[1], CultureInfo.InvariantCulture)
                )
            : [];
}
