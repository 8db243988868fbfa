using System.Diagnostics;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;
using Proposals.TestKit;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Proposals.Suite.Tests;

/// <summary>
/// Every field of every RPC takes every hostile value of its type, as a role that may call it. The answer is a
/// result, or a refusal in Chinese, small and at once, and never a failure.
/// </summary>
public abstract class HostileInputTests(WholeSuite suite, ITestOutputHelper output)
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(b => b, b => b);

    [Fact]
    public async Task No_field_of_any_rpc_breaks_the_suite()
    {
        var hostileCalls = await HostileCalls.OfAsync(suite.Cast, (await suite.FiledAsync("夜间公交")).Name);
        using var channel = GrpcChannel.ForAddress(suite.Suite.Address);
        var (problems, calls, fields, slowest) = (new List<string>(), 0, 0, TimeSpan.Zero);
        foreach (var method in HostileCalls.Unary)
        {
            var headers = new Metadata { { "authorization", await hostileCalls.AuthorizationAsync(method) } };
            foreach (var hostile in HostileValues.Of(method.InputType, hostileCalls.Plausible))
            {
                var request = hostile.Request.ToByteArray();
                var (problem, took) = await TryAsync(channel, method, headers, request, hostile.IsBad);
                // Once may be the machine, twice is the request.
                if (problem.Length == 0 && took > TimeSpan.FromSeconds(1))
                    (problem, took) = await TryAsync(channel, method, headers, request, hostile.IsBad);
                if (took > TimeSpan.FromSeconds(1))
                    problem += $"took {took.TotalMilliseconds:0} ms";
                if (problem.Length > 0)
                    problems.Add($"{method.Name} {hostile.Path}: {problem}");
                (calls, slowest) = (calls + 1, took > slowest ? took : slowest);
            }

            fields += HostileValues
                .Of(method.InputType, hostileCalls.Plausible)
                .Select(h => h.Path.Split(':')[0])
                .Distinct()
                .Count();
        }

        output.WriteLine(
            $"{HostileCalls.Unary.Count} RPCs, {fields} fields, {calls} calls, slowest {slowest.TotalMilliseconds:0} ms"
        );
        problems.ShouldBeEmpty();
        calls.ShouldBeGreaterThan(2_000);
    }

    [Fact]
    public async Task Bytes_that_are_no_message_and_text_that_is_no_utf8_are_refused_in_Chinese()
    {
        var hostileCalls = await HostileCalls.OfAsync(suite.Cast, (await suite.FiledAsync("夜间公交")).Name);
        using var channel = GrpcChannel.ForAddress(suite.Suite.Address);
        var problems = new List<string>();
        foreach (var method in HostileCalls.Unary)
        {
            var headers = new Metadata { { "authorization", await hostileCalls.AuthorizationAsync(method) } };
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
                var (problem, _) = await TryAsync(channel, method, headers, body, isBad: true);
                if (problem.Length > 0)
                    problems.Add($"{method.Name} {Convert.ToHexString(body)}: {problem}");
            }
        }

        problems.ShouldBeEmpty();
    }

    private static async Task<(string Problem, TimeSpan Took)> TryAsync(
        GrpcChannel channel,
        MethodDescriptor method,
        Metadata headers,
        byte[] request,
        bool isBad
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
            return (isBad ? "passed" : "", watch.Elapsed);
        }
        catch (RpcException e)
        {
            var problem = HostileAnswers.ProblemOf(e);
            return (
                problem.Length > 0 || !isBad || e.StatusCode == StatusCode.InvalidArgument
                    ? problem
                    : $"was not found invalid, but {e.StatusCode}",
                watch.Elapsed
            );
        }
    }
}

[Collection("laptop")]
public sealed class HostileInputOnALaptopTests(Laptop suite, ITestOutputHelper output)
    : HostileInputTests(suite, output),
        IClassFixture<Laptop>;

[Collection("county")]
public sealed class HostileInputInACountyTests(County suite, ITestOutputHelper output)
    : HostileInputTests(suite, output),
        IClassFixture<County>;
