namespace Proposals.TestKit;

/// <summary>The database engine of a test.</summary>
public enum Engine
{
    /// <summary>SQLite files in a folder of the test's own.</summary>
    Sqlite,

    /// <summary>
    /// PostgreSQL databases of the test's own; the services run as roles that own nothing, under row-level security.
    /// </summary>
    PostgreSql,
}
