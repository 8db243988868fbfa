namespace Proposals.BuildingBlocks;

/// <summary>A broker: one, or one of a cluster.</summary>
public sealed record BusNode(string Host, ushort Port);
