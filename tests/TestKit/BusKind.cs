namespace Proposals.TestKit;

/// <summary>The bus of a test.</summary>
public enum BusKind
{
    /// <summary>The bus inside the process.</summary>
    Memory,

    /// <summary>RabbitMQ. The suite's queues have a prefix of their own.</summary>
    RabbitMq,
}
