using System.Diagnostics;
using OpenTelemetry;

namespace Proposals.BuildingBlocks;

/// <summary>
/// Takes from the libraries' spans what a stranger may write: path, query and user agent. A span that called or
/// answered an RPC bears its name.
/// </summary>
/// <remarks>
/// The instrumentation packages redact the values of a query but keep the path, and a path may hold a text that
/// somebody typed. What was asked is said by http.route and by the span's name.
/// </remarks>
internal sealed class SpanPrivacy : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        data.SetTag("url.query", null).SetTag("url.path", null).SetTag("user_agent.original", null);
        if (
            data.GetTagItem("url.full") is string full
            && full.IndexOf('?', StringComparison.Ordinal) is > 0 and var query
        )
            data.SetTag("url.full", full[..query]);
        if (data.GetTagItem("grpc.method") is string method)
            data.DisplayName = method.TrimStart('/');
    }
}
