using Proposals.Channels;
using Proposals.Standalone;
using Shouldly;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>Two starts of Standalone on one folder, and a folder that lost a database.</summary>
public sealed class FirstStartTests : IDisposable
{
    private readonly string _folder = Folders.CreateTempSubdirectory("proposals-first-").FullName;

    public void Dispose() => Folders.Delete(_folder, recursive: true);

    [Fact]
    public void A_second_start_is_refused_while_the_first_makes_the_demonstration()
    {
        using (var first = FirstStart.Begin(_folder, wantsDemo: true))
        {
            (first.IsFirst, first.MakesDemo).ShouldBe((true, true));
            File.WriteAllText(Path.Combine(_folder, "directory.db"), "being filled");

            var refused = Should.Throw<SetupException>(() => FirstStart.Begin(_folder, wantsDemo: true));

            refused.Message.ShouldContain("另一个程序正在");
            File.Exists(Path.Combine(_folder, "directory.db")).ShouldBeTrue();
            first.Finish();
        }

        using var later = FirstStart.Begin(_folder, wantsDemo: true);
        (later.IsFirst, later.MakesDemo).ShouldBe((false, false));
    }

    [Fact]
    public void A_demonstration_that_was_interrupted_is_made_anew()
    {
        FirstStart.Begin(_folder, wantsDemo: true).Dispose();
        File.WriteAllText(Path.Combine(_folder, "directory.db"), "half");

        using var again = FirstStart.Begin(_folder, wantsDemo: true);

        again.MakesDemo.ShouldBeTrue();
        File.Exists(Path.Combine(_folder, "directory.db")).ShouldBeFalse();
    }

    [Fact]
    public void A_folder_that_lost_one_database_is_no_first_start()
    {
        File.WriteAllText(Path.Combine(_folder, "intake.db"), "");

        using var start = FirstStart.Begin(_folder, wantsDemo: true);

        (start.IsFirst, start.MakesDemo).ShouldBe((false, false));
        File.Exists(Path.Combine(_folder, "intake.db")).ShouldBeTrue();
    }
}
