using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Proposals.Channels;
using Proposals.TestKit;
using Shouldly;
using Xunit;
using Call = Proposals.Client.Call;

namespace Proposals.Suite.Tests;

/// <summary>No enum field of any RPC takes, over gRPC, a number that the contract does not know.</summary>
[Collection("laptop")]
public sealed class UnknownEnumTests(Laptop suite) : IClassFixture<Laptop>
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(b => b, b => b);

    private static IEnumerable<MethodDescriptor> Methods =>
        Contract.Files.SelectMany(f => f.Services).SelectMany(s => s.Methods);

    public static TheoryData<string, string> Fields
    {
        get
        {
            var fields = new TheoryData<string, string>();
            foreach (var method in Methods)
            {
                foreach (var place in EnumPlaces.Of(method.InputType))
                    fields.Add(method.FullName, place.Path);
            }

            return fields;
        }
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public async Task A_number_outside_an_enum_is_refused_with_its_field(string method, string field)
    {
        var called = Methods.Single(m => m.FullName == method);
        foreach (var number in new[] { 9999, -1 })
        {
            var request = called.InputType.Parser.ParseFrom([]);
            EnumPlaces.Of(called.InputType).Single(p => p.Path == field).Set(request, number);
            var error = await RefusalAsync(called, request);
            error.StatusCode.ShouldBe(StatusCode.InvalidArgument);
            Call.ReasonOf(error).ShouldBe("FIELD_INVALID");
            Call.Detail<BadRequest>(error)!.FieldViolations.Single().Field.ShouldBe(field);
        }
    }

    [Fact]
    public void There_are_enum_fields_to_look_at() => Fields.Count().ShouldBeGreaterThan(45);

    private async Task<RpcException> RefusalAsync(MethodDescriptor method, IMessage request)
    {
        using var channel = GrpcChannel.ForAddress(suite.Suite.Address);
        var authorization = await suite.Cast.OfAsync("office");
        using var call = channel
            .CreateCallInvoker()
            .AsyncUnaryCall(
                new Method<byte[], byte[]>(MethodType.Unary, method.Service.FullName, method.Name, Bytes, Bytes),
                null,
                new CallOptions(
                    new Metadata { { "authorization", authorization.Authorization! } },
                    DateTime.UtcNow.AddSeconds(10)
                ),
                request.ToByteArray()
            );
        return await Should.ThrowAsync<RpcException>(() => call.ResponseAsync);
    }
}
