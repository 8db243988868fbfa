using System.Net;
using System.Text;
using Google.Protobuf.Reflection;
using Proposals.BuildingBlocks;

namespace Proposals.Gateway;

/// <summary>
/// GET /api: the contracts as a page without scripts, from the same comments as the OpenAPI document.
/// </summary>
internal static class ApiPage
{
    private const string Style =
        "body{font:15px/1.6 system-ui,sans-serif;max-width:70em;margin:2em auto;padding:0 1em;color:#222}"
        + "code,pre{font:13px/1.5 ui-monospace,monospace;background:#f4f4f4}"
        + "pre{padding:.8em;overflow:auto}h2{border-bottom:2px solid #a00;margin-top:2em}"
        + "h3{margin:1.6em 0 .2em}table{border-collapse:collapse}"
        + "td,th{border:1px solid #ccc;padding:.2em .6em;text-align:left;vertical-align:top}";

    /// <summary>Answers GET /api.</summary>
    public static async Task AnswerAsync(HttpContext context, GatewaySettings settings)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-cache";
        var origin = settings.PublicOrigin ?? $"{context.Request.Scheme}://{context.Request.Host}";
        await context.Response.WriteAsync(Build(origin, SecurityHeaders.NonceOf(context)), context.RequestAborted);
    }

    /// <summary>Builds the page.</summary>
    public static string Build(string origin, string nonce)
    {
        var page = new StringBuilder(
            "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>接口说明</title>"
                + $"<style nonce=\"{nonce}\">{Style}</style></head><body><h1>接口说明</h1>"
        );
        page.Append(
            "<p>每个接口是一个 POST，请求与答复都是 JSON（Connect 协议）；"
                + "机器可读的同一份说明见 <a href=\"/openapi.json\">/openapi.json</a>（OpenAPI 3.1）。"
                + "错误的 <code>message</code> 是中文，<code>details</code> 中的 <code>reason</code> 是稳定的原因代码。"
                + "写操作带 <code>requestId</code>（UUID），重发不会重复办理。</p>"
        );
        page.Append("<h2>登录</h2><p>先用 SignIn 取得令牌（12 小时有效），之后在请求头中带上：</p>");
        page.Append(
            $"<pre>curl {Text(origin)}/proposals.directory.v1.DirectoryService/SignIn \\\n"
                + "  -H 'Content-Type: application/json' \\\n"
                + "  -d '{\"committeeCode\":\"shili\",\"login\":\"office\",\"password\":\"…\"}'</pre>"
        );
        page.Append(
            "<h2>文件与导出</h2><table><tr><th>请求</th><th>说明</th></tr>"
                + "<tr><td><code>POST /files?name=…</code></td>"
                + $"<td>上传，内容即文件本身，不超过 {FileRules.MaxMegabytes} MB</td></tr>"
                + $"<tr><td><code>GET {Text(Downloads.Path)}</code></td><td>下载附件</td></tr>"
                + "<tr><td><code>GET /exports/cases.csv</code>、<code>/exports/cases.xlsx</code>、"
                + "<code>/exports/statistics.xlsx</code></td><td>导出，可加 <code>?session=</code></td></tr></table>"
        );
        foreach (var service in OfferedRpcs.All.GroupBy(r => r.Descriptor.Service))
        {
            page.Append(
                $"<h2 id=\"{service.Key.FullName}\">{service.Key.Name}</h2>"
                    + $"<p>{Text(ContractComments.Of(service.Key.FullName))}</p>"
            );
            foreach (var rpc in service)
                Append(page, rpc, origin);
        }

        AppendValues(page);
        AppendEvents(page);
        return page.Append("</body></html>").ToString();
    }

    private static void AppendValues(StringBuilder page)
    {
        page.Append("<h2 id=\"values\">取值</h2><p>JSON 中写名称；没有列出的名称和数字会被拒绝（FIELD_INVALID）。</p>");
        foreach (var type in ContractWords.Enums)
        {
            page.Append(
                $"<h3 id=\"{type.FullName}\">{type.Name}</h3><p>{Text(ContractComments.Of(type.FullName))}</p>"
                    + "<table><tr><th>名称</th><th>中文</th><th>说明</th></tr>"
            );
            foreach (var value in type.Values)
                page.Append(
                    $"<tr><td><code>{value.Name}</code></td><td>{Text(Words.Of(value))}</td>"
                        + $"<td>{Text(ContractComments.Of($"{type.FullName}.{value.Name}"))}</td></tr>"
                );
            page.Append("</table>");
        }
    }

    private static void AppendEvents(StringBuilder page)
    {
        page.Append(
            "<h2 id=\"events\">事件</h2><p>日志和时间线的 <code>type</code>。</p>"
                + "<table><tr><th>类型</th><th>中文</th><th>说明</th></tr>"
        );
        foreach (var happened in ContractWords.Events)
            page.Append(
                $"<tr><td><code>{happened.FullName}</code></td><td>{Text(Words.Of(happened))}</td>"
                    + $"<td>{Text(ContractComments.Of(happened.FullName))}</td></tr>"
            );
        page.Append("</table>");
    }

    private static void Append(StringBuilder page, OfferedRpc rpc, string origin)
    {
        page.Append(
            $"<h3 id=\"{rpc.Descriptor.FullName}\">{rpc.Descriptor.Name}</h3>"
                + $"<p>{Text(ContractComments.Of(rpc.Descriptor.FullName))}</p>"
        );
        AppendFields(page, "请求", rpc.Descriptor.InputType);
        AppendFields(page, rpc.IsStream ? "每条事件" : "答复", rpc.Descriptor.OutputType);
        page.Append(
            $"<pre>curl {(rpc.IsStream ? "-N " : "")}{Text(origin + rpc.Path)} \\\n"
                + $"  {(rpc.NeedsToken ? "-H 'Authorization: Bearer 令牌' " : "")}"
                + "-H 'Content-Type: application/json' \\\n"
                + $"  -d '{Text(SampleOf(rpc.Descriptor.InputType))}'</pre>"
        );
    }

    private static void AppendFields(StringBuilder page, string title, MessageDescriptor message)
    {
        if (message.Fields.InFieldNumberOrder().Count == 0)
            return;
        page.Append(
            $"<p>{title} <code>{message.Name}</code></p><table><tr><th>字段</th><th>类型</th><th>说明</th></tr>"
        );
        foreach (var field in message.Fields.InFieldNumberOrder())
            page.Append(
                $"<tr><td><code>{field.JsonName}</code></td><td>{TypeOf(field)}</td>"
                    + $"<td>{Text(ContractComments.Of(field.FullName))}</td></tr>"
            );
        page.Append("</table>");
    }

    private static string TypeOf(FieldDescriptor field)
    {
        var single = field.FieldType switch
        {
            FieldType.Message => field.MessageType.FullName == "google.protobuf.Timestamp"
                ? "时间"
                : field.MessageType.Name,
            FieldType.Enum => $"<a href=\"#{field.EnumType.FullName}\">{field.EnumType.Name}</a>",
            FieldType.String => "文本",
            FieldType.Bool => "是否",
            FieldType.Bytes => "base64",
            FieldType.Int64 or FieldType.UInt64 => "整数（文本）",
            FieldType.Double or FieldType.Float => "小数",
            _ => "整数",
        };
        return field.IsRepeated ? $"{single} 列表" : single;
    }

    private static string SampleOf(MessageDescriptor message) =>
        "{"
        + string.Join(
            ',',
            message
                .Fields.InFieldNumberOrder()
                .Where(f =>
                    f.FieldType == FieldType.String && !f.IsRepeated && f.Name != "page_token" && f.Name != "etag"
                )
                .Take(3)
                .Select(f => $"\"{f.JsonName}\":\"…\"")
        )
        + "}";

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
