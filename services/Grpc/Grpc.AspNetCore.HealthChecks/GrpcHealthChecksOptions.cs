using System.Collections;

namespace Grpc.AspNetCore.HealthChecks;

/// <summary>Which services the health service answers for, and which health checks each of them depends on.</summary>
public sealed class GrpcHealthChecksOptions
{
    /// <summary>The services by name. At first there is the empty name, the server as a whole, which depends on every check.</summary>
    public ServiceMappingCollection Services { get; } = [];
}

/// <summary>One registered health check, as a mapping sees it.</summary>
public sealed class HealthCheckMapContext(string name, IEnumerable<string> tags)
{
    /// <summary>The check's name.</summary>
    public string Name { get; } = name;

    /// <summary>The check's tags.</summary>
    public IEnumerable<string> Tags { get; } = tags;
}

/// <summary>A service with the choice of the health checks it depends on.</summary>
public sealed class ServiceMapping(string name, Func<HealthCheckMapContext, bool> predicate)
{
    /// <summary>The service's name, as clients ask for it.</summary>
    public string Name { get; } = name;

    /// <summary>Whether the service depends on a check.</summary>
    public Func<HealthCheckMapContext, bool> HealthCheckPredicate { get; } = predicate;
}

/// <summary>The services a health service answers for, one mapping for each name.</summary>
public sealed class ServiceMappingCollection : IEnumerable<ServiceMapping>
{
    private readonly Dictionary<string, ServiceMapping> mappings = new(StringComparer.Ordinal)
    {
        [""] = new ServiceMapping("", _ => true),
    };

    /// <summary>Says which checks a service depends on, in place of what was said before.</summary>
    public void Map(string name, Func<HealthCheckMapContext, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(predicate);
        mappings[name] = new ServiceMapping(name, predicate);
    }

    /// <summary>Forgets all services, the empty name too.</summary>
    public void Clear() => mappings.Clear();

    public IEnumerator<ServiceMapping> GetEnumerator() => mappings.Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal ServiceMapping? Find(string name) => mappings.GetValueOrDefault(name);
}
