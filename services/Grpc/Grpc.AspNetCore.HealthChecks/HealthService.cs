using System.Runtime.CompilerServices;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Grpc.AspNetCore.HealthChecks;

/// <summary>Answers for the health of the services with the results of the registered health checks.</summary>
internal sealed class HealthService(
    HealthCheckService checks,
    HealthReports reports,
    IHostApplicationLifetime lifetime,
    IOptions<GrpcHealthChecksOptions> options
) : Grpc.Health.V1.Health.HealthBase
{
    public override async Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        var mapping =
            options.Value.Services.Find(request.Service)
            ?? throw new RpcException(new Status(StatusCode.NotFound, $"There is no service '{request.Service}'."));
        return new HealthCheckResponse { Status = await Now(mapping, context.CancellationToken) };
    }

    public override async Task Watch(
        HealthCheckRequest request,
        IServerStreamWriter<HealthCheckResponse> responseStream,
        ServerCallContext context
    )
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            context.CancellationToken,
            lifetime.ApplicationStopping
        );
        try
        {
            await foreach (var status in Statuses(request.Service, ending.Token))
            {
                await responseStream.WriteAsync(new HealthCheckResponse { Status = status }, ending.Token);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The ordinary end of a watch: the caller left, or the server is stopping and says so while it can.
            if (!context.CancellationToken.IsCancellationRequested)
            {
                await responseStream.WriteAsync(
                    new HealthCheckResponse { Status = ServingStatus.NotServing },
                    context.CancellationToken
                );
            }
        }
    }

    /// <summary>The status now and each other one that follows.</summary>
    private async IAsyncEnumerable<ServingStatus> Statuses(
        string service,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var subscription = reports.Subscribe();
        var mapping = options.Value.Services.Find(service);
        var last = mapping is null ? ServingStatus.ServiceUnknown : await Now(mapping, cancellationToken);
        yield return last;

        await foreach (var report in subscription.ReadAllAsync(cancellationToken))
        {
            var next = mapping is null ? ServingStatus.ServiceUnknown : From(report, mapping);
            if (next != last)
            {
                yield return last = next;
            }
        }
    }

    private async Task<ServingStatus> Now(ServiceMapping mapping, CancellationToken cancellationToken)
    {
        var report = await checks.CheckHealthAsync(
            check => mapping.HealthCheckPredicate(new HealthCheckMapContext(check.Name, check.Tags)),
            cancellationToken
        );
        return From(report, mapping);
    }

    /// <summary>A service serves unless one of its checks is unhealthy: a degraded one still answers calls.</summary>
    private static ServingStatus From(HealthReport report, ServiceMapping mapping) =>
        report.Entries.Any(entry =>
            entry.Value.Status == HealthStatus.Unhealthy
            && mapping.HealthCheckPredicate(new HealthCheckMapContext(entry.Key, entry.Value.Tags))
        )
            ? ServingStatus.NotServing
            : ServingStatus.Serving;
}
