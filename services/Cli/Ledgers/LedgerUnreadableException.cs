namespace Proposals.Cli.Ledgers;

/// <summary>The file as a whole cannot be read; the message is for the office.</summary>
internal sealed class LedgerUnreadableException(string message) : Exception(message);
