namespace Grpc.AspNetCore.ClientFactory;

/// <summary>How a client takes over the context of the call being served.</summary>
public class GrpcContextPropagationOptions
{
    /// <summary>Whether a call made while no gRPC call is being served goes ahead as it is, instead of failing.</summary>
    public bool SuppressContextNotFoundErrors { get; set; }
}
