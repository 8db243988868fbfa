using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Proposals.Channels;
using Proposals.Client;
using Proposals.TestKit;

namespace Proposals.Trust;

/// <summary>A hundred event streams of one account that is signed in several times.</summary>
internal static class OpenStreams
{
    private const int Wanted = 100,
        MostEach = 8,
        SignIns = 4;

    public static async Task<Finding> RunAsync(Scene scene)
    {
        var tally = new Tally($"{Wanted} streams of one account");
        var signIns = new List<Person>();
        for (var i = 0; i < SignIns; i++)
            signIns.Add(await scene.Home.Afresh().Audit);
        var opened = await Task.WhenAll(
            Enumerable.Range(0, Wanted).Select(n => OpenAsync(scene, tally, signIns[n % SignIns].Authorization!))
        );
        var held = opened.OfType<HttpResponseMessage>().ToList();
        tally.Expect(held.Count == MostEach, $"{held.Count} held open");
        using (var another = await OpenAsync(scene, tally, (await scene.OtherCast.Audit).Authorization!))
            tally.Expect(another is not null, "another account opened one beside them");
        var caller = Scene.Rpc("DirectoryService.GetCaller");
        var call = await scene.Attacker.PostAsync(caller, "{}"u8.ToArray(), signIns[0].Authorization);
        tally.Count(call, "a call beside them", call.IsOk);
        held.ForEach(h => h.Dispose());
        // The gateway sees at its next message that a stream's client is gone.
        var again = await Call.UntilAsync(
            "room for a stream",
            () => OpenAsync(scene, tally, signIns[0].Authorization!),
            TimeSpan.FromSeconds(40)
        );
        again.Dispose();
        return tally.ToFinding();
    }

    private static async Task<HttpResponseMessage?> OpenAsync(Scene scene, Tally tally, string authorization)
    {
        var stream = Contract
            .Services.SelectMany(s => s.Methods)
            .First(m => m.IsServerStreaming && m.Name == "WatchEvents");
        var request = new HttpRequestMessage(HttpMethod.Post, HostileCalls.PathOf(stream))
        {
            Content = new StringContent(
                $"{{\"source\":\"{Identity.Directory}\"}}",
                Encoding.UTF8,
                new MediaTypeHeaderValue("application/json")
            ),
        };
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        var watch = Stopwatch.StartNew();
        var answer = await scene
            .Attacker.From("127.0.0.50")
            .SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (answer.StatusCode == HttpStatusCode.OK)
        {
            tally.Count(new Answer(Answer.Ok, "", "", watch.Elapsed, []), "a stream");
            return answer;
        }

        using (answer)
        {
            var refused = await Answer.OfAsync(answer, watch, whole: true);
            tally.Count(refused, "a stream", refused.Reason == "TOO_MANY_STREAMS");
        }

        return null;
    }
}
