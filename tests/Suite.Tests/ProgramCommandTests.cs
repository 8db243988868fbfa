using Microsoft.AspNetCore.Connections;
using Microsoft.Data.Sqlite;
using Proposals.BuildingBlocks;
using Shouldly;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>What a machine does not let a program do ends it with one Chinese sentence, and no stack trace.</summary>
public sealed class ProgramCommandTests
{
    public static TheoryData<Exception, string> Failures =>
        new()
        {
            { new IOException("Failed to bind", new AddressInUseException("in use")), "端口已被占用" },
            { new SqliteException("SQLite Error 13", 13), "磁盘已满" },
            { new SqliteException("SQLite Error 11", 11), "已损坏" },
            { new UnauthorizedAccessException("Access to the path '/data' is denied."), "没有读写的权限" },
            { new IOException("No space left on device : '/data/x'"), "程序不能继续" },
        };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_failure_of_the_machine_is_one_sentence(Exception failure, string sentence)
    {
        var error = Console.Error;
        await using var said = new StringWriter();
        Console.SetError(said);
        try
        {
            var code = await ProgramCommand.RunAsync(
                [],
                [],
                (_, _) => Task.FromResult(""),
                () => Task.FromException<int>(failure)
            );
            code.ShouldBe(1);
        }
        finally
        {
            Console.SetError(error);
        }

        var line = said.ToString().TrimEnd().Split('\n').ShouldHaveSingleItem();
        line.ShouldContain(sentence);
        line.ShouldEndWith("。");
    }
}
