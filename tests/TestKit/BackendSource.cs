using System.Diagnostics;
using Npgsql;

namespace Proposals.TestKit;

/// <summary>
/// Finds PostgreSQL and RabbitMQ for the tests. Throws when there are none: a test is never skipped for that.
/// </summary>
/// <remarks>
/// The first source that applies is used.
/// 1. The environment: PROPOSALS_TEST_BACKENDS names a folder of deploy/backends.sh. Or PROPOSALS_TEST_POSTGRES is an
/// Npgsql connection string of a superuser, and PROPOSALS_TEST_AMQP an amqp:// address.
/// 2. Containers, when an engine answers and has the images.
/// 3. Programs from Debian packages, started for this process and removed with it.
/// </remarks>
internal static class BackendSource
{
    /// <summary>Returns the addresses under the keys of the env file of deploy/backends.sh.</summary>
    public static IReadOnlyDictionary<string, string> Find()
    {
        var (folder, postgres, amqp) = (
            Variable("PROPOSALS_TEST_BACKENDS"),
            Variable("PROPOSALS_TEST_POSTGRES"),
            Variable("PROPOSALS_TEST_AMQP")
        );
        if (folder.Length > 0)
            return Read(folder);
        if (postgres.Length > 0 && amqp.Length > 0)
            return Parse(postgres, amqp);
        if (postgres.Length + amqp.Length > 0)
            throw new InvalidOperationException(
                "PROPOSALS_TEST_POSTGRES and PROPOSALS_TEST_AMQP go together: one of them is not set"
            );
        if (Containers.Answer())
        {
            var started = Containers.Start();
            return Parse(started.Postgres, started.Amqp);
        }

        return Folders.Exists("/usr/lib/postgresql") && File.Exists("/usr/lib/rabbitmq/bin/rabbitmq-server")
            ? Borrow()
            : throw new InvalidOperationException(
                "no PostgreSQL and RabbitMQ for the tests: start a container engine; "
                    + "or apt-get install postgresql rabbitmq-server; "
                    + "or set PROPOSALS_TEST_POSTGRES and PROPOSALS_TEST_AMQP"
            );
    }

    /// <summary>Converts a connection string and an amqp:// address to the keys of that env file.</summary>
    internal static IReadOnlyDictionary<string, string> Parse(string postgres, string amqp)
    {
        var (database, broker) = (new NpgsqlConnectionStringBuilder(postgres), new Uri(amqp));
        if (broker is not { Scheme: "amqp", UserInfo: var who } || who.Split(':') is not [var user, var password])
            throw new InvalidOperationException("PROPOSALS_TEST_AMQP is not amqp://USER:PASSWORD@HOST:PORT");
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PG_HOST"] = database.Host ?? "127.0.0.1",
            ["PG_PORT"] = $"{database.Port}",
            ["PG_USER"] = database.Username ?? "",
            ["PG_PASSWORD"] = database.Password ?? "",
            ["AMQP_HOST"] = broker.Host,
            ["AMQP_PORT"] = $"{(broker.Port < 0 ? 5672 : broker.Port)}",
            ["AMQP_USER"] = Uri.UnescapeDataString(user),
            ["AMQP_PASSWORD"] = Uri.UnescapeDataString(password),
        };
    }

    private static string Variable(string name) => Environment.GetEnvironmentVariable(name) ?? "";

    /// <summary>Reads the env file of a folder of deploy/backends.sh.</summary>
    internal static IReadOnlyDictionary<string, string> Read(string folder)
    {
        var values = File.ReadAllLines(Path.Combine(folder, "env"))
            .Select(l => l.Split('=', 2))
            .ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);
        (values["PG_HOST"], values["PG_USER"], values["AMQP_HOST"]) = ("127.0.0.1", "proposals", "127.0.0.1");
        return values;
    }

    private static IReadOnlyDictionary<string, string> Borrow()
    {
        var folder = Folders.CreateTempSubdirectory("proposals-backends-").FullName;
        // The output goes to a file, because the processes that the script leaves running would hold a pipe open. They
        // wait for the end of this process, however it comes.
        using var script = Process.Start(
            "bash",
            [
                "-c",
                "exec bash \"$1\" lend \"$2\" \"$3\" >\"$3/script.log\" 2>&1 </dev/null",
                "-",
                Path.Combine(Backends.Root, "deploy", "backends.sh"),
                $"{Environment.ProcessId}",
                folder,
            ]
        );
        if (!script.WaitForExit(TimeSpan.FromMinutes(4)) || script.ExitCode != 0)
            throw new InvalidOperationException(
                $"PostgreSQL and RabbitMQ did not start:\n{File.ReadAllText(Path.Combine(folder, "script.log"))}"
            );
        return Read(folder);
    }
}
