using System.CommandLine;
using System.Security.Cryptography;
using Grpc.Core;
using Proposals.Client;
using Proposals.Directory.V1;

namespace Proposals.Cli;

/// <summary>
/// 单位: creates a committee in a running suite, with the two administrators who create everything else.
/// </summary>
internal static class Committees
{
    private static readonly Argument<string> CodeArgument = new("code")
    {
        Description = "单位代码，即登录时填写的代码：2 至 40 个小写字母、数字或连字符，以后不能更改",
    };
    private static readonly Option<string> TitleOption = new("--title")
    {
        Description = "单位名称，如 某某市政协",
        Required = true,
    };
    private static readonly Option<string> LevelOption = new Option<string>("--level")
    {
        Description = "级别：province 省、city 市、county 县",
        Required = true,
    }.AcceptOnlyFromAmong("province", "city", "county");
    private static readonly Option<string> AdministratorOption = new("--administrator")
    {
        Description = "首个系统管理员的账号",
        DefaultValueFactory = _ => "system",
    };
    private static readonly Option<string> SecurityOption = new("--security")
    {
        Description = "首个安全管理员的账号",
        DefaultValueFactory = _ => "security",
    };
    private static readonly Option<string> PasswordsOption = new("--passwords")
    {
        Description = "两个初始密码写到哪个文件夹，每人一个文件，只有本人可读",
        DefaultValueFactory = _ => ".",
    };

    /// <summary>committee create.</summary>
    public static Command Create()
    {
        var command = new Command(
            "create",
            "新建政协委员会，带默认规则、全国日历和首个系统、安全管理员；初始密码随机生成，请分别交给两人并要求立即修改"
        )
        {
            CodeArgument,
            TitleOption,
            LevelOption,
            AdministratorOption,
            SecurityOption,
            PasswordsOption,
            Demo.SecretOption,
        };
        command.Does(RunAsync);
        return new Command("committee", "单位") { command };
    }

    private static async Task<int> RunAsync(ParseResult parsed, Output output)
    {
        using var suite = SuiteOptions.Suite(parsed);
        var (code, administrator, security) = (
            parsed.GetValue(CodeArgument)!,
            parsed.GetValue(AdministratorOption)!,
            parsed.GetValue(SecurityOption)!
        );
        if (administrator == security)
            throw new InvalidDataException("两个管理员须用不同的账号。");
        var files = new List<(string Path, string Password)>();
        try
        {
            // The passwords are written before they take effect. A password that took effect and was then lost would
            // leave a committee that nobody can enter.
            foreach (var login in new[] { administrator, security })
                files.Add(Keep(parsed.GetValue(PasswordsOption)!, $"{code}-{login}.password"));
            var committee = await suite
                .Operator(parsed.GetValue(Demo.SecretOption)!)
                .Directory.CreateCommitteeAsync(
                    new CreateCommitteeRequest
                    {
                        RequestId = Call.NewId(),
                        Committee = new Committee
                        {
                            Code = code,
                            Title = parsed.GetValue(TitleOption)!,
                            Level = parsed.GetValue(LevelOption) switch
                            {
                                "province" => CommitteeLevel.Province,
                                "city" => CommitteeLevel.City,
                                _ => CommitteeLevel.County,
                            },
                        },
                        AdministratorLogin = administrator,
                        AdministratorPassword = files[0].Password,
                        SecurityLogin = security,
                        SecurityPassword = files[1].Password,
                    }
                );
            output.Line(
                $"已建立单位 {committee.Title}（{committee.Code}）。初始密码在 {files[0].Path} 和 {files[1].Path}："
                    + "请分别交给系统管理员和安全管理员，要求首次登录后立即修改，然后删除这两个文件。"
            );
            output.Document(
                new
                {
                    committee = committee.Code,
                    administrator = new { login = administrator, file = files[0].Path },
                    security = new { login = security, file = files[1].Path },
                }
            );
            return 0;
        }
        catch (Exception e)
            when (e is not RpcException { StatusCode: StatusCode.Unavailable or StatusCode.DeadlineExceeded })
        {
            // No committee has these passwords. When the outcome is unknown, the files stay.
            foreach (var (path, _) in files)
                File.Delete(path);
            throw;
        }
    }

    private static (string Path, string Password) Keep(string folder, string name)
    {
        if (name.AsSpan().IndexOfAny(Path.GetInvalidFileNameChars()) >= 0)
            throw new InvalidDataException($"“{name}” 不能作文件名：请换账号。");
        Folders.CreateDirectory(folder);
        var (path, password) = (
            Path.Combine(folder, name),
            RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", 16)
        );
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new StreamWriter(path, options);
        file.WriteLine(password);
        return (path, password);
    }
}
