using System.Globalization;
using Proposals.Trust;

// The campaigns of this program, one for each command:
//   kills [--cycles 200] [--mode standalone|apart|all] [--seed 1] [--mutant lose|double|tamper]
//   brokers [--quick] [--rate 100] [--seed 1]     three clustered brokers, killed under load
//   backup [--commands 1000]
//   attack                                        hostile input, guesses, rights, files, races, streams and bodies
//   rolling [--quick] [--rate 100] [--seed 1]     two replicas of everything, restarted one after the other under load
//   steady [--quick] [--rate 100] [--seed 1]      rolling's load for two minutes without a restart: what the
//                                                 machine itself does (--quick: one process of everything)
// Exit codes: 0 every check holds; 1 a check failed; 2 the command line is wrong or the campaign itself could not run.
const string Usage =
    "usage: kills [--cycles 200] [--mode standalone|apart|all] [--seed 1] [--mutant lose|double|tamper] | backup "
    + "[--commands 1000] | attack | brokers|rolling|steady [--quick] [--rate 100] [--seed 1]";
if (args is ["attack"])
    return await AttackCampaign.RunAsync();
if (args is ["backup"])
    return await BackupCampaign.RunAsync(1000);
if (args is ["backup", "--commands", var many])
    return int.TryParse(many, CultureInfo.InvariantCulture, out var commands) && commands is >= 100 and <= 100_000
        ? await BackupCampaign.RunAsync(commands)
        : Wrong();
var (cycles, mode, seed, mutant, rate) = (200, "all", 1, "", 100);
if (args is ["brokers" or "rolling" or "steady", ..])
{
    var quick = args.Contains("--quick");
    var rest = args.Skip(1).Where(a => a != "--quick").ToArray();
    for (var i = 0; i < rest.Length; i += 2)
    {
        switch (rest[i])
        {
            case "--rate"
                when i + 1 < rest.Length
                    && int.TryParse(rest[i + 1], CultureInfo.InvariantCulture, out rate)
                    && rate is >= 5 and <= 1000:
                break;
            case "--seed" when i + 1 < rest.Length && int.TryParse(rest[i + 1], CultureInfo.InvariantCulture, out seed):
                break;
            default:
                return Wrong();
        }
    }

    return args[0] switch
    {
        "brokers" => await Brokers.RunAsync(quick, rate, seed),
        "rolling" => await Rolling.RunAsync(quick, rate, seed),
        _ => await Steady.RunAsync(
            "steady",
            new ApartDeployment(replicas: quick ? 1 : 2),
            rate,
            seed,
            async (_, _, lag, findings) =>
            {
                await Task.Delay(TimeSpan.FromMinutes(2));
                findings.Add(lag.Most());
            },
            Rolling.Drafts
        ),
    };
}

if (args is not ["kills", ..] || args.Length % 2 == 0)
    return Wrong();
for (var i = 1; i < args.Length; i += 2)
{
    switch (args[i])
    {
        case "--cycles"
            when int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out cycles) && cycles is >= 10 and <= 5000:
            break;
        case "--mode" when args[i + 1] is "standalone" or "apart" or "all":
            mode = args[i + 1];
            break;
        case "--seed" when int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out seed):
            break;
        case "--mutant" when args[i + 1] is "lose" or "double" or "tamper":
            mutant = args[i + 1];
            break;
        default:
            return Wrong();
    }
}

return await Kills.RunAsync(cycles, mode, seed, mutant);

static int Wrong()
{
    Console.Error.WriteLine(Usage);
    return 2;
}
