using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using Proposals.Client;

namespace Proposals.Benchmarks;

/// <summary>
/// Sends the requests of signed-in browsers to a running Standalone: cockpit, list and case, through the JSON API at a
/// steady rate.
/// </summary>
/// <remarks>
/// Times count from the instant at which a request was due, so that waiting for a slow answer hides nothing. The
/// baseline of the same run is the sign-in page, a file from memory, at the same rate.
///
/// A machine that is busy to its limit measures its queue and not the product. So 16 callers without a pause come
/// first, and the steady rate is at most half of what they reach. They also warm everything up. Their baseline is the
/// sign-in page too, so that a slow product cannot lower its own load unnoticed.
/// </remarks>
internal static class BrowserBenchmark
{
    private const string Supervision = "/proposals.supervision.v1.SupervisionService/",
        Intake = "/proposals.intake.v1.IntakeService/";

    /// <summary>
    /// Runs the load and returns its 99th percentile and that of the baseline, in milliseconds, and the share of the
    /// baseline's requests a second that callers without a pause reach. The percentile is infinite when a request
    /// failed.
    /// </summary>
    public static async Task<(double P99, double RawP99, double Share)> RunAsync(
        string portal,
        string suiteAddress,
        string accountsPath,
        int browsers,
        int rate,
        TimeSpan time
    )
    {
        var accounts = DemoAccounts.Load(accountsPath);
        using var suite = Suite.At(suiteAddress);
        // The browsers take these accounts in turn. Every browser has a session of its own.
        string[] logins =
        [
            .. accounts
                .Accounts.Select(a => a.Login)
                .Where(l =>
                    l is "office" or "handover" or "supervisor" or "leader"
                    || l.StartsWith("member", StringComparison.Ordinal)
                ),
        ];
        var tokens = new (string Login, string Token)[browsers];
        foreach (var some in Enumerable.Range(0, browsers).Chunk(Environment.ProcessorCount))
        {
            await Task.WhenAll(
                some.Select(async i =>
                {
                    var login = logins[i % logins.Length];
                    tokens[i] = (
                        login,
                        (await suite.SignInAsync(accounts.Committee, login, accounts.PasswordOf(login))).Authorization![
                            "Bearer ".Length..
                        ]
                    );
                })
            );
        }

        var leader = await suite.SignInAsync(accounts.Committee, "leader", accounts.PasswordOf("leader"));
        var session = (
            await leader.Directory.ListPlenarySessionsAsync(
                new Directory.V1.ListPlenarySessionsRequest { PageSize = 1 }
            )
        )
            .Sessions[0]
            .Name;
        var cases = (
            await leader.Supervision.ListCasesAsync(
                new Supervision.V1.ListCasesRequest { Session = session, PageSize = 200 }
            )
        )
            .Cases.Select(c => c.Name)
            .ToArray();
        var own = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var login in logins.Where(l => l.StartsWith("member", StringComparison.Ordinal)))
        {
            var person = await suite.SignInAsync(accounts.Committee, login, accounts.PasswordOf(login));
            own[login] =
            [
                .. (await person.Intake.ListProposalsAsync(new Intake.V1.ListProposalsRequest { Own = true }))
                    .Proposals.Where(p =>
                        p.State
                            is not (
                                Proposals.Intake.V1.ProposalState.Draft
                                or Proposals.Intake.V1.ProposalState.Deleted
                            )
                    )
                    .Select(p => p.Name.Replace("/proposals/", "/cases/", StringComparison.Ordinal)),
            ];
        }

        using var http = new HttpClient(
            new SocketsHttpHandler
            {
                UseCookies = false,
                MaxConnectionsPerServer = browsers,
                AutomaticDecompression = DecompressionMethods.All,
            }
        )
        {
            BaseAddress = new Uri(portal),
            Timeout = TimeSpan.FromSeconds(30),
        };
        (string Path, string Body) Ask(int i, string login)
        {
            var watcher = !login.StartsWith("member", StringComparison.Ordinal);
            return (i % 3) switch
            {
                0 when watcher => (Supervision + "GetStatistics", JsonSerializer.Serialize(new { session })),
                0 => (Supervision + "ListNotices", "{\"pageSize\":20}"),
                1 when watcher => (Supervision + "ListCases", JsonSerializer.Serialize(new { session, pageSize = 20 })),
                1 => (Intake + "ListProposals", "{\"own\":true,\"pageSize\":20}"),
                _ => (
                    Supervision + "GetCase",
                    JsonSerializer.Serialize(
                        new { name = watcher ? cases[i % cases.Length] : own[login][i % own[login].Length] }
                    )
                ),
            };
        }

