using System.CommandLine;
using Grpc.Core;
using Proposals.BuildingBlocks;
using Proposals.Channels;
using Proposals.Client;

namespace Proposals.Cli;

/// <summary>
/// The command line. Exit codes: 0 done; 1 refused, or a check failed (bad ledger rows, a broken chain, parked events);
/// 2 the command line itself is wrong; 3 the suite does not answer.
/// </summary>
internal static class CommandLine
{
    /// <summary>Parses the arguments and runs the command.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        // Backups, restored databases, keys and passwords are for their own account alone.
        PrivateFiles.Begin();
        // Plain text for all: a terminal without colours, a pipe and a log.
        var root = new RootCommand("政协提案系统命令行")
        {
            SuiteOptions.AddressOption,
            SuiteOptions.CertificatesOption,
            SuiteOptions.AccountsOption,
            SuiteOptions.CommitteeOption,
            SuiteOptions.LoginOption,
            SuiteOptions.JsonOption,
        };
        foreach (var option in root.Options)
            option.Recursive = true;
        root.Subcommands.Add(new Command("demo", "示例数据与演示") { Demo.Walk(), Demo.Create() });
        root.Subcommands.Add(Committees.Create());
        root.Subcommands.Add(new Command("import", "导入") { ImportLedger.Create() });
        root.Subcommands.Add(Stats.Create());
        root.Subcommands.Add(Verify.Create());
        root.Subcommands.Add(Parked.Create());
        root.Subcommands.Add(Certs.Create());
        root.Subcommands.Add(Backups.Backup.Create());
        root.Subcommands.Add(Backups.Restore.Create());
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            await parsed.InvokeAsync();
            return 2;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }

    /// <summary>
    /// Sets the action of a command; a failure becomes an exit code and a sentence instead of a stack trace.
    /// </summary>
    public static void Does(this Command command, Func<ParseResult, Output, Task<int>> action) =>
        command.SetAction(
            async (parsed, _) =>
            {
                var output = new Output(parsed.GetValue(SuiteOptions.JsonOption));
                try
                {
                    return await action(parsed, output);
                }
                catch (RpcException e)
                {
                    output.Error(Call.MessageOf(e), Call.ReasonOf(e));
                    return e.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded ? 3 : 1;
                }
                catch (Exception e)
                    when (e
                            is IOException
                                or UnauthorizedAccessException
                                or InvalidDataException
                                or TimeoutException
                                or System.Data.Common.DbException
                                or SetupException
                    )
                {
                    output.Error(e.Message, "");
                    return e is TimeoutException ? 3 : 1;
                }
            }
        );
}
