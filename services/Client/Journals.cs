using Proposals.Journal.V1;

namespace Proposals.Client;

/// <summary>Waits until one service has applied what another has written.</summary>
public static class Journals
{
    /// <summary>
    /// Waits until <paramref name="follower"/> has applied the journal of <paramref name="source"/> up to its present
    /// head. Throws <see cref="TimeoutException"/>, in Chinese, when it has not within <paramref name="patience"/>.
    /// </summary>
    /// <remarks>
    /// The head, and not the position of a command's answer: a command that finds everything there already writes
    /// nothing and has no position, although the follower may not have read what was there.
    /// </remarks>
    public static async Task CaughtUpAsync(Person person, string follower, string source, TimeSpan patience)
    {
        var head = (await JournalAsync(person, source)).Head;
        await Call.UntilAsync(
            $"{follower} 读到 {source} 的第 {head.Position_} 条",
            async () =>
                (await JournalAsync(person, follower)).Checkpoints.FirstOrDefault(c =>
                    c.Source == head.Source && c.Shard == head.Shard && c.Position_ >= head.Position_
                ),
            patience
        );
    }

    private static async Task<Journal.V1.Journal> JournalAsync(Person person, string service) =>
        await person.JournalOf(service).GetJournalAsync(new GetJournalRequest { Source = service });
}
