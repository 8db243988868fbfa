using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Proposals.Client;

namespace Proposals.Trust;

/// <summary>
/// Two replicas of every service and two gateways, under a steady load by gRPC and the JSON API. Each process is
/// restarted in turn, as in an upgrade.
/// </summary>
internal static class Rolling
{
    private const int Replicas = 2,
        DraftsPerSecond = 5;

    /// <summary>
    /// Share of the commands that are drafts. Fourteen processes run on a small machine, and four services follow each
    /// command of a life cycle. Life cycles alone would leave no processor time to start a process.
    /// </summary>
    public const double Drafts = 0.7;

    private static readonly TimeSpan Warm = TimeSpan.FromMinutes(1);

    // minReadySeconds of deploy/kubernetes, because a new process is slow at first.
    private static readonly TimeSpan Ready = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Runs the campaign and prints one line for each check. Returns 0 when all hold, 1 when one failed, 2 when the
    /// campaign itself could not run.
    /// </summary>
    public static Task<int> RunAsync(bool quick, int rate, int seed) =>
        Steady.RunAsync(
            "rolling",
            new ApartDeployment(replicas: Replicas),
            rate,
            seed,
            async (deployment, load, lag, findings) =>
            {
                using var drafts = new JsonDrafts(deployment, load, DraftsPerSecond);
                var drafting = drafts.RunAsync();
                // The code of a new suite is still being compiled. Nobody begins an upgrade in that minute.
                await Task.Delay(Warm);
                var usual = lag.TakeMost();
                Kills.Print(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"[rolling] before any restart at most {usual.Time.TotalSeconds:F1} s behind ("
                            + $"{usual.Events} events)"
                    )
                );
                var (start, restarts, longest, recovered) = (Stopwatch.GetTimestamp(), 0, TimeSpan.Zero, true);
                var most = lag.TakeMost();
                foreach (
                    var process in (string[])
                        [.. quick ? ["directory", "intake", "supervision"] : Suite.Services, "gateway"]
                )
                {
                    for (var replica = 1; replica <= Replicas; replica++)
                    {
                        var began = Stopwatch.GetTimestamp();
                        await deployment.RestartAsync(process, replica);
                        restarts++;
                        if (Stopwatch.GetElapsedTime(began) is var took && took > longest)
                            longest = took;
                        // As an orchestrator does: the next process follows when the one before has been ready for a
                        // while.
                        recovered &= await lag.RecoveredAsync(TimeSpan.FromSeconds(30)) is not null;
                        var behind = lag.TakeMost();
                        if (behind.Time > most.Time)
                            most = behind;
                        Kills.Print(
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"[rolling] {process} {replica} gone for {took.TotalSeconds:F1} s, at most "
                                    + $"{behind.Time.TotalSeconds:F1} s behind, up to date "
                                    + $"{(Stopwatch.GetElapsedTime(began) - took).TotalSeconds:F1} s later"
                            )
                        );
                        await Task.Delay(Ready);
                    }
                }

                var restarted = Stopwatch.GetElapsedTime(start);
                drafts.Stop();
                await drafting;
                findings.Add(
                    new Finding(
                        "restarts",
                        restarts == Replicas * (quick ? 4 : 6),
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{restarts} processes in {restarted.TotalSeconds:F0} s, the slowest gone for "
                                + $"{longest.TotalSeconds:F1} s"
                        )
                    )
                );
                findings.Add(Lag.Finding(most, recovered));
                findings.Add(
                    new Finding(
                        "JSON API",
                        drafts.Problems.Count == 0,
                        drafts.Problems.Count == 0 ? drafts.Report : string.Join("; ", drafts.Problems.Take(4))
                    )
                );
            },
            Drafts
        );
}

