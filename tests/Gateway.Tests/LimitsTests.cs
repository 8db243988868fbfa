using System.Globalization;
using Proposals.BuildingBlocks;
using Shouldly;
using Xunit;

namespace Proposals.Gateway.Tests;

/// <summary>docs/configuration.md and the refusals name the limits that are really checked.</summary>
public sealed class LimitsTests
{
    [Fact]
    public void The_configuration_page_names_the_limits_of_files_and_streams()
    {
        var page = File.ReadAllText(Path.Combine(Root(), "docs", "configuration.md"));
        page.ShouldContain($"| one uploaded file | {FileRules.MaxMegabytes} MB |");
        page.ShouldContain(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| event streams | {StreamLimits.MaxEach} an account, {StreamLimits.Max:N0} a gateway |"
            )
        );
    }

    [Fact]
    public void A_refusal_names_the_limit_that_was_checked()
    {
        GatewayRefusals.FileTooLarge.Message.ShouldBe("文件超过 20 MB。");
        GatewayRefusals.TooManyStreams.Message.ShouldContain("每个账号最多 8 个，全系统最多 2,000 个");
        GatewayRefusals.FileNameInvalid.Message.ShouldStartWith("文件名无效：1 至 120 个字，");
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "buf.yaml")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
