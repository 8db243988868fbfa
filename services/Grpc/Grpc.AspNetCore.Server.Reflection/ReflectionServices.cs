using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;
using Alpha = Grpc.Reflection.V1Alpha;

namespace Grpc.AspNetCore.Server.Reflection;

/// <summary>Serves <c>grpc.reflection.v1</c>.</summary>
internal sealed class ReflectionService(MappedContracts mapped) : ServerReflection.ServerReflectionBase
{
    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream,
        IServerStreamWriter<ServerReflectionResponse> responseStream,
        ServerCallContext context
    )
    {
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            await responseStream.WriteAsync(Reflection.Answer(mapped.Contracts, request), context.CancellationToken);
        }
    }
}

/// <summary>Serves <c>grpc.reflection.v1alpha</c>, whose messages are the same on the wire.</summary>
internal sealed class AlphaReflectionService(MappedContracts mapped) : Alpha.ServerReflection.ServerReflectionBase
{
    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<Alpha.ServerReflectionRequest> requestStream,
        IServerStreamWriter<Alpha.ServerReflectionResponse> responseStream,
        ServerCallContext context
    )
    {
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            var answer = Reflection.Answer(
                mapped.Contracts,
                ServerReflectionRequest.Parser.ParseFrom(request.ToByteString())
            );
            await responseStream.WriteAsync(
                Alpha.ServerReflectionResponse.Parser.ParseFrom(answer.ToByteString()),
                context.CancellationToken
            );
        }
    }
}

/// <summary>Answers questions about contracts.</summary>
internal static class Reflection
{
    public static ServerReflectionResponse Answer(Contracts contracts, ServerReflectionRequest request)
    {
        var response = request.MessageRequestCase switch
        {
            ServerReflectionRequest.MessageRequestOneofCase.ListServices => Services(contracts),
            ServerReflectionRequest.MessageRequestOneofCase.FileByFilename => File(
                contracts.Named(request.FileByFilename),
                $"There is no file '{request.FileByFilename}'."
            ),
            ServerReflectionRequest.MessageRequestOneofCase.FileContainingSymbol => File(
                contracts.Declaring(request.FileContainingSymbol),
                $"No file declares '{request.FileContainingSymbol}'."
            ),
            ServerReflectionRequest.MessageRequestOneofCase.FileContainingExtension => Extension(
                contracts,
                request.FileContainingExtension
            ),
            ServerReflectionRequest.MessageRequestOneofCase.AllExtensionNumbersOfType => ExtensionNumbers(
                contracts,
                request.AllExtensionNumbersOfType
            ),
            _ => Error(StatusCode.InvalidArgument, "The request asks nothing."),
        };
        response.ValidHost = request.Host;
        response.OriginalRequest = request;
        return response;
    }

    private static ServerReflectionResponse Services(Contracts contracts) =>
        new()
        {
            ListServicesResponse = new ListServiceResponse
            {
                Service = { contracts.Services.Select(name => new ServiceResponse { Name = name }) },
            },
        };

    private static ServerReflectionResponse Extension(Contracts contracts, ExtensionRequest asked) =>
        File(
            contracts.DeclaringExtension(asked.ContainingType, asked.ExtensionNumber),
            $"No file declares an extension {asked.ExtensionNumber} of '{asked.ContainingType}'."
        );

    private static ServerReflectionResponse ExtensionNumbers(Contracts contracts, string message) =>
        contracts.ExtensionNumbers(message) is { } numbers
            ? new()
            {
                AllExtensionNumbersResponse = new ExtensionNumberResponse
                {
                    BaseTypeName = message,
                    ExtensionNumber = { numbers },
                },
            }
            : Error(StatusCode.NotFound, $"There is no message '{message}'.");

    /// <summary>The file asked for comes first, as some clients look no further.</summary>
    private static ServerReflectionResponse File(FileDescriptor? file, string missing) =>
        file is null
            ? Error(StatusCode.NotFound, missing)
            : new()
            {
                FileDescriptorResponse = new FileDescriptorResponse
                {
                    FileDescriptorProto =
                    {
                        Contracts.WithDependencies(file).Reverse().Select(each => each.SerializedData),
                    },
                },
            };

    private static ServerReflectionResponse Error(StatusCode code, string message) =>
        new()
        {
            ErrorResponse = new ErrorResponse { ErrorCode = (int)code, ErrorMessage = message },
        };
}
