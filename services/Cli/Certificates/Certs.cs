using System.CommandLine;
using Proposals.Channels;

namespace Proposals.Cli;

/// <summary>证书: the certificates by which services, gateway and operator identify each other.</summary>
internal static class Certs
{
    private static readonly Option<string> FolderOption = new("--folder")
    {
        Description = "证书文件夹",
        DefaultValueFactory = _ => "certs",
    };

    private static readonly Option<string> HostsOption = new("--hosts")
    {
        Description = "另外写入证书的主机名或 IP，逗号分隔",
        DefaultValueFactory = _ => "",
    };

    private static readonly Option<int> DaysOption = new("--days")
    {
        Description = $"有效天数，{CertificateAuthority.MinDays} 至 {CertificateAuthority.MaxDays}",
        DefaultValueFactory = _ => 365,
    };

    private static readonly Option<bool> FinishOption = new("--finish") { Description = "结束更换：不再信任旧 CA" };

    private static readonly Argument<string> IdentityArgument = new("identity")
    {
        Description = "身份（" + string.Join("、", Identity.All) + "）或 all",
    };

    static Certs()
    {
        DaysOption.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() is < CertificateAuthority.MinDays or > CertificateAuthority.MaxDays)
                r.AddError($"--days 须为 {CertificateAuthority.MinDays} 至 {CertificateAuthority.MaxDays}。");
        });
        IdentityArgument.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<string>() is var name && name != "all" && !Identity.All.Contains(name))
                r.AddError($"没有身份“{name}”，可用：{string.Join("、", Identity.All)} 或 all。");
        });
    }

    /// <summary>certs init, renew, rotate-ca, show.</summary>
    public static Command Create() =>
        new("certs", "服务之间的证书：生成、续签、更换 CA、查看") { Init(), Renew(), RotateCa(), Show() };

    private static Command Init()
    {
        var command = new Command("init", "建立自己的 CA（十年）并为每个身份签发证书；已有的一概不覆盖")
        {
            FolderOption,
            HostsOption,
            DaysOption,
        };
        command.Does(
            (parsed, output) =>
            {
                var folder = parsed.GetValue(FolderOption)!;
                var authority = CertificateAuthority.Exists(folder)
                    ? CertificateAuthority.Open(folder)
                    : CertificateAuthority.Create(folder);
                var made = Identity.All.Where(i => !authority.Has(i)).ToList();
                foreach (var identity in made)
                    Issue(authority, identity, parsed);
                output.Line(
                    made.Count == 0
                        ? $"{folder} 中的证书已齐全，没有改动。"
                        : $"已签发 {string.Join("、", made)}，在 {folder}。每个服务只需要它自己的文件夹；"
                            + $"{Path.Combine(folder, "ca", "ca.key")} 能签发任何身份，请另行保管。"
                );
                output.Document(new { folder, issued = made });
                return Task.FromResult(0);
            }
        );
        return command;
    }

    private static Command Renew()
    {
        var command = new Command("renew", "续签一个身份或全部（all）的证书；各服务 10 秒内读入，无须重启")
        {
            IdentityArgument,
            FolderOption,
            HostsOption,
            DaysOption,
        };
        command.Does(
            (parsed, output) =>
            {
                var authority = CertificateAuthority.Open(parsed.GetValue(FolderOption)!);
                var name = parsed.GetValue(IdentityArgument)!;
                IReadOnlyList<string> identities = name == "all" ? Identity.All : [name];
                foreach (var identity in identities)
                    Issue(authority, identity, parsed);
                output.Line($"已续签 {string.Join("、", identities)}。");
                if (authority.IsRotating)
                    output.Line("正在更换 CA：全部续签并等各服务读入后，执行 certs rotate-ca --finish。");
                output.Document(new { issued = identities });
                return Task.FromResult(0);
            }
        );
        return command;
    }

    private static Command RotateCa()
    {
        var command = new Command(
            "rotate-ca",
            "更换 CA，不停机：① rotate-ca（新旧 CA 同时受信任）② 10 秒后 renew all "
                + "③ 再 10 秒后 rotate-ca --finish（不再信任旧 CA）"
        )
        {
            FolderOption,
            FinishOption,
        };
        command.Does(
            (parsed, output) =>
            {
                var authority = CertificateAuthority.Open(parsed.GetValue(FolderOption)!);
                var finish = parsed.GetValue(FinishOption);
                var changed = finish ? authority.Finish() : authority.Rotate();
                output.Line(
                    finish
                        ? $"更换完成，只信任新 CA（至 {Day(changed.GoodUntil)}）。"
                        : "新 CA 已建立，新旧同时受信任。请等各服务读入（10 秒；若证书是分发出去的，等分发完），"
                            + "再执行 certs renew all，最后执行 certs rotate-ca --finish。"
                );
                output.Document(new { rotating = changed.IsRotating, goodUntil = changed.GoodUntil });
                return Task.FromResult(0);
            }
        );
        return command;
    }

    private static Command Show()
    {
        var command = new Command("show", "查看证书的有效期、名称和指纹；有不可用的证书时退出码为 1") { FolderOption };
        command.Does(
            (parsed, output) =>
            {
                var authority = CertificateAuthority.Open(parsed.GetValue(FolderOption)!);
                var certificates = authority.Show();
                output.Table(
                    ["身份", "有效期自", "至", "状态", "指纹（SHA-256）", "名称"],
                    certificates.Select(c =>
                        (IReadOnlyList<string>)
                            [
                                c.Name,
                                Day(c.From),
                                Day(c.Until),
                                c.Problem.Length == 0 ? "可用" : c.Problem,
                                c.Fingerprint[..16],
                                string.Join(" ", c.Names),
                            ]
                    )
                );
                output.Line(
                    $"CA 至 {Day(authority.GoodUntil)}{(authority.IsRotating ? "；正在更换，新旧同时受信任" : "")}"
                );
                output.Document(
                    new
                    {
                        authority = new { goodUntil = authority.GoodUntil, rotating = authority.IsRotating },
                        certificates,
                    }
                );
                return Task.FromResult(certificates.All(c => c.Problem.Length == 0) ? 0 : 1);
            }
        );
        return command;
    }

    private static void Issue(CertificateAuthority authority, string identity, ParseResult parsed) =>
        authority.Issue(
            identity,
            parsed
                .GetValue(HostsOption)!
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            DateTimeOffset.UtcNow,
            parsed.GetValue(DaysOption)
        );

    private static string Day(DateTimeOffset instant) =>
        instant.ToOffset(ChinaTime.Offset).ToString("yyyy-MM-dd", null);
}
