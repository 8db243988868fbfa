using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;
using Proposals.Client;
using Proposals.Directory;
using Proposals.TestKit;
using Shouldly;
using Xunit;

namespace Proposals.Suite.Tests;

/// <summary>Bytes that are no message cost the operator one line a call.</summary>
public sealed class MalformedCallsTests
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(b => b, b => b);

    [Fact]
    public async Task Bytes_that_are_no_message_are_told_in_one_line_and_are_no_error()
    {
        var log = new LogLines();
        await using var suite = await TestSuite.StartAsync(
            Engine.Sqlite,
            BusKind.Memory,
            [new DirectoryModule()],
            more: new Dictionary<string, string?> { ["Logging:LogLevel:Default"] = "Information" },
            log: to => to.AddProvider(log)
        );
        using var channel = GrpcChannel.ForAddress(suite.Address);
        var method = HostileCalls.Unary.Single(m => m.Name == "SignIn");
        var call = channel
            .CreateCallInvoker()
            .AsyncUnaryCall(
                new Method<byte[], byte[]>(MethodType.Unary, method.Service.FullName, method.Name, Bytes, Bytes),
                null,
                default,
                [0xFF, 0xFF, 0xFF]
            );

        var refused = await Refused.ByAsync(call);

        Call.ReasonOf(refused).ShouldBe("MALFORMED_BODY");
        log.All.ShouldNotContain(l => l.Level >= LogLevel.Error);
        log.All.Select(l => l.ToString())
            .ShouldAllBe(line => !line.Contains("InvalidProtocolBufferException", StringComparison.Ordinal));
        log.All.Count(l => l.Text == $"{HostileCalls.PathOf(method)}: the bytes are no message of this call")
            .ShouldBe(1);
    }
}
