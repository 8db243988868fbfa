namespace Proposals.Trust;

/// <summary>A command that a service acknowledged.</summary>
internal readonly record struct Acknowledged(string Service, string RequestId, long At);
