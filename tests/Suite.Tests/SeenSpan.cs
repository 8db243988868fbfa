namespace Proposals.Suite.Tests;

/// <summary>A span as it was exported, with the service that exported it.</summary>
public sealed record SeenSpan(
    string Service,
    string Scope,
    string Trace,
    string Id,
    string Parent,
    string Name,
    IReadOnlyDictionary<string, string> Attributes,
    int Links
);
