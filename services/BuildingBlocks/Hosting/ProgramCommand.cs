using System.Data.Common;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Configuration;
using Proposals.Channels;

namespace Proposals.BuildingBlocks;

/// <summary>
/// What a program does besides serving: <c>--version</c> prints its name, version and commit; <c>health</c> asks the
/// one that serves on this machine, with the same configuration.
/// </summary>
public static class ProgramCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Name, version and commit of the program.</summary>
    public static string Version =>
        Assembly.GetEntryAssembly() is { } program ? $"{program.GetName().Name} {VersionOf(program)}" : "";

    /// <summary>
    /// Does what the first argument says, else serves; gives the exit code. A <see cref="SetupException"/>, wherever in
    /// the program, ends here: its sentence goes to standard error, and the exit code is 1. <c>health</c> prints one
    /// line and ends with 0 or 1.
    /// </summary>
    /// <param name="args">The command line.</param>
    /// <param name="declared">The keys of the program.</param>
    /// <param name="ask">Gives what is wrong with what serves, empty when nothing, or throws.</param>
    /// <param name="serve">Runs the program until it is told to stop.</param>
    public static async Task<int> RunAsync(
        string[] args,
        IReadOnlyList<Setting> declared,
        Func<IConfiguration, CancellationToken, Task<string>> ask,
        Func<Task<int>> serve
    )
    {
        try
        {
            switch (args.FirstOrDefault())
            {
                case "--version":
                    Console.WriteLine(Version);
                    return 0;
                case "health":
                    return await HealthAsync(Settings.Builder(args[1..], declared).Configuration, ask);
                default:
                    return await serve();
            }
        }
        catch (SetupException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        // What the machine does not let it do is no fault of the program, and no stack trace helps the operator.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DbException or SocketException)
        {
            await Console.Error.WriteLineAsync(SentenceOf(e));
            return 1;
        }
    }

    private static string SentenceOf(Exception error) =>
        error switch
        {
            { InnerException: AddressInUseException } => "端口已被占用，请停止占用它的程序或换一个端口。",
            DbException when Dialect.SavedNothing(error) => "磁盘已满或不可写，程序不能继续；请处理后再启动。",
            DbException when Dialect.IsDamage(error) =>
                "数据库文件已损坏，程序不能继续；请按运维手册“数据库丢失”处理。",
            IOException full when PrivateFiles.IsFull(full) => "磁盘已满，程序不能继续；请腾出空间后再启动。",
            UnauthorizedAccessException => $"没有读写的权限，程序不能继续：{error.Message.TrimEnd('.')}。",
            _ => $"程序不能继续：{error.Message.Split('\n')[0].TrimEnd('.')}。",
        };

    private static string? VersionOf(Assembly program) =>
        program.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;

    private static async Task<int> HealthAsync(
        IConfiguration configuration,
        Func<IConfiguration, CancellationToken, Task<string>> ask
    )
    {
        using var patience = new CancellationTokenSource(Patience);
        string problem;
        try
        {
            problem = await ask(configuration, patience.Token);
        }
        catch (Exception e) when (e is RpcException or HttpRequestException or OperationCanceledException)
        {
            problem = e is RpcException rpc ? rpc.Status.Detail : e.Message;
        }

        Console.WriteLine(problem.Length == 0 ? "SERVING" : "NOT_SERVING " + problem);
        return problem.Length == 0 ? 0 : 1;
    }

    /// <summary>
    /// Asks grpc.health.v1 at Health:Listen, or where that is not set at Listen with the own certificate.
    /// </summary>
    public static async Task<string> AskServiceAsync(IConfiguration configuration, CancellationToken stop)
    {
        var listen = ListenSettings.Read(configuration);
        var certificates = listen.Health is null ? PeerSettings.Read(configuration).OpenCertificates() : null;
        using var channel = PeerChannel.Open(
            certificates?.Name ?? "",
            HereOf(listen.Health ?? listen.Address).AbsoluteUri,
            certificates
        );
        using var call = new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest(), cancellationToken: stop);
        var answer = await call;
        if (answer.Status == HealthCheckResponse.Types.ServingStatus.Serving)
            return "";
        return HealthProblems.Read(call.GetTrailers()) is { Length: > 0 } why ? why : answer.Status.ToString();
    }

    /// <summary>Where this machine reaches what listens at an address, also one that stands for all of them.</summary>
    public static Uri HereOf(Uri listen) =>
        IPAddress.TryParse(listen.Host, out var address)
        && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
            ? new UriBuilder(listen)
            {
                Host = address.Equals(IPAddress.Any) ? IPAddress.Loopback.ToString() : $"[{IPAddress.IPv6Loopback}]",
            }.Uri
            : listen;
}