/// <summary>
/// Creates and deletes drafts through the gateways. It retries as the README asks of JSON clients: with the same
/// requestId, at the next gateway, at most four times within about two seconds.
/// </summary>
internal sealed class JsonDrafts(ApartDeployment deployment, Load load, int perSecond) : IDisposable
{
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromMilliseconds(100),
        TimeSpan.FromMilliseconds(300),
        TimeSpan.FromMilliseconds(700),
        TimeSpan.FromMilliseconds(1000),
    ];
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _problems = [];
    private int _calls,
        _again;
    private TimeSpan _longest;
    private string _token = "";

    /// <summary>Calls that failed despite the retries.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Summary of the calls.</summary>
    public string Report =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{_calls} calls through {deployment.Gateways.Count} gateways answered, {_again} of them sent again, "
                + $"the longest {_longest.TotalSeconds:F2} s"
        );

    /// <summary>Creates and deletes drafts until stopped.</summary>
    public async Task RunAsync()
    {
        var member = deployment.Accounts.Accounts.First(a => a.Login == "member1");
        var session = await CallAsync(
            "directory",
            "DirectoryService/SignIn",
            new JsonObject
            {
                ["committeeCode"] = deployment.Accounts.Committee,
                ["login"] = member.Login,
                ["password"] = member.Password,
            }
        );
        _token = (string?)session?["token"] ?? "";
        var plenary = (string?)
            (await CallAsync("directory", "DirectoryService/ListPlenarySessions", new JsonObject { ["pageSize"] = 1 }))
                ?["sessions"]
                ?[0]
                ?["name"];
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / perSecond));
        while (!_stop.IsCancellationRequested && _problems.Count == 0)
        {
            var draft = await CommandAsync(
                "CreateProposal",
                new JsonObject
                {
                    ["proposal"] = new JsonObject
                    {
                        ["session"] = plenary,
                        ["category"] = "society",
                        ["text"] = new JsonObject { ["subject"] = "关于滚动重启的提案" },
                    },
                }
            );
            if (draft is not null)
                await CommandAsync("DeleteProposal", new JsonObject { ["name"] = (string?)draft["name"] });
            await pace.WaitForNextTickAsync();
        }
    }

    /// <summary>Begins no more drafts.</summary>
    public void Stop() => _stop.Cancel();

    /// <inheritdoc />
    public void Dispose()
    {
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task<JsonNode?> CommandAsync(string method, JsonObject request)
    {
        var id = Call.NewId();
        request["requestId"] = id;
        var answer = await CallAsync("intake", "IntakeService/" + method, request);
        if (answer is not null)
            load.Acknowledge("intake", id);
        return answer;
    }

    private async Task<JsonNode?> CallAsync(string package, string method, JsonObject body)
    {
        var start = Stopwatch.GetTimestamp();
        for (var attempt = 0; ; attempt++)
        {
            var problem = "";
            try
            {
                using var request = new HttpRequestMessage(
                    HttpMethod.Post,
                    $"{deployment.Gateways[(_calls + attempt) % deployment.Gateways.Count]}/proposals.{package}.v1."
                        + $"{method}"
                )
                {
                    Content = JsonContent.Create(body),
                };
                if (_token.Length > 0)
                    request.Headers.Authorization = new("Bearer", _token);
                using var response = await _http.SendAsync(request);
                var text = await response.Content.ReadAsStringAsync();
                if (response.IsSuccessStatusCode)
                {
                    _calls++;
                    if (attempt > 0)
                        _again++;
                    if (Stopwatch.GetElapsedTime(start) is var took && took > _longest)
                        _longest = took;
                    return JsonNode.Parse(text);
                }

                problem = $"{method}: {(int)response.StatusCode} {text}";
                if (response.StatusCode != System.Net.HttpStatusCode.ServiceUnavailable)
                    attempt = Pauses.Length;
            }
            catch (HttpRequestException e)
            {
                problem = $"{method}: {e.Message}";
            }

            if (attempt >= Pauses.Length)
            {
                _problems.Add(problem);
                return null;
            }

            await Task.Delay(Pauses[attempt]);
        }
    }
}