        async Task SendAsync(int i)
        {
            var (login, token) = tokens[i % tokens.Length];
            var (path, body) = Ask(i / tokens.Length + i, login);
            using var request = new HttpRequestMessage(HttpMethod.Post, path)
            {
                Content = new StringContent(body, Encoding.UTF8, "application/json"),
            };
            request.Headers.Add("Cookie", "__Host-proposals=" + token);
            request.Headers.Add("Proposals-Client", "portal");
            using var response = await http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            if (response.StatusCode != HttpStatusCode.OK)
                throw new InvalidOperationException($"{path} as {login}: {(int)response.StatusCode} {text}");
        }

        async Task PageAsync(int i)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
            request.Headers.Add("Accept", "text/html");
            using var response = await http.SendAsync(request);
            response.EnsureSuccessStatusCode();
            _ = await response.Content.ReadAsByteArrayAsync();
        }

        await PausedNeverAsync(TimeSpan.FromSeconds(5), SendAsync);
        var most = await PausedNeverAsync(TimeSpan.FromSeconds(5), SendAsync);
        var mostPages = await PausedNeverAsync(TimeSpan.FromSeconds(5), PageAsync);
        var steady = (int)Math.Min(rate, most / 2);
        Console.WriteLine(
            $"16 callers without a pause: {most:N0} requests/s, of the sign-in page {mostPages:N0}/s → ratio "
                + $"{most / mostPages:F3}"
                + (steady < rate ? $"; this machine is too slow for {rate}/s, so it gets {steady}/s" : "")
        );
        var (page, _) = await PacedAsync(steady, TimeSpan.FromSeconds(10), PageAsync);
        var (times, errors) = await PacedAsync(steady, time, SendAsync);
        var (p50, p99, rawP99) = (Percentile(times, 50), Percentile(times, 99), Percentile(page, 99));
        Console.WriteLine(
            $"{browsers} signed-in browsers, cockpit, list and case at {steady}/s for {time.TotalSeconds:N0} s: "
                + $"{times.Count} answers, p50 {p50:F1} ms, p99 {p99:F1} ms, worst {times.Max():F1} ms, "
                + $"{errors.Count} errors"
        );
        Console.WriteLine(
            $"  raw, the sign-in page at the same rate: p50 {Percentile(page, 50):F1} ms, p99 "
                + $"{rawP99:F1} ms → ratio of p99 {p99 / rawP99:F1}"
        );
        foreach (var error in errors.Take(5))
            Console.WriteLine("  " + error);
        return (errors.IsEmpty ? p99 : double.PositiveInfinity, rawP99, most / mostPages);
    }

    /// <summary>Lets 16 callers send one request after the other, and returns the requests a second.</summary>
    private static async Task<double> PausedNeverAsync(TimeSpan time, Func<int, Task> send)
    {
        var (start, next) = (Stopwatch.GetTimestamp(), 0);
        await Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(async _ =>
                {
                    while (Stopwatch.GetElapsedTime(start) < time)
                        await send(Interlocked.Increment(ref next));
                })
        );
        return next / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<(IReadOnlyList<double> Times, ConcurrentQueue<string> Errors)> PacedAsync(
        int rate,
        TimeSpan time,
        Func<int, Task> send
    )
    {
        var (times, errors, running, start) = (
            new ConcurrentBag<double>(),
            new ConcurrentQueue<string>(),
            new List<Task>(),
            Stopwatch.GetTimestamp()
        );
        for (var i = 0; i < rate * time.TotalSeconds; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / rate);
            if (due - Stopwatch.GetElapsedTime(start) is { TotalMilliseconds: > 1 } early)
                await Task.Delay(early);
            var number = i;
            running.Add(
                Task.Run(async () =>
                {
                    try
                    {
                        await send(number);
                        times.Add((Stopwatch.GetElapsedTime(start) - due).TotalMilliseconds);
                    }
                    catch (Exception e)
                        when (e is HttpRequestException or TaskCanceledException or InvalidOperationException)
                    {
                        errors.Enqueue(e.Message);
                    }
                })
            );
        }

        await Task.WhenAll(running);
        return ([.. times], errors);
    }

    private static double Percentile(IReadOnlyList<double> values, int percent) =>
        values.Count == 0
            ? double.NaN
            : values.Order().ElementAt(Math.Min(values.Count - 1, values.Count * percent / 100));
}
