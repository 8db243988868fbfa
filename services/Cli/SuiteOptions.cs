using System.CommandLine;
using Proposals.Channels;
using Proposals.Client;

namespace Proposals.Cli;

/// <summary>The options that select the suite and the account.</summary>
internal static class SuiteOptions
{
    public static readonly Option<string> AddressOption = new("--address")
    {
        Description =
            "系统地址；分开部署时写成 directory=https://…,intake=https://…，"
            + "一个服务有几个副本时各地址用逗号分隔（也可用环境变量 PROPOSALS_ADDRESS）",
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

    /// <summary>
    /// Opens the suite. Throws <see cref="InvalidDataException"/>, in Chinese, for unusable addresses or certificates.
    /// </summary>
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

    /// <summary>
    /// Parses directory=A,B,intake=C: an address without a name is another address of the service before it.
    /// </summary>
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

    /// <summary>The users of the demonstration committee.</summary>
    public static Cast Cast(ParseResult parsed, Suite suite)
    {
        var path = parsed.GetValue(AccountsOption)!;
        return File.Exists(path)
            ? new Cast(suite, DemoAccounts.Load(path))
            : throw new InvalidDataException(
                $"没有账号文件 {path}：请先启动系统（首次启动会生成），"
                    + "或用 --committee、--login 和 PROPOSALS_PASSWORD 登录。"
            );
    }

    /// <summary>The user to act as: the one of --login, or the account in the file that fits the task.</summary>
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
