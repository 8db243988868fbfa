using System.Reflection;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Routing;

namespace Grpc.AspNetCore.Server.Reflection;

/// <summary>Finds the contracts of every gRPC service the application has mapped, when they are first asked for.</summary>
internal sealed class MappedContracts(EndpointDataSource endpoints)
{
    private readonly Lazy<Contracts> contracts = new(() => new Contracts(Descriptors(endpoints)));

    public Contracts Contracts => contracts.Value;

    private static IEnumerable<ServiceDescriptor> Descriptors(EndpointDataSource endpoints) =>
        endpoints
            .Endpoints.Select(endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()?.ServiceType)
            .OfType<Type>()
            .Distinct()
            .Select(Descriptor)
            .OfType<ServiceDescriptor>();

    /// <summary>The generated class that binds a service has its descriptor; a service written without a contract has none.</summary>
    private static ServiceDescriptor? Descriptor(Type service)
    {
        for (var type = service; type is not null; type = type.BaseType)
        {
            if (type.GetCustomAttribute<BindServiceMethodAttribute>(inherit: false) is { } binding)
            {
                return binding
                        .BindType.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)
                        ?.GetValue(null) as ServiceDescriptor;
            }
        }

        return null;
    }
}
