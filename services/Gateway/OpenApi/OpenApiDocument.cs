using System.Text.Json;
using System.Text.Json.Nodes;
using Proposals.BuildingBlocks;

namespace Proposals.Gateway;

/// <summary>
/// OpenAPI 3.1 of everything offered, printed from the contracts and their comments: GET /openapi.json.
/// </summary>
internal static class OpenApiDocument
{
    private static readonly Lazy<byte[]> Bytes = new(() =>
        JsonSerializer.SerializeToUtf8Bytes(
            Build(),
            new JsonSerializerOptions(ConnectError.Json) { WriteIndented = true }
        )
    );

    /// <summary>Answers GET /openapi.json.</summary>
    public static async Task AnswerAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-cache";
        await context.Response.Body.WriteAsync(Bytes.Value, context.RequestAborted);
    }

    /// <summary>Builds the document.</summary>
    public static JsonObject Build()
    {
        var (schemas, paths) = (new ContractSchemas(), new JsonObject());
        foreach (var rpc in OfferedRpcs.All)
            paths[rpc.Path] = PathOf(rpc, schemas);
        // Journals and refusals name these, although no RPC has a field of them.
        foreach (var happened in ContractWords.Events)
            schemas.Of(happened);
        foreach (var values in ContractWords.Enums)
            schemas.Of(values);
        foreach (var (path, item) in FilePaths())
            paths[path] = item;
        var components = schemas.ToJson();
        foreach (var (name, schema) in OwnSchemas())
            components[name] = schema;
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "政协提案系统接口",
                ["version"] = typeof(OpenApiDocument).Assembly.GetName().Version!.ToString(3),
                ["description"] =
                    "Connect 协议的一元调用（JSON）与服务器推送事件。字段省略即为默认值。"
                    + "错误的 message 为中文，details 中 google.rpc.ErrorInfo 的 debug.reason 为稳定的原因代码。"
                    + "写操作带 requestId（UUID），重发同一编号不会重复办理。请求内容不超过 4 MB；"
                    + "未给 Connect-Timeout-Ms 时限时为 10 秒，最多 60 秒。",
                ["license"] = new JsonObject { ["name"] = "Apache-2.0", ["identifier"] = "Apache-2.0" },
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["tags"] = new JsonArray([
                .. OfferedRpcs.Services.Select(s => new JsonObject
                {
                    ["name"] = s.Name,
                    ["description"] = ContractComments.Of(s.FullName),
                }),
                new JsonObject { ["name"] = "Files", ["description"] = "文件上传、下载与导出" },
            ]),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = components,
                ["responses"] = new JsonObject
                {
                    ["Error"] = Content("Refused, or failed.", "application/json", Reference("Error")),
                },
                ["parameters"] = Parameters(),
                ["securitySchemes"] = SecuritySchemes(),
            },
            ["security"] = SignedIn(),
        };
    }

    private static JsonObject PathOf(OfferedRpc rpc, ContractSchemas schemas)
    {
        var (comment, input, output) = (
            ContractComments.Of(rpc.Descriptor.FullName),
            schemas.Of(rpc.Descriptor.InputType),
            schemas.Of(rpc.Descriptor.OutputType)
        );
        var post = Operation(rpc, comment, rpc.Descriptor.Name);
        post["parameters"] = new JsonArray(Parameter("ProtocolVersion"), Parameter("Timeout"));
        post["requestBody"] = new JsonObject
        {
            ["required"] = true,
            ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = input } },
        };
        post["responses"] = Responses(rpc.IsStream ? Stream(rpc) : Content("Answered.", "application/json", output));
        var item = new JsonObject { ["post"] = post };
        if (!rpc.IsStream)
            return item;
        var get = Operation(rpc, comment, rpc.Descriptor.Name + "_EventSource");
        get["parameters"] = new JsonArray(
            new JsonObject
            {
                ["name"] = "message",
                ["in"] = "query",
                ["description"] = "The request as JSON; {} where absent.",
                ["content"] = new JsonObject
                {
                    ["application/json"] = new JsonObject { ["schema"] = schemas.Of(rpc.Descriptor.InputType) },
                },
            }
        );
        get["responses"] = Responses(Stream(rpc));
        item["get"] = get;
        return item;
    }

    private static JsonObject Operation(OfferedRpc rpc, string comment, string id)
    {
        var end = comment.IndexOf(". ", StringComparison.Ordinal);
        var operation = new JsonObject
        {
            ["operationId"] = $"{rpc.Descriptor.Service.Name}_{id}",
            ["tags"] = new JsonArray(rpc.Descriptor.Service.Name),
            ["summary"] = end < 0 ? comment : comment[..(end + 1)],
            ["description"] = comment,
        };
        if (!rpc.NeedsToken)
            operation["security"] = new JsonArray(new JsonObject());
        return operation;
    }

    private static JsonObject Responses(JsonObject ok) =>
        new()
        {
            ["200"] = ok,
            ["default"] = new JsonObject { ["$ref"] = "#/components/responses/Error" },
        };

    private static JsonObject Stream(OfferedRpc rpc) =>
        Content(
            $"Server-sent events: \"message\" with the JSON of one {rpc.Descriptor.OutputType.Name} as data, "
                + "\"error\" with an Error, \"end\"; a comment every 15 s; at most 10 minutes.",
            "text/event-stream",
            new JsonObject
            {
                ["type"] = "string",
                ["contentMediaType"] = "application/json",
                ["contentSchema"] = Reference(rpc.Descriptor.OutputType.FullName),
            }
        );

    private static IEnumerable<(string Path, JsonObject Item)> FilePaths()
    {
        yield return (
            Uploads.Path,
            new JsonObject
            {
                ["post"] = FileOperation(
                    "UploadFile",
                    $"上传文件：请求内容即文件本身，不超过 {FileRules.MaxMegabytes} MB；"
                        + $"{FileRules.Kinds}，按内容检查。",
                    new JsonObject
                    {
                        ["parameters"] = new JsonArray(
                            Query("name", $"文件名，1 至 {FileRules.MaxNameCharacters} 个字。", required: true)
                        ),
                        ["requestBody"] = new JsonObject
                        {
                            ["required"] = true,
                            ["content"] = new JsonObject { ["application/octet-stream"] = new JsonObject() },
                        },
                        ["responses"] = Responses(
                            Content(
                                "收到并检查过；receipt 交给 AttachFile。",
                                "application/json",
                                Reference("UploadedFile")
                            )
                        ),
                    }
                ),
            }
        );
        yield return (
            Downloads.Path,
            new JsonObject
            {
                ["get"] = FileOperation(
                    "DownloadAttachment",
                    "下载提案的附件，总是另存；支持 Range。看得到提案的人才看得到附件。",
                    new JsonObject
                    {
                        ["parameters"] = new JsonArray(InPath("committee"), InPath("proposal"), InPath("sha256")),
                        ["responses"] = Responses(Binary("application/octet-stream")),
                    }
                ),
            }
        );
        foreach (
            var (path, id, words, type) in new[]
            {
                ("/exports/cases.csv", "ExportCasesCsv", "导出案件台账（CSV，UTF-8），不超过 50,000 行。", "text/csv"),
                (
                    "/exports/cases.xlsx",
                    "ExportCasesXlsx",
                    "导出案件台账（Excel），不超过 50,000 行。",
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                ),
                (
                    "/exports/statistics.xlsx",
                    "ExportStatistics",
                    "导出一届次的统计指标，含分子、分母、口径、时点。",
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                ),
            }
        )
        {
            var export = new JsonObject
            {
                ["parameters"] = new JsonArray(
                    Query(
                        "session",
                        "committees/{committee}/sessions/{session}；台账可省略。",
                        required: id == "ExportStatistics"
                    )
                ),
                ["responses"] = Responses(Binary(type)),
            };
            yield return (path, new JsonObject { ["get"] = FileOperation(id, words, export) });
        }
    }

    private static JsonObject FileOperation(string id, string words, JsonObject rest)
    {
        (rest["operationId"], rest["summary"], rest["tags"]) = (id, words, new JsonArray("Files"));
        return rest;
    }

    private static IEnumerable<(string Name, JsonObject Schema)> OwnSchemas()
    {
        JsonObject Text(string words) => new() { ["type"] = "string", ["description"] = words };
        yield return (
            "Error",
            new JsonObject
            {
                ["type"] = "object",
                ["required"] = new JsonArray("code", "message", "details"),
                ["description"] = "An error of the Connect protocol.",
                ["properties"] = new JsonObject
                {
                    ["code"] = Text("Status of the protocol, e.g. failed_precondition."),
                    ["message"] = Text("What to tell the user, in Chinese."),
                    ["details"] = new JsonObject { ["type"] = "array", ["items"] = Reference("ErrorDetail") },
                },
            }
        );
        yield return (
            "ErrorDetail",
            new JsonObject
            {
                ["type"] = "object",
                ["required"] = new JsonArray("type", "value"),
                ["properties"] = new JsonObject
                {
                    ["type"] = Text("google.rpc.ErrorInfo, google.rpc.LocalizedMessage or google.rpc.BadRequest."),
                    ["value"] = Text("The detail's own bytes, base64 without padding."),
                    ["debug"] = new JsonObject
                    {
                        ["type"] = "object",
                        ["description"] =
                            "The same in JSON: reason, domain and metadata; locale and message; fieldViolations.",
                    },
                },
            }
        );
        yield return (
            "UploadedFile",
            new JsonObject
            {
                ["type"] = "object",
                ["required"] = new JsonArray("sha256", "size", "mediaType", "fileName", "receipt"),
                ["properties"] = new JsonObject
                {
                    ["sha256"] = Text("SHA-256 of the bytes, 64 lower-case hexadecimal digits."),
                    ["size"] = new JsonObject { ["type"] = "integer", ["format"] = "int64" },
                    ["mediaType"] = Text("Media type as found by its bytes."),
                    ["fileName"] = Text("Name it is saved under."),
                    ["receipt"] = Text("Shows that the bytes were received and checked; base64url."),
                },
            }
        );
    }

    private static JsonObject Parameters() =>
        new()
        {
            ["ProtocolVersion"] = new JsonObject
            {
                ["name"] = "Connect-Protocol-Version",
                ["in"] = "header",
                ["schema"] = new JsonObject { ["type"] = "string", ["const"] = "1" },
            },
            ["Timeout"] = new JsonObject
            {
                ["name"] = "Connect-Timeout-Ms",
                ["in"] = "header",
                ["schema"] = new JsonObject { ["type"] = "integer", ["minimum"] = 1 },
            },
        };

    private static JsonObject SecuritySchemes() =>
        new()
        {
            ["bearer"] = new JsonObject
            {
                ["type"] = "http",
                ["scheme"] = "bearer",
                ["description"] = "Token of SignIn.",
            },
            ["cookie"] = new JsonObject
            {
                ["type"] = "apiKey",
                ["in"] = "cookie",
                ["name"] = BrowserSession.Cookie,
                ["description"] = $"Set by SignIn with the header {BrowserSession.Header}: cookie.",
            },
            ["client"] = new JsonObject
            {
                ["type"] = "apiKey",
                ["in"] = "header",
                ["name"] = SameOrigin.Header,
                ["description"] = "Any value; goes with the cookie.",
            },
        };

    private static JsonArray SignedIn() =>
        [
            new JsonObject { ["bearer"] = new JsonArray() },
            new JsonObject { ["cookie"] = new JsonArray(), ["client"] = new JsonArray() },
        ];

    private static JsonObject Content(string words, string type, JsonObject schema) =>
        new()
        {
            ["description"] = words,
            ["content"] = new JsonObject { [type] = new JsonObject { ["schema"] = schema } },
        };

    private static JsonObject Binary(string type) =>
        new()
        {
            ["description"] = "The file.",
            ["content"] = new JsonObject { [type] = new JsonObject() },
        };

    private static JsonObject Query(string name, string words, bool required) =>
        new()
        {
            ["name"] = name,
            ["in"] = "query",
            ["required"] = required,
            ["description"] = words,
            ["schema"] = new JsonObject { ["type"] = "string" },
        };

    private static JsonObject InPath(string name) =>
        new()
        {
            ["name"] = name,
            ["in"] = "path",
            ["required"] = true,
            ["schema"] = new JsonObject { ["type"] = "string" },
        };

    private static JsonObject Parameter(string name) => new() { ["$ref"] = "#/components/parameters/" + name };

    private static JsonObject Reference(string name) => new() { ["$ref"] = "#/components/schemas/" + name };
}
