namespace Proposals.Trust;

/// <summary>A fault that a campaign can cause.</summary>
/// <param name="Name">Name of the parts that fail.</param>
/// <param name="Stops">The services that cannot answer until it is over; none for the broker.</param>
/// <param name="StrikeAsync">Kills the part. Completes when it is dead.</param>
/// <param name="RestoreAsync">Starts the part again.</param>
internal sealed record Fault(string Name, IReadOnlyList<string> Stops, Func<Task> StrikeAsync, Func<Task> RestoreAsync);
