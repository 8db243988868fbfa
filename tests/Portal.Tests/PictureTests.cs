using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Proposals.Portal.Tests;

/// <summary>
/// Takes the README's pictures from the demonstration committee. They are written beside the other screenshots, or to a
/// folder of the repository with PROPOSALS_PICTURES=docs/images.
/// </summary>
[Collection(nameof(Portal))]
public sealed class PictureTests(Portal portal)
{
    private const int MaxBytes = 250 * 1000;

    [Theory]
    [InlineData("member1", "/my", "portal-member.png")]
    [InlineData("supervisor", "/cockpit", "portal-supervisor.png")]
    public async Task The_pictures_of_the_README_are_small(string login, string page, string file)
    {
        var folder = Environment.GetEnvironmentVariable("PROPOSALS_PICTURES") is { Length: > 0 } wanted
            ? Path.Combine(StandaloneProcess.Root, wanted)
            : Portal.Screens;
        await using var visitor = await portal.SignInAsync(login, Look.Desk);
        await visitor.GoAsync(page);
        // A chart is drawn one frame after its width is known.
        await visitor.Page.EvaluateAsync(
            "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        );

        Folders.CreateDirectory(folder);
        var path = Path.Combine(folder, file);
        await visitor.Page.ScreenshotAsync(new PageScreenshotOptions { Path = path });
        new FileInfo(path).Length.ShouldBeLessThan(MaxBytes);
    }
}
