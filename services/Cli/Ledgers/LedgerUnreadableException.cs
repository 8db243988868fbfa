namespace Proposals.Cli.Ledgers;

/// <summary>The file as a whole is unreadable; the message is for the office.</summary>
internal sealed class LedgerUnreadableException(string message) : Exception(message);
