using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Proposals.BuildingBlocks;

namespace Proposals.Gateway;

/// <summary>
/// Decodes and encodes messages: protojson, or binary protobuf. Unknown JSON fields are ignored, so that a newer client
/// works with an older suite.
/// </summary>
internal static class MessageCodec
{
    private const int MaxDepth = 50;
    private static readonly ConcurrentDictionary<string, bool> WithBytes = new(StringComparer.Ordinal);
    private static readonly JsonParser Parser = new(new JsonParser.Settings(MaxDepth).WithIgnoreUnknownFields(true));

    /// <summary>
    /// Reads a message from JSON. Refusals: MALFORMED_JSON, with the position of the error; FIELD_INVALID for an
    /// unknown value of an enum.
    /// </summary>
    public static IMessage FromJson(ReadOnlySpan<byte> json, MessageDescriptor type)
    {
        // Some programs begin a file of UTF-8 with a byte-order mark.
        if (json.StartsWith(Encoding.UTF8.Preamble))
            json = json[Encoding.UTF8.Preamble.Length..];
        RequireJson(json);
        try
        {
            if (EnumNames.Refuses(json, type) is { } unknown)
                throw new ConnectException(unknown);
            return Parser.Parse(HasBytes(type) ? PlainBase64.Of(json, type) : Encoding.UTF8.GetString(json), type);
        }
        // A value does not fit its field. The parser names the type; the reader above has checked that the text is
        // JSON.
        catch (Exception e)
            when (e
                    is InvalidProtocolBufferException
                        or InvalidOperationException
                        or FormatException
                        or OverflowException
                        or ArgumentException
                        or System.IO.IOException
            )
        {
            throw new ConnectException(
                GatewayRefusals.MalformedJson.Because($"请求内容与 {type.Name} 的字段类型不符，各字段的类型见 /api。")
            );
        }
    }

    /// <summary>Reads a message from binary protobuf. Refusal: MALFORMED_BODY.</summary>
    public static IMessage FromBytes(byte[] bytes, MessageDescriptor type)
    {
        try
        {
            return type.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            throw new ConnectException(CommonRefusals.MalformedBody);
        }
    }

    /// <summary>Writes a message as JSON; fields with their default value are left out, as protojson does.</summary>
    public static byte[] ToJson(IMessage message) => Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(message));

    private static bool HasBytes(MessageDescriptor type) =>
        WithBytes.GetOrAdd(type.FullName, _ => PlainBase64.Has(type, []));

    private static void RequireJson(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
            throw new ConnectException(GatewayRefusals.MalformedJson.Because("请求内容不是有效的 UTF-8 文字。"));
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
            if (reader.Read() && reader.TokenType != JsonTokenType.StartObject)
                throw new ConnectException(GatewayRefusals.MalformedJson.Because("请求内容须是一个 JSON 对象。"));
            var names = new Stack<HashSet<string>>();
            names.Push([]);
            while (reader.Read())
                RequireOnce(ref reader, names);
        }
        catch (JsonException e)
        {
            throw new ConnectException(
                GatewayRefusals.MalformedJson.Because(
                    $"请求内容不是有效的 JSON：第 {e.LineNumber + 1} 行第 {e.BytePositionInLine + 1} 字节处有误"
                        + $"（嵌套不得超过 {MaxDepth} 层）。"
                )
            );
        }
        // A name with half of a surrogate pair, written as an escape.
        catch (InvalidOperationException)
        {
            throw new ConnectException(GatewayRefusals.MalformedJson.Because("字段名含有无法识别的字符。"));
        }
    }

    // A name that stands twice would be read one way here and another way elsewhere.
    private static void RequireOnce(ref Utf8JsonReader reader, Stack<HashSet<string>> names)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
            names.Push([]);
        else if (reader.TokenType == JsonTokenType.EndObject)
            names.Pop();
        else if (reader.TokenType == JsonTokenType.PropertyName && !names.Peek().Add(FieldOf(reader.GetString()!)))
            throw new ConnectException(GatewayRefusals.MalformedJson.Because("同一字段在请求内容中出现了两次。"));
    }

    // protojson reads page_size and pageSize as one field.
    private static string FieldOf(string name)
    {
        if (!name.Contains('_'))
            return name;
        var field = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] != '_')
                field.Append(i > 0 && name[i - 1] == '_' ? char.ToUpperInvariant(name[i]) : name[i]);
        }

        return field.ToString();
    }
}
