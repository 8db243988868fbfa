using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;
using Alpha = Grpc.Reflection.V1Alpha;

namespace Grpc.Tests;

public class ReflectionService(ProbeServer server) : IClassFixture<ProbeServer>
{
    [Fact]
    public async Task every_mapped_service_is_listed()
    {
        var answer = await AskAsync(new ServerReflectionRequest { ListServices = "" });

        answer
            .ListServicesResponse.Service.Select(service => service.Name)
            .ShouldBe([
                "grpc.health.v1.Health",
                "grpc.reflection.v1.ServerReflection",
                "grpc.reflection.v1alpha.ServerReflection",
                "grpc.tests.Probe",
            ]);
    }

    [Theory]
    [InlineData("grpc.tests.Probe", "probe.proto")]
    [InlineData("grpc.tests.Probe.Echo", "probe.proto")]
    [InlineData("grpc.tests.shapes.Sample", "shapes.proto")]
    [InlineData("grpc.tests.shapes.Sample.blob", "shapes.proto")]
    [InlineData("grpc.tests.shapes.Size", "shapes.proto")]
    [InlineData("grpc.tests.shapes.SIZE_LARGE", "shapes.proto")]
    [InlineData("grpc.tests.shapes.colour", "shapes.proto")]
    [InlineData("grpc.health.v1.HealthCheckResponse.ServingStatus", "grpc/health/v1/health.proto")]
    [InlineData("grpc.health.v1.HealthCheckResponse.SERVING", "grpc/health/v1/health.proto")]
    [InlineData("grpc.reflection.v1.ServerReflectionRequest.message_request", "grpc/reflection/v1/reflection.proto")]
    [InlineData("google.protobuf.FileDescriptorProto", "google/protobuf/descriptor.proto")]
    public async Task a_symbol_leads_to_the_file_that_declares_it(string symbol, string file)
    {
        var answer = await AskAsync(new ServerReflectionRequest { FileContainingSymbol = symbol });

        Files(answer)[0].Name.ShouldBe(file);
    }

    [Fact]
    public async Task a_file_comes_with_all_it_depends_on()
    {
        var answer = await AskAsync(new ServerReflectionRequest { FileByFilename = "probe.proto" });

        Files(answer)
            .Select(file => file.Name)
            .ShouldBe(["probe.proto", "shapes.proto", "google/protobuf/descriptor.proto"]);
        var built = FileDescriptor.BuildFromByteStrings(answer.FileDescriptorResponse.FileDescriptorProto.Reverse());
        built[^1].Services.Single().FullName.ShouldBe("grpc.tests.Probe");
    }

    [Theory]
    [InlineData("probe.proto")]
    [InlineData("shapes.proto")]
    [InlineData("google/protobuf/descriptor.proto")]
    public async Task each_file_can_be_had_by_its_name(string name)
    {
        var answer = await AskAsync(new ServerReflectionRequest { FileByFilename = name });

        Files(answer)[0].Name.ShouldBe(name);
    }

    [Fact]
    public async Task an_extension_leads_to_the_file_that_declares_it()
    {
        var answer = await AskAsync(
            new ServerReflectionRequest
            {
                FileContainingExtension = new ExtensionRequest
                {
                    ContainingType = "google.protobuf.MethodOptions",
                    ExtensionNumber = 50123,
                },
            }
        );

        Files(answer)[0].Name.ShouldBe("shapes.proto");
    }

    [Fact]
    public async Task the_extensions_of_a_message_are_known_by_number()
    {
        var extended = await AskAsync(
            new ServerReflectionRequest { AllExtensionNumbersOfType = "google.protobuf.MethodOptions" }
        );
        var plain = await AskAsync(
            new ServerReflectionRequest { AllExtensionNumbersOfType = "grpc.tests.shapes.Sample" }
        );

        extended.AllExtensionNumbersResponse.BaseTypeName.ShouldBe("google.protobuf.MethodOptions");
        extended.AllExtensionNumbersResponse.ExtensionNumber.ShouldBe([50123]);
        plain.AllExtensionNumbersResponse.ExtensionNumber.ShouldBeEmpty();
    }

    [Fact]
    public async Task what_is_unknown_is_not_found_and_the_stream_goes_on()
    {
        ServerReflectionRequest[] unknown =
        [
            new() { FileByFilename = "nothing.proto" },
            new() { FileContainingSymbol = "no.such.Symbol" },
            new()
            {
                FileContainingExtension = new ExtensionRequest
                {
                    ContainingType = "grpc.tests.shapes.Sample",
                    ExtensionNumber = 1,
                },
            },
            new() { AllExtensionNumbersOfType = "no.such.Message" },
        ];
        using var call = new ServerReflection.ServerReflectionClient(server.Channel).ServerReflectionInfo();
        foreach (var request in unknown)
        {
            await call.RequestStream.WriteAsync(request);
            (await call.ResponseStream.MoveNext()).ShouldBeTrue();

            call.ResponseStream.Current.ErrorResponse.ErrorCode.ShouldBe((int)StatusCode.NotFound);
            call.ResponseStream.Current.OriginalRequest.ShouldBe(request);
        }
    }

    [Fact]
    public async Task asking_nothing_is_an_invalid_argument() =>
        (await AskAsync(new ServerReflectionRequest())).ErrorResponse.ErrorCode.ShouldBe(
            (int)StatusCode.InvalidArgument
        );

    [Fact]
    public async Task the_first_version_answers_the_same()
    {
        var request = new ServerReflectionRequest { Host = "here", FileContainingSymbol = "grpc.tests.Probe" };
        using var call = new Alpha.ServerReflection.ServerReflectionClient(server.Channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(Alpha.ServerReflectionRequest.Parser.ParseFrom(request.ToByteString()));
        (await call.ResponseStream.MoveNext()).ShouldBeTrue();

        call.ResponseStream.Current.ToByteString().ShouldBe((await AskAsync(request)).ToByteString());
    }

    private static List<FileDescriptorProto> Files(ServerReflectionResponse answer) =>
        [
            .. answer
                .FileDescriptorResponse.ShouldNotBeNull()
                .FileDescriptorProto.Select(FileDescriptorProto.Parser.ParseFrom),
        ];

    private async Task<ServerReflectionResponse> AskAsync(ServerReflectionRequest request)
    {
        using var call = new ServerReflection.ServerReflectionClient(server.Channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(request);
        await call.RequestStream.CompleteAsync();
        (await call.ResponseStream.MoveNext()).ShouldBeTrue();
        return call.ResponseStream.Current;
    }
}
