namespace Proposals.Standalone;

/// <summary>The options of a start, besides the settings of the services and the gateway.</summary>
/// <param name="Listen">Address where the services serve gRPC.</param>
/// <param name="GatewayListen">Address where the gateway serves the portal and the JSON API.</param>
/// <param name="Folder">The data: databases, log, demonstration accounts; relative to the working directory.</param>
/// <param name="Portal">Folder of the built portal.</param>
/// <param name="Demo">True when the first start creates the demonstration committee.</param>
/// <param name="Verbose">True when the console shows the log from information on, instead of warnings only.</param>
/// <param name="Open">True when the browser opens as soon as the portal is ready.</param>
internal sealed record StandaloneOptions(
    Uri Listen,
    Uri GatewayListen,
    string Folder,
    string Portal,
    bool Demo,
    bool Verbose,
    bool Open
)
{
    private static readonly string[] Switches = ["--verbose", "--open"];

    /// <summary>The arguments, with every switch written as a key and its value as configuration reads them.</summary>
    public static string[] Expand(string[] args) => [.. args.Select(a => Switches.Contains(a) ? a + "=true" : a)];

    /// <summary>Reads the environment and the command line, which takes precedence.</summary>
    public static StandaloneOptions Read(string[] args)
    {
        var configuration = new ConfigurationBuilder()
            .AddEnvironmentVariables("PROPOSALS_")
            .AddCommandLine(args)
            .Build();
        return new StandaloneOptions(
            AddressOf("Listen", "http://127.0.0.1:5100"),
            AddressOf("Gateway:Listen", "http://127.0.0.1:5080"),
            configuration["Database:Folder"] ?? "data",
            configuration["Gateway:Portal"] ?? Path.Combine(AppContext.BaseDirectory, "portal"),
            configuration["Demo"] != "false",
            configuration["Verbose"] == "true",
            configuration["Open"] == "true"
        );

        Uri AddressOf(string key, string otherwise) =>
            Uri.TryCreate(configuration[key] ?? otherwise, UriKind.Absolute, out var address)
                ? address
                : throw new BuildingBlocks.SetupException(
                    $"{key} “{configuration[key]}” 无效，应为 http://主机:端口。"
                );
    }
}
