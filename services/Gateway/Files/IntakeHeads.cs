using System.Globalization;
using Proposals.BuildingBlocks;
using Proposals.Journal.V1;

namespace Proposals.Gateway;

/// <summary>
/// The highest positions of Intake's journal that the gateway has seen, kept beside the files. An answer from before
/// them comes from a database that was lost or set back, and says nothing about newer files.
/// </summary>
internal sealed class IntakeHeads(GatewaySettings settings)
{
    private string Place => Path.Combine(settings.Files, ".intake-positions");

    /// <summary>True when the positions are not before those seen earlier; they are then kept.</summary>
    public bool Admit(IEnumerable<Position> positions)
    {
        var seen = Read();
        foreach (var position in positions.Where(p => p.Source == "intake"))
        {
            if (position.Position_ < seen.GetValueOrDefault(position.Shard))
                return false;
            seen[position.Shard] = position.Position_;
        }

        var fresh = Place + ".new";
        using (var writer = new StreamWriter(fresh, PrivateFiles.Options(FileMode.Create)))
        {
            foreach (var (shard, position) in seen.OrderBy(s => s.Key))
                writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{shard} {position}"));
        }

        File.Move(fresh, Place, overwrite: true);
        return true;
    }

    private Dictionary<int, long> Read() =>
        File.Exists(Place)
            ? File.ReadAllLines(Place)
                .Select(line => line.Split(' '))
                .ToDictionary(
                    parts => int.Parse(parts[0], CultureInfo.InvariantCulture),
                    parts => long.Parse(parts[1], CultureInfo.InvariantCulture)
                )
            : [];
}
