namespace Proposals.Channels;

/// <summary>
/// The program cannot work as it is set up. The message is one Chinese sentence for the operator: which setting is
/// wrong, and what to do.
/// </summary>
public sealed class SetupException : InvalidOperationException
{
    public SetupException(string message)
        : base(message) { }

    public SetupException(string message, Exception cause)
        : base(message, cause) { }
}
