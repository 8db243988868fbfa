using System.Text.Encodings.Web;
using System.Text.Json;
using Proposals.BuildingBlocks;

namespace Proposals.Gateway;

/// <summary>
/// What stands at the foot of every page: who runs the site, how to reach them, and the numbers of its registration.
/// What is not set is not shown.
/// </summary>
internal sealed record PortalFooter
{
    private const int Longest = 100;

    /// <summary>主办单位.</summary>
    public static readonly TextSetting OrganiserKey = Line(
        "Gateway:Organiser",
        "who runs the site (主办单位), at the foot of every page"
    );

    /// <summary>联系电话.</summary>
    public static readonly TextSetting TelephoneKey = Line(
        "Gateway:Telephone",
        "telephone for questions (联系电话), at the foot of every page and on the page 使用帮助"
    );

    /// <summary>ICP 备案号.</summary>
    public static readonly TextSetting IcpNumberKey = Line(
        "Gateway:IcpNumber",
        "number of the ICP registration (ICP 备案号), at the foot of every page"
    );

    /// <summary>公安备案号.</summary>
    public static readonly TextSetting PoliceNumberKey = Line(
        "Gateway:PoliceNumber",
        "number of the registration with the police (公安备案号), at the foot of every page"
    );

    /// <summary>Its keys.</summary>
    public static IReadOnlyList<Setting> Declared => [OrganiserKey, TelephoneKey, IcpNumberKey, PoliceNumberKey];

    /// <summary>主办单位; empty when it is not set.</summary>
    public string Organiser { get; init; } = "";

    /// <summary>联系电话; empty when it is not set.</summary>
    public string Telephone { get; init; } = "";

    /// <summary>ICP 备案号; empty when it is not set.</summary>
    public string IcpNumber { get; init; } = "";

    /// <summary>公安备案号; empty when it is not set.</summary>
    public string PoliceNumber { get; init; } = "";

    /// <summary>Reads the settings.</summary>
    public static PortalFooter Read(IConfiguration configuration) =>
        new()
        {
            Organiser = OrganiserKey.OrNull(configuration) ?? "",
            Telephone = TelephoneKey.OrNull(configuration) ?? "",
            IcpNumber = IcpNumberKey.OrNull(configuration) ?? "",
            PoliceNumber = PoliceNumberKey.OrNull(configuration) ?? "",
        };

    /// <summary>The texts as JSON, for an attribute of index.html.</summary>
    public string ToAttribute() =>
        HtmlEncoder.Default.Encode(JsonSerializer.Serialize(this, JsonSerializerOptions.Web));

    private static TextSetting Line(string key, string meaning) =>
        new(key, "", "a line of text", $"应为一行文字，不超过 {Longest} 个字", meaning)
        {
            Check = text =>
                text.Length > Longest || text.Any(char.IsControl) ? $"应为一行文字，不超过 {Longest} 个字" : null,
        };
}
