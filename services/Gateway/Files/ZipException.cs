namespace Proposals.Gateway;

/// <summary>An archive that contradicts its directory, or exceeds a limit.</summary>
internal sealed class ZipException(string message) : Exception(message);
