using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Google.Rpc;
using Grpc.Core;
using Proposals.Client;

namespace Proposals.TestKit;

/// <summary>
/// What is promised of every refusal, whatever was sent: a sentence in Chinese, short texts, a small status, and no
/// failure of the suite itself.
/// </summary>
public static partial class HostileAnswers
{
    /// <summary>Greatest length of one text in a refusal.</summary>
    public const int MaxText = 200;

    /// <summary>Greatest size of a whole status in bytes.</summary>
    public const int MaxBytes = 6 * 1024;

    // The store failed at what was sent, or the service did: it should never have come so far.
    private static readonly string[] Failures = ["OUTCOME_UNKNOWN", "NOT_SAVED", "SERVICE_UNAVAILABLE"];

    /// <summary>What is wrong with a refusal by gRPC; empty when nothing is.</summary>
    public static string ProblemOf(RpcException error)
    {
        if (error.StatusCode is StatusCode.Internal or StatusCode.Unknown or StatusCode.DeadlineExceeded)
            return $"{error.StatusCode} {error.Status.Detail}";
        var details = error.Trailers.FirstOrDefault(t => t.Key == "grpc-status-details-bin")?.ValueBytes;
        if (details is null)
            return $"{error.StatusCode} without details";
        var sentence = Call.Detail<LocalizedMessage>(error)?.Message ?? "";
        return Failures.Contains(Call.ReasonOf(error)) ? Call.ReasonOf(error)
            : details.Length > MaxBytes ? $"a status of {details.Length} bytes"
            : sentence.Length > MaxText ? $"a sentence of {sentence.Length} characters"
            : !IsChinese(sentence) ? $"not in Chinese: {sentence}"
            : "";
    }

    /// <summary>What is wrong with a refusal over HTTP; empty when nothing is.</summary>
    public static string ProblemOf(int status, string body)
    {
        // What is no HTTP is refused by the server without a word.
        if (body.Length == 0)
            return status is 400 or 414 or 431 ? "" : $"{status} without a body";
        // The protocol says 501 for what is not implemented, e.g. an encoding.
        if (status >= 500 && status is not (501 or 503) || JsonOf(body) is not { } error)
            return $"{status} {body[..Math.Min(body.Length, 200)]}";
        var details = error["details"]!.AsArray();
        var size = details.Sum(d => (string)d!["value"]! is { } value ? value.Length * 3 / 4 : 0);
        var longest = Texts(error["message"]).Concat(details.SelectMany(d => Texts(d!["debug"]))).Max(t => t.Length);
        var failure = Failures.FirstOrDefault(f => details.Any(d => (string?)d!["debug"]?["reason"] == f));
        return error["code"]!.GetValue<string>() is "internal" or "unknown" ? $"code {error["code"]}"
            : failure is not null ? failure
            : size > MaxBytes ? $"a status of {size} bytes"
            : longest > MaxText ? $"a text of {longest} characters"
            : !IsChinese((string)error["message"]!) ? $"not in Chinese: {error["message"]}"
            : "";
    }

    /// <summary>The object that a body is; null when it is none.</summary>
    public static JsonObject? JsonOf(string body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static bool IsChinese(string sentence) => Chinese().IsMatch(sentence);

    private static IEnumerable<string> Texts(JsonNode? node) =>
        node switch
        {
            JsonObject fields => fields.SelectMany(f => Texts(f.Value)),
            JsonArray items => items.SelectMany(Texts),
            JsonValue value when value.TryGetValue<string>(out var text) => [text],
            _ => [],
        };

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Chinese();
}
