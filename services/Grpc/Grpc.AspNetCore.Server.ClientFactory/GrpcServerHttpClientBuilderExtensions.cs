using Grpc.AspNetCore.ClientFactory;
using Grpc.AspNetCore.Server.ClientFactory;
using Grpc.Net.ClientFactory;
using Microsoft.AspNetCore.Http;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets clients used inside a gRPC server know of the call being served.</summary>
public static class GrpcServerHttpClientBuilderExtensions
{
    /// <summary>Has the client's calls end with the served call: no later than its deadline, and when it is cancelled.</summary>
    public static IHttpClientBuilder EnableCallContextPropagation(this IHttpClientBuilder builder) =>
        builder.EnableCallContextPropagation(_ => { });

    /// <summary>Has the client's calls end with the served call: no later than its deadline, and when it is cancelled.</summary>
    public static IHttpClientBuilder EnableCallContextPropagation(
        this IHttpClientBuilder builder,
        Action<GrpcContextPropagationOptions> configureOptions
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configureOptions);
        var options = new GrpcContextPropagationOptions();
        configureOptions(options);
        builder.Services.AddHttpContextAccessor();
        return builder.AddInterceptor(
            InterceptorScope.Channel,
            services => new CallContextPropagation(
                services.GetRequiredService<IHttpContextAccessor>(),
                options.SuppressContextNotFoundErrors
            )
        );
    }
}
