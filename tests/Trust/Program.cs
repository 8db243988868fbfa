using System.Globalization;
using Proposals.Trust;

// What this program proves, one command each:
//   kills [--cycles 200] [--mode standalone|apart|all] [--seed 1] [--mutant lose|double|tamper]
//   backup [--commands 1000]
// Exit codes: 0 every check holds; 1 a check failed; 2 the command line is wrong or the campaign itself could not run.
const string Usage = "usage: kills [--cycles 200] [--mode standalone|apart|all] [--seed 1] [--mutant lose|double|tamper]\n       backup [--commands 1000]";
if (args is ["backup"]) return await BackupCampaign.RunAsync(1000);
if (args is ["backup", "--commands", var many]) return int.TryParse(many, CultureInfo.InvariantCulture, out var commands) && commands is >= 100 and <= 100_000 ? await BackupCampaign.RunAsync(commands) : Wrong();
if (args.Length == 0 || args[0] != "kills" || args.Length % 2 == 0) return Wrong();
var (cycles, mode, seed, mutant) = (200, "all", 1, "");
for (var i = 1; i < args.Length; i += 2)
{
    switch (args[i])
    {
        case "--cycles" when int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out cycles) && cycles is >= 10 and <= 5000: break;
        case "--mode" when args[i + 1] is "standalone" or "apart" or "all": mode = args[i + 1]; break;
        case "--seed" when int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out seed): break;
        case "--mutant" when args[i + 1] is "lose" or "double" or "tamper": mutant = args[i + 1]; break;
        default: return Wrong();
    }
}

return await Kills.RunAsync(cycles, mode, seed, mutant);

static int Wrong()
{
    Console.Error.WriteLine(Usage);
    return 2;
}
