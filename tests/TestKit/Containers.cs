#if TESTCONTAINERS
using Testcontainers.PostgreSql;
using Testcontainers.RabbitMq;

namespace Proposals.TestKit;

/// <summary>PostgreSQL and RabbitMQ in containers, on ports that are free, removed by the library's reaper when this process has ended. The images are those of docker-compose.yml.</summary>
internal static class Containers
{
    private const string User = "proposals";

    /// <summary>Starts both; connection string and amqp:// address.</summary>
    public static (string Postgres, string Amqp) Start()
    {
        var password = Guid.NewGuid().ToString("N");
        var postgres = new PostgreSqlBuilder()
            .WithImage("postgres:17.6")
            .WithUsername(User)
            .WithPassword(password)
            .WithCommand("-c", "max_connections=300")
            .Build();
        var rabbit = new RabbitMqBuilder()
            .WithImage("rabbitmq:4.1.4-management")
            .WithUsername(User)
            .WithPassword(password)
            .Build();
        Task.WhenAll(postgres.StartAsync(), rabbit.StartAsync()).GetAwaiter().GetResult();
        return (postgres.GetConnectionString(), rabbit.GetConnectionString());
    }
}
#endif
