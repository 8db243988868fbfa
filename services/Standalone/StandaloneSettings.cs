using Proposals.BuildingBlocks;
using Proposals.Gateway;

namespace Proposals.Standalone;

/// <summary>The settings of a start: its own, and those of the services and the gateway.</summary>
/// <param name="Services">The settings of the services.</param>
/// <param name="Gateway">The settings of the gateway, before its secret is drawn.</param>
/// <param name="Demo">True when the first start creates the demonstration committee.</param>
/// <param name="Verbose">True when the console shows the log from information on, instead of warnings only.</param>
/// <param name="Open">True when the browser opens as soon as the portal is ready.</param>
internal sealed record StandaloneSettings(
    ServiceSettings Services,
    GatewaySettings Gateway,
    bool Demo,
    bool Verbose,
    bool Open
)
{
    /// <summary>Demonstration data.</summary>
    public static readonly WordSetting DemoKey = Flag(
        "Demo",
        "true",
        "`false`: Standalone starts without demonstration data"
    );

    /// <summary>More on the console.</summary>
    public static readonly WordSetting VerboseKey = Flag(
        "Verbose",
        "false",
        "`true`, or `--verbose`: the console of Standalone shows the log from information on, and not warnings only"
    );

    /// <summary>Opens the browser.</summary>
    public static readonly WordSetting OpenKey = Flag(
        "Open",
        "false",
        "`true`, or `--open`: Standalone opens the browser when the portal is ready"
    );

    private static readonly string[] Switches = ["--verbose", "--open"];

    /// <summary>The keys of Standalone alone.</summary>
    public static IReadOnlyList<Setting> Own => [DemoKey, VerboseKey, OpenKey];

    /// <summary>All keys that it accepts: also those of the services and the gateway that it hosts.</summary>
    public static IReadOnlyList<Setting> Declared => [.. Own, .. GatewaySettings.Own, .. ServiceSettings.Declared];

    /// <summary>The arguments, with every switch written as a key and its value as configuration reads them.</summary>
    public static string[] Expand(string[] args) => [.. args.Select(a => Switches.Contains(a) ? a + "=true" : a)];

    /// <summary>
    /// Reads them, and checks every setting of the services and the gateway before anything is created. Throws
    /// <see cref="Channels.SetupException"/> when a value is wrong.
    /// </summary>
    public static StandaloneSettings Read(IConfiguration configuration) =>
        new(
            ServiceSettings.Read(configuration, apart: false),
            GatewaySettings.Read(configuration, drawn: "drawn later"),
            DemoKey.Of(configuration) == "true",
            VerboseKey.Of(configuration) == "true",
            OpenKey.Of(configuration) == "true"
        );

    private static WordSetting Flag(string key, string fallback, string meaning) =>
        new(key, fallback, ["true", "false"], meaning) { IgnoresCase = true };
}
