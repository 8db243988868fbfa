using System.Diagnostics;
using System.Text;
using Grpc.Core;
using Proposals.Client;
using Proposals.TestKit;

namespace Proposals.Trust;

/// <summary>What came back for one call, by gRPC or over HTTP, in the same words.</summary>
/// <param name="Code">OK, or the gRPC status, e.g. NOT_FOUND.</param>
/// <param name="Reason">The stable reason of a refusal; empty otherwise.</param>
/// <param name="Problem">What no answer may be (<see cref="HostileAnswers"/>); empty when nothing is.</param>
/// <param name="Took">Time to the answer.</param>
/// <param name="Body">The bytes of the answer.</param>
internal sealed record Answer(string Code, string Reason, string Problem, TimeSpan Took, byte[] Body)
{
    public const string Ok = "OK";

    // What only a program that failed says.
    private static readonly string[] Traces = ["Exception", "   at ", "StackTrace", "Npgsql", "System."];

    public bool IsOk => Code == Ok;

    /// <summary>The reason, or the status where there is none.</summary>
    public string Outcome => Reason.Length > 0 ? Reason : Code;

    /// <summary>The bytes as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>An answer by gRPC.</summary>
    public static Answer Of(byte[] body, TimeSpan took) => new(Ok, "", TraceIn(body), took, body);

    /// <summary>A refusal by gRPC.</summary>
    public static Answer Of(RpcException error, TimeSpan took)
    {
        var status = error.Trailers.FirstOrDefault(t => t.Key == "grpc-status-details-bin")?.ValueBytes ?? [];
        var problem = HostileAnswers.ProblemOf(error);
        return new(
            UpperSnake(error.StatusCode.ToString()),
            Call.ReasonOf(error),
            problem.Length > 0 ? problem : TraceIn(status),
            took,
            status
        );
    }

    /// <summary>An answer over HTTP. Without <paramref name="whole"/> only a refusal's body is read.</summary>
    public static async Task<Answer> OfAsync(HttpResponseMessage answer, Stopwatch watch, bool whole)
    {
        if (answer.IsSuccessStatusCode && !whole)
            return new(Ok, "", "", watch.Elapsed, []);
        var body = await answer.Content.ReadAsByteArrayAsync();
        if (answer.IsSuccessStatusCode)
            return new(Ok, "", TraceIn(body), watch.Elapsed, body);
        var (status, text) = ((int)answer.StatusCode, Encoding.UTF8.GetString(body));
        var problem = HostileAnswers.ProblemOf(status, text);
        var error = problem.Length > 0 ? null : HostileAnswers.JsonOf(text);
        var details = error?["details"]?.AsArray() ?? [];
        return new(
            error is null ? $"HTTP {status}" : ((string)error["code"]!).ToUpperInvariant(),
            details.Select(d => (string?)d!["debug"]?["reason"]).FirstOrDefault(r => r is not null) ?? "",
            problem.Length > 0 ? problem : TraceIn(body),
            watch.Elapsed,
            body
        );
    }

    private static string TraceIn(byte[] body)
    {
        var text = Encoding.UTF8.GetString(body);
        return Traces.FirstOrDefault(t => text.Contains(t, StringComparison.Ordinal)) is { } found
            ? $"it says “{found}”"
            : "";
    }

    private static string UpperSnake(string name) =>
        name == "OK"
            ? Ok
            : string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{c}" : $"{char.ToUpperInvariant(c)}"));
}
