using Google.Protobuf;
using Google.Protobuf.Reflection;
using Proposals.Client;
using Proposals.TestKit;

namespace Proposals.Trust;

/// <summary>Every field of every RPC with every hostile value, by gRPC and as JSON through the gateway.</summary>
internal static class HostileInput
{
    private const int AtOnce = 3,
        Tries = 6;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(1),
        Pause = TimeSpan.FromMilliseconds(300);

    /// <summary>The walk by gRPC.</summary>
    public static async Task<Finding> ByGrpcAsync(Scene scene)
    {
        var (tally, calls) = (new Tally("hostile input by gRPC"), await CallsAsync(scene));
        var paths = await EachAsync(
            HostileCalls.Unary,
            async method =>
            {
                var authorization = await calls.AuthorizationAsync(method);
                var paths = new List<string>();
                foreach (var hostile in HostileValues.Of(method.InputType, calls.Plausible))
                {
                    paths.Add(hostile.Path);
                    var request = hostile.Request.ToByteArray();
                    var answer = await PatientAsync(() => scene.Attacker.CallAsync(method, request, authorization));
                    tally.Count(
                        answer,
                        $"{method.Name} {hostile.Path}",
                        answer.Took <= Bound
                            && (
                                !hostile.IsBad
                                || answer.Code == "INVALID_ARGUMENT"
                                || answer.Reason == "PEER_NOT_ALLOWED"
                            )
                    );
                }

                return paths;
            }
        );
        tally.Expect(true, $"{HostileCalls.Unary.Count} RPCs, {paths}");
        return tally.ToFinding();
    }

    /// <summary>The walk as JSON.</summary>
    public static async Task<Finding> ByJsonAsync(Scene scene)
    {
        var (tally, calls) = (new Tally("hostile input as JSON"), await CallsAsync(scene));
        // What no role may call is not offered there.
        var offered = HostileCalls.Unary.Where(m => Rights.Of(HostileCalls.NameOf(m)) is not { Count: 0 }).ToList();
        var paths = await EachAsync(
            offered,
            async method =>
            {
                var authorization = await calls.AuthorizationAsync(method);
                var paths = new List<string>();
                foreach (
                    var hostile in HostileJson
                        .Of(method.InputType, calls.Plausible)
                        .Concat(HostileJson.Bodies(method.InputType, calls.Plausible))
                )
                {
                    paths.Add(hostile.Path);
                    var answer = await PatientAsync(() =>
                        scene.Attacker.PostAsync(method, hostile.Body, authorization)
                    );
                    tally.Count(
                        answer,
                        $"{method.Name} {hostile.Path}",
                        answer.Took <= Bound && !(hostile.IsBad && answer.IsOk)
                    );
                }

                return paths;
            }
        );
        tally.Expect(true, $"{offered.Count} RPCs, {paths}");
        return tally.ToFinding();
    }

    /// <summary>Hostile parameters of uploads, downloads, exports and streams.</summary>
    public static async Task<Finding> InQueriesAsync(Scene scene)
    {
        var tally = new Tally("hostile paths and queries");
        foreach (var hostile in HostileQuery.All())
        {
            var authorization = (await scene.Home.OfAsync(hostile.Login)).Authorization!;
            var answer = await PatientAsync(() =>
                scene.Attacker.SendAsync(hostile.To(scene.Attacker.Gateway, authorization), whole: false)
            );
            tally.Count(answer, $"{hostile.Verb} {hostile.Path}", answer.Took <= Bound);
        }

        return tally.ToFinding();
    }

    private static async Task<HostileCalls> CallsAsync(Scene scene) =>
        await HostileCalls.OfAsync(
            scene.Home,
            (await new Walk(scene.Home, _ => { }).FileAsync("关于夜间公交的提案")).Name
        );

    private static async Task<string> EachAsync(
        IReadOnlyList<MethodDescriptor> methods,
        Func<MethodDescriptor, Task<List<string>>> attack
    )
    {
        var (fields, values, sync) = (0, new HashSet<string>(StringComparer.Ordinal), new Lock());
        await Parallel.ForEachAsync(
            methods,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (method, _) =>
            {
                var paths = await attack(method);
                lock (sync)
                {
                    fields += paths.Select(p => p.Split(": ")[0]).Distinct().Count();
                    values.UnionWith(paths.Select(p => p.Split(": ")[^1]));
                }
            }
        );
        return $"{fields} fields, {values.Count} values";
    }

    // A busy machine may be slow several times, most of all where a password is hashed. A request is slow each time.
    private static async Task<Answer> PatientAsync(Func<Task<Answer>> send)
    {
        var answer = await send();
        for (var tries = 1; tries < Tries && answer.Took > Bound && answer.Problem.Length == 0; tries++)
        {
            await Task.Delay(Pause * tries);
            answer = await send();
        }

        return answer;
    }
}
