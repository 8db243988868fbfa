using System.Diagnostics;
using Grpc.Core;
using Proposals.Channels;
using Proposals.Client;
using Proposals.Journal.V1;

namespace Proposals.Trust;

/// <summary>
/// Proves that the suite is quiet: two readings in a row are equal, every consumer is at the head of every journal it
/// follows, and nothing is parked. Waiting for some time is no proof.
/// </summary>
internal static class Quiescence
{
    /// <summary>The journals that each service must follow, by the catalogue.</summary>
    /// <remarks>The running suite is not asked, because a consumer that never started would not be missed.</remarks>
    public static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> Follows = Catalogue.Services.ToDictionary(
        s => s.Name,
        s => s.Follows,
        StringComparer.Ordinal
    );

    /// <summary>
    /// Waits until the suite is quiet and returns the heads. Throws <see cref="TimeoutException"/>, whose message names
    /// the consumers that lag or the parked events.
    /// </summary>
    public static async Task<IReadOnlyDictionary<string, long>> ReachAsync(Deployment deployment, TimeSpan patience)
    {
        var start = Stopwatch.GetTimestamp();
        var before = "";
        while (true)
        {
            var reading = "no answer";
            IReadOnlyList<string> problems = ["no answer"];
            try
            {
                var journals = await ReadAsync(deployment);
                reading = string.Join(' ', journals.Values.Select(j => j.ToString()));
                problems = Problems(journals);
                if (problems.Count == 0 && reading == before)
                    return journals.ToDictionary(j => j.Key, j => j.Value.Head.Position_, StringComparer.Ordinal);
            }
            catch (RpcException e)
            {
                problems = [$"{e.StatusCode} {e.Status.Detail}"];
            }

            before = reading;
            if (Stopwatch.GetElapsedTime(start) > patience)
                throw new TimeoutException(
                    $"not quiet after {patience.TotalSeconds:F0} s: {string.Join("; ", problems)}"
                );
            await Task.Delay(250);
        }
    }

    /// <summary>Reads the state of every journal.</summary>
    public static async Task<IReadOnlyDictionary<string, Journal.V1.Journal>> ReadAsync(Deployment deployment)
    {
        var journals = new Dictionary<string, Journal.V1.Journal>(StringComparer.Ordinal);
        var person = deployment.Suite.Operator(deployment.Secret);
        foreach (var service in Suite.Services)
            journals[service] = await AskAsync(async () =>
                await person.JournalOf(service).GetJournalAsync(new GetJournalRequest { Source = service })
            );
        return journals;
    }

    /// <summary>
    /// Lists the consumers that lag and the services with parked events. Empty when the suite is quiet.
    /// </summary>
    public static IReadOnlyList<string> Problems(IReadOnlyDictionary<string, Journal.V1.Journal> journals)
    {
        var problems = journals
            .Where(j => j.Value.Parked > 0)
            .Select(j => $"{j.Key} has parked {j.Value.Parked}")
            .ToList();
        problems.AddRange(
            Consumers(journals)
                .Where(c => c.At != c.Head)
                .Select(c => $"{c.Service} is at {c.At} of {c.Source} {c.Head}")
        );
        return problems;
    }

    /// <summary>Every consumer with its position and the head of the journal it follows.</summary>
    public static IEnumerable<(string Service, string Source, long At, long Head)> Consumers(
        IReadOnlyDictionary<string, Journal.V1.Journal> journals
    ) =>
        from follower in Follows
        from source in follower.Value
        select (
            follower.Key,
            source,
            journals[follower.Key].Checkpoints.FirstOrDefault(c => c.Source == source)?.Position_ ?? 0,
            journals[source].Head.Position_
        );

    /// <summary>
    /// Retries for up to half a minute while a service cannot answer, as any client does after a fault.
    /// </summary>
    public static async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (RpcException e)
                when (e.StatusCode == StatusCode.Unavailable
                    && Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30)
                )
            {
                await Task.Delay(100);
            }
        }
    }

    /// <summary>
    /// Waits until each of the services answers a call that reads its database, and returns how long that took.
    /// </summary>
    public static async Task<TimeSpan> AnswersAsync(
        Deployment deployment,
        IReadOnlyList<string> services,
        TimeSpan patience
    )
    {
        var start = Stopwatch.GetTimestamp();
        var person = deployment.Suite.Operator(deployment.Secret);
        foreach (var service in services)
        {
            while (true)
            {
                try
                {
                    await person
                        .JournalOf(service)
                        .GetJournalAsync(
                            new GetJournalRequest { Source = service },
                            deadline: DateTime.UtcNow.AddSeconds(5)
                        );
                    break;
                }
                catch (RpcException e)
                {
                    if (Stopwatch.GetElapsedTime(start) > patience)
                        throw new TimeoutException(
                            $"{service} did not come back in {patience.TotalSeconds:F0} s: {e.StatusCode} "
                                + $"{e.Status.Detail}"
                        );
                    await Task.Delay(20);
                }
            }
        }

        return Stopwatch.GetElapsedTime(start);
    }
}
