using System.CommandLine;
using Grpc.Core;
using Proposals.Channels;
using Proposals.Client;
using Spectre.Console;

namespace Proposals.Cli;

/// <summary>
/// The command line. Exit codes: 0 done; 1 refused, or something checked is not in order (bad ledger rows, a broken chain, parked events);
/// 2 the command line itself is wrong; 3 the suite does not answer.
/// </summary>
internal static class CommandLine
{
    /// <summary>Parses and runs.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        // A terminal without colours, a pipe and a log all get plain text.
        var root = new RootCommand("政协提案系统命令行")
        {
            Connection.AddressOption,
            Connection.CertificatesOption,
            Connection.AccountsOption,
            Connection.CommitteeOption,
            Connection.LoginOption,
            Connection.JsonOption,
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

    /// <summary>An action whose failures become an exit code and a sentence, not a stack trace.</summary>
    public static void Does(this Command command, Func<ParseResult, Output, Task<int>> action) =>
        command.SetAction(
            async (parsed, _) =>
            {
                var output = new Output(parsed.GetValue(Connection.JsonOption));
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
                                or BuildingBlocks.SetupException
                    )
                {
                    output.Error(e.Message, "");
                    return e is TimeoutException ? 3 : 1;
                }
            }
        );
}

/// <summary>Which suite, and as whom.</summary>
internal static class Connection
{
    public static readonly Option<string> AddressOption = new("--address")
    {
        Description =
            "系统地址；分开部署时写成 directory=https://…,intake=https://…，一个服务有几个副本时各地址用逗号分隔（也可用环境变量 PROPOSALS_ADDRESS）",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("PROPOSALS_ADDRESS") ?? "http://127.0.0.1:5100",
    };

    public static readonly Option<string> CertificatesOption = new("--certificates")
    {
        Description = "证书文件夹，地址为 https 时必需，如 certs/operator（也可用环境变量 PROPOSALS_CERTIFICATES）",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("PROPOSALS_CERTIFICATES") ?? "",
    };

    public static readonly Option<string> AccountsOption = new("--accounts")
    {
        Description = "账号文件（首次启动时生成；也可用环境变量 PROPOSALS_ACCOUNTS）",
        DefaultValueFactory = _ =>
            Environment.GetEnvironmentVariable("PROPOSALS_ACCOUNTS") ?? Path.Combine("data", "demo-accounts.json"),
    };

    public static readonly Option<string?> CommitteeOption = new("--committee")
    {
        Description = "单位代码；与 --login 一起用，密码从环境变量 PROPOSALS_PASSWORD 读取",
    };

    public static readonly Option<string?> LoginOption = new("--login")
    {
        Description = "账号；不写时用账号文件中合适的账号",
    };

    public static readonly Option<bool> JsonOption = new("--json") { Description = "输出 JSON" };

    /// <summary>The suite. Throws <see cref="InvalidDataException"/>, in Chinese, for addresses or certificates that cannot be used.</summary>
    public static Suite Suite(ParseResult parsed)
    {
        try
        {
            var certificates = parsed.GetValue(CertificatesOption) is { Length: > 0 } folder
                ? new PeerCertificates(folder)
                : null;
            var address = parsed.GetValue(AddressOption)!;
            return address.Contains('=')
                ? new Suite(AddressesIn(address), certificates)
                : Client.Suite.At(address, certificates);
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    /// <summary>directory=A,B,intake=C: what comes without a name is another address of the service before it.</summary>
    internal static IReadOnlyDictionary<string, string> AddressesIn(string text)
    {
        var addresses = new Dictionary<string, string>(StringComparer.Ordinal);
        var service = "";
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Split('=', 2) is [var name, var first])
                addresses[service = name] = first;
            else if (addresses.ContainsKey(service))
                addresses[service] += "," + part;
            else
                throw new InvalidDataException($"地址“{text}”无效：第一项须写明服务，如 directory=https://…。");
        }

        var missing = Client.Suite.Services.Except(addresses.Keys).ToList();
        return missing.Count == 0
            ? addresses
            : throw new InvalidDataException($"地址“{text}”缺少 {string.Join("、", missing)}。");
    }

    /// <summary>The demonstration committee's people.</summary>
    public static Cast Cast(ParseResult parsed, Suite suite)
    {
        var path = parsed.GetValue(AccountsOption)!;
        return File.Exists(path)
            ? new Cast(suite, DemoAccounts.Load(path))
            : throw new InvalidDataException(
                $"没有账号文件 {path}：请先启动系统（首次启动会生成），或用 --committee、--login 和 PROPOSALS_PASSWORD 登录。"
            );
    }

    /// <summary>The person to act as: the one of --login, or the account of the file that fits the task.</summary>
    public static async Task<Person> PersonAsync(ParseResult parsed, Suite suite, string fitting)
    {
        if (parsed.GetValue(CommitteeOption) is { } committee)
        {
            var password =
                Environment.GetEnvironmentVariable("PROPOSALS_PASSWORD")
                ?? throw new InvalidDataException("请把密码放在环境变量 PROPOSALS_PASSWORD 中。");
            return await suite.SignInAsync(committee, parsed.GetValue(LoginOption) ?? fitting, password);
        }

        return await Cast(parsed, suite).OfAsync(parsed.GetValue(LoginOption) ?? fitting);
    }
}

/// <summary>What is printed: for people, or as one JSON document.</summary>
internal sealed class Output(bool json)
{
    private static readonly System.Text.Json.JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>JSON is wanted.</summary>
    public bool Json => json;

    /// <summary>A line for people.</summary>
    public void Line(string text)
    {
        if (!json)
            Console.WriteLine(text);
    }

    /// <summary>The document for programs.</summary>
    public void Document(object document)
    {
        if (json)
            Console.WriteLine(System.Text.Json.JsonSerializer.Serialize(document, Options));
    }

    /// <summary>A table for people.</summary>
    public void Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        if (json)
            return;
        // A pipe has no width of its own; the default of 80 columns breaks Chinese tables apart.
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = 200;
        var table = new Table().AddColumns([.. columns.Select(Markup.Escape)]);
        foreach (var row in rows)
            table.AddRow([.. row.Select(Markup.Escape)]);
        AnsiConsole.Write(table);
    }

    /// <summary>What went wrong, on standard error.</summary>
    public void Error(string message, string reason) =>
        Console.Error.WriteLine(
            json ? System.Text.Json.JsonSerializer.Serialize(new { error = new { reason, message } }, Options)
            : reason.Length > 0 ? $"{message}（{reason}）"
            : message
        );
}
