using System.Diagnostics;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Proposals.BuildingBlocks;
using Proposals.Channels;
using Proposals.Client;
using Proposals.TestKit;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Proposals.Suite.Tests;

/// <summary>
/// Every field of every RPC takes every hostile value of its type, as a role that may call it. The answer is a
/// result, or a refusal in Chinese, small and at once, and never a failure.
/// </summary>
public abstract partial class HostileInputTests(WholeSuite suite, ITestOutputHelper output)
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(b => b, b => b);

    // These end the sign-in, or count against the account, of the person who calls them.
    private static readonly string[] OfOthers = ["SignOut", "ChangePassword"];

    private static IReadOnlyList<MethodDescriptor> Methods =>
        [.. Contract.Services.SelectMany(s => s.Methods).Where(m => !m.IsServerStreaming)];

    [Fact]
    public async Task No_field_of_any_rpc_breaks_the_suite()
    {
        var proposal = await suite.FiledAsync("夜间公交");
        var member = (await suite.Cast.MemberAsync(1)).Account.Member;
        string Plausible(string field) =>
            field switch
            {
                "request_id" => Call.NewId(),
                "etag" or "page_token" => "",
                "name" or "proposal" or "into" => proposal.Name,
                "member" => member,
                "session" => proposal.Session,
                "date" or "until" => "2026-03-04",
                _ => "甲",
            };

        using var channel = GrpcChannel.ForAddress(suite.Suite.Address);
        var roles = Roles();
        var (problems, calls, fields, slowest) = (new List<string>(), 0, 0, TimeSpan.Zero);
        foreach (var method in Methods)
        {
            var headers = new Metadata { { "authorization", await AuthorizationAsync(method, roles) } };
            foreach (var hostile in HostileValues.Of(method.InputType, Plausible))
            {
                var request = hostile.Request.ToByteArray();
                var (problem, took) = await TryAsync(channel, method, headers, request);
                // Once may be the machine, twice is the request.
                if (problem.Length == 0 && took > TimeSpan.FromSeconds(1))
                    (problem, took) = await TryAsync(channel, method, headers, request);
                if (took > TimeSpan.FromSeconds(1))
                    problem += $"took {took.TotalMilliseconds:0} ms";
                if (problem.Length > 0)
                    problems.Add($"{method.Name} {hostile.Path}: {problem}");
                (calls, slowest) = (calls + 1, took > slowest ? took : slowest);
            }

            fields += HostileValues
                .Of(method.InputType, Plausible)
                .Select(h => h.Path.Split(':')[0])
                .Distinct()
                .Count();
        }

        output.WriteLine(
            $"{Methods.Count} RPCs, {fields} fields, {calls} calls, slowest {slowest.TotalMilliseconds:0} ms"
        );
        problems.ShouldBeEmpty();
        calls.ShouldBeGreaterThan(2_000);
    }

    [Fact]
    public async Task Bytes_that_are_no_message_and_text_that_is_no_utf8_are_refused_in_Chinese()
    {
        using var channel = GrpcChannel.ForAddress(suite.Suite.Address);
        var roles = Roles();
        var problems = new List<string>();
        foreach (var method in Methods)
        {
            var headers = new Metadata { { "authorization", await AuthorizationAsync(method, roles) } };
            byte[][] bodies =
            [
                [0xFF, 0xFF, 0xFF],
                .. method
                    .InputType.Fields.InFieldNumberOrder()
                    .Where(f => f.FieldType == FieldType.String && f.FieldNumber < 16)
                    .Select(f => new byte[] { (byte)(f.FieldNumber << 3 | 2), 2, 0xC3, 0x28 }),
            ];
            foreach (var body in bodies)
            {
                var (problem, _) = await TryAsync(channel, method, headers, body, mayPass: false);
                if (problem.Length > 0)
                    problems.Add($"{method.Name} {Convert.ToHexString(body)}: {problem}");
            }
        }

        problems.ShouldBeEmpty();
    }

    private async Task<string> AuthorizationAsync(MethodDescriptor method, Dictionary<string, string> roles)
    {
        var login = OfOthers.Contains(method.Name)
            ? "member9"
            : roles.GetValueOrDefault($"{method.Service.Name}.{method.Name}", "office");
        return (await suite.Cast.OfAsync(login)).Authorization!;
    }

    private static async Task<(string Problem, TimeSpan Took)> TryAsync(
        GrpcChannel channel,
        MethodDescriptor method,
        Metadata headers,
        byte[] request,
        bool mayPass = true
    )
    {
        var watch = Stopwatch.StartNew();
        try
        {
            using var call = channel
                .CreateCallInvoker()
                .AsyncUnaryCall(
                    new Method<byte[], byte[]>(MethodType.Unary, method.Service.FullName, method.Name, Bytes, Bytes),
                    null,
                    new CallOptions(headers, DateTime.UtcNow.AddSeconds(20)),
                    request
                );
            await call.ResponseAsync;
            return (mayPass ? "" : "passed", watch.Elapsed);
        }
        catch (RpcException e)
        {
            return (ProblemOf(e), watch.Elapsed);
        }
    }

    private static string ProblemOf(RpcException error)
    {
        if (error.StatusCode is StatusCode.Internal or StatusCode.Unknown or StatusCode.DeadlineExceeded)
            return $"{error.StatusCode} {error.Status.Detail}";
        var details = error.Trailers.FirstOrDefault(t => t.Key == "grpc-status-details-bin")?.ValueBytes;
        if (details is null)
            return $"{error.StatusCode} without details";
        var sentence = Call.Detail<LocalizedMessage>(error)?.Message ?? "";
        return details.Length > RefusalStatus.MaxBytes ? $"a status of {details.Length} bytes"
            : sentence.Length > RefusalStatus.MaxText ? $"a sentence of {sentence.Length} characters"
            : !Chinese().IsMatch(sentence) ? $"not in Chinese: {sentence}"
            : "";
    }

    // By RPC, the first role of docs/authz.csv that may call it.
    private static Dictionary<string, string> Roles()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "buf.yaml")))
            folder = Path.GetDirectoryName(folder)!;
        var lines = File.ReadAllLines(Path.Combine(folder, "docs", "authz.csv")).Select(l => l.Split(',')).ToList();
        return lines
            .Skip(1)
            .Where(l => l.Contains("yes"))
            .ToDictionary(l => l[0], l => lines[0][Array.IndexOf(l, "yes")], StringComparer.Ordinal);
    }

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Chinese();
}

public sealed class HostileInputOnALaptopTests(Laptop suite, ITestOutputHelper output)
    : HostileInputTests(suite, output),
        IClassFixture<Laptop>;

public sealed class HostileInputInACountyTests(County suite, ITestOutputHelper output)
    : HostileInputTests(suite, output),
        IClassFixture<County>;
