using System.Diagnostics;
using Testcontainers.PostgreSql;
using Testcontainers.RabbitMq;

namespace Proposals.TestKit;

/// <summary>
/// PostgreSQL and RabbitMQ in containers, on free ports. The images are those of docker-compose.yml. The reaper of
/// Testcontainers removes the containers when this process has ended.
/// </summary>
internal static class Containers
{
    private const string User = "proposals";
    private const string Postgres = "postgres:17.6";
    private const string Rabbit = "rabbitmq:4.1.4-management";
    private const string Reaper = "testcontainers/ryuk:0.14.0";

    /// <summary>True when a container engine answers and has both images or can pull them.</summary>
    public static bool Answer()
    {
        if (Docker("version", "--format", "{{.Server.APIVersion}}") is not { } version)
            return false;
        if (!Has(Postgres) || !Has(Rabbit))
        {
            Say($"a container engine answers, but the images {Postgres} and {Rabbit} are neither here nor to be had");
            return false;
        }

        // Testcontainers asks for a newer API version than an older engine speaks.
        SetWhereUnset("DOCKER_API_VERSION", version);
        if (!Has(Reaper))
            SetWhereUnset("TESTCONTAINERS_RYUK_DISABLED", "true");
        return true;
    }

    /// <summary>Starts both. Returns an Npgsql connection string and an amqp:// address.</summary>
    public static (string Postgres, string Amqp) Start()
    {
        var password = Guid.NewGuid().ToString("N");
        var postgres = new PostgreSqlBuilder(Postgres)
            .WithUsername(User)
            .WithPassword(password)
            .WithCommand("-c", "max_connections=300")
            .Build();
        var rabbit = new RabbitMqBuilder(Rabbit).WithUsername(User).WithPassword(password).Build();
        Task.WhenAll(postgres.StartAsync(), rabbit.StartAsync()).GetAwaiter().GetResult();
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
            Task.WhenAll(postgres.DisposeAsync().AsTask(), rabbit.DisposeAsync().AsTask()).GetAwaiter().GetResult();
        return (postgres.GetConnectionString(), rabbit.GetConnectionString());
    }

    private static bool Has(string image) =>
        Docker("image", "inspect", "--format", "{{.Id}}", image) is not null
        || Docker("pull", "--quiet", image) is not null;

    private static void SetWhereUnset(string variable, string value)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 })
            return;
        Environment.SetEnvironmentVariable(variable, value);
        Say($"{variable}={value}");
    }

    private static void Say(string what) => Console.Error.WriteLine("tests in containers: " + what);

    /// <summary>
    /// Runs docker and returns its output. Null when docker is missing, fails or takes longer than a minute.
    /// </summary>
    private static string? Docker(params string[] arguments)
    {
        try
        {
            using var docker = Process.Start(
                new ProcessStartInfo("docker", arguments)
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            var printed = docker.StandardOutput.ReadToEndAsync();
            var complaints = docker.StandardError.ReadToEndAsync();
            if (docker.WaitForExit(TimeSpan.FromMinutes(1)))
                return
                    Task.WhenAll(printed, complaints).GetAwaiter().GetResult() is [var text, _] && docker.ExitCode == 0
                    ? text.Trim()
                    : null;
            docker.Kill();
            return null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // no docker command here
        }
    }
}
