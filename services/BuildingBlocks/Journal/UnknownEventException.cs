namespace Proposals.BuildingBlocks;

/// <summary>An event of a type that this program does not know.</summary>
public sealed class UnknownEventException(string type) : Exception($"unknown event type {type}");
