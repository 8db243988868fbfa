using Microsoft.Extensions.Configuration;
using Proposals.Channels;

namespace Proposals.BuildingBlocks;

/// <summary>The bus that announces what was committed.</summary>
public sealed record BusSettings
{
    private const string RabbitMq = "rabbitmq";

    /// <summary>What carries it.</summary>
    public static readonly WordSetting TransportKey = new(
        "Bus:Transport",
        "memory",
        ["memory", RabbitMq],
        "what carries the announcements: the process itself, or RabbitMQ"
    );

    /// <summary>The broker, or the nodes of a cluster.</summary>
    public static readonly TextSetting HostKey = new(
        "Bus:Host",
        "127.0.0.1",
        "`host` or `host:port`, several with commas",
        "应为“主机”或“主机:端口”（多个用逗号分隔）",
        "RabbitMQ, or the nodes of a cluster: `a:5672,b:5672,c:5672`"
    );

    /// <summary>Its port.</summary>
    public static readonly NumberSetting PortKey = new(
        "Bus:Port",
        5672,
        1,
        ushort.MaxValue,
        "port of the nodes that are named without one"
    );

    /// <summary>Its virtual host.</summary>
    public static readonly TextSetting VirtualHostKey = new(
        "Bus:VirtualHost",
        "/",
        "any text",
        "应为虚拟主机名",
        "virtual host of RabbitMQ"
    );

    /// <summary>User of RabbitMQ.</summary>
    public static readonly TextSetting UserKey = new(
        "Bus:User",
        "",
        "any text",
        "应为 RabbitMQ 的用户名",
        "user of RabbitMQ; needed there"
    );

    /// <summary>Password of RabbitMQ.</summary>
    public static readonly TextSetting PasswordKey = new(
        "Bus:Password",
        "",
        "any text",
        "应为 RabbitMQ 的密码",
        "password of RabbitMQ; needed there"
    )
    {
        IsSecret = true,
    };

    /// <summary>Prefix of every queue's name.</summary>
    public static readonly TextSetting PrefixKey = new(
        "Bus:EndpointPrefix",
        "",
        "letters, digits and `.-_:`, at most 100",
        "应为字母、数字和 .-_:，至多 100 个",
        "prefix of every queue name, for suites that share a broker"
    )
    {
        Check = text =>
            text.Length <= 100 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':')
                ? null
                : "应为字母、数字和 .-_:，至多 100 个",
    };

    /// <summary>The keys.</summary>
    public static IReadOnlyList<Setting> Declared =>
        [TransportKey, HostKey, PortKey, VirtualHostKey, UserKey, PasswordKey, PrefixKey];

    /// <summary>RabbitMQ, else the memory of the process.</summary>
    public required bool IsRabbitMq { get; init; }

    /// <summary>The brokers; at least one.</summary>
    public required IReadOnlyList<BusNode> Nodes { get; init; }

    /// <summary>Virtual host.</summary>
    public required string VirtualHost { get; init; }

    /// <summary>User; empty in memory.</summary>
    public required string User { get; init; }

    /// <summary>Password; empty in memory.</summary>
    public required string Password { get; init; }

    /// <summary>Prefix of every queue's name; several suites may share a broker when each has one of its own.</summary>
    public required string Prefix { get; init; }

    /// <summary>Reads them. Throws <see cref="SetupException"/> where a value is wrong.</summary>
    public static BusSettings Read(IConfiguration configuration)
    {
        var rabbitMq = TransportKey.Of(configuration) == RabbitMq;
        return new BusSettings
        {
            IsRabbitMq = rabbitMq,
            Nodes = NodesOf(HostKey.Of(configuration), PortKey.Of(configuration)),
            VirtualHost = VirtualHostKey.Of(configuration),
            User = Needed(UserKey),
            Password = Needed(PasswordKey),
            Prefix = PrefixKey.OrNull(configuration) ?? "",
        };

        string Needed(TextSetting key) =>
            key.OrNull(configuration)
            ?? (rabbitMq ? throw new SetupException($"使用 RabbitMQ 时必须设置 {key.Key}。") : "");
    }

    /// <summary>
    /// Those that a text names, separated by commas, each with its port or with the one for all. Throws
    /// <see cref="SetupException"/> for what is no address.
    /// </summary>
    public static IReadOnlyList<BusNode> NodesOf(string text, int port)
    {
        var hosts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return hosts.Length == 0
            ? throw HostKey.Wrong(text)
            : [.. hosts.Select(h => NodeOf(h, port) ?? throw HostKey.Wrong(text, $"“{h}”不是“主机”或“主机:端口”"))];
    }

    private static BusNode? NodeOf(string address, int port) =>
        Uri.TryCreate(
            $"amqp://{address}{(address.LastIndexOf(':') > address.LastIndexOf(']') ? "" : $":{port}")}",
            UriKind.Absolute,
            out var uri
        )
        && uri.PathAndQuery == "/"
        && uri.UserInfo.Length == 0
        && uri.Port is > 0 and <= ushort.MaxValue
            ? new BusNode(uri.Host, (ushort)uri.Port)
            : null;
}
