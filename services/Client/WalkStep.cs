namespace Proposals.Client;

/// <summary>A step of a walk.</summary>
/// <param name="Who">Sign-in name of the acting user.</param>
/// <param name="What">The step, in Chinese.</param>
public readonly record struct WalkStep(string Who, string What);
