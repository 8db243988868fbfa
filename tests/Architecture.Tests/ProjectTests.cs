using System.Reflection;
using System.Text.RegularExpressions;
using Google.Protobuf.Reflection;
using Proposals.Channels;
using Shouldly;
using Xunit;

namespace Proposals.Architecture.Tests;

public sealed partial class ProjectTests
{
    public static TheoryData<string> Services => [.. Source.Services];

    [Theory]
    [MemberData(nameof(Services))]
    public void A_service_references_no_other_service(string service)
    {
        Source.ReferencesOf(service).ShouldBeSubsetOf(["BuildingBlocks", "Contracts"]);
        Assembly
            .Load("Proposals." + service)
            .GetReferencedAssemblies()
            .Select(a => a.Name)
            .ShouldNotContain(a => Source.Services.Any(s => s != service && a == "Proposals." + s));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void A_service_shows_one_public_type_its_module(string service) =>
        // The web SDK makes the class of Program.cs public by itself.
        Assembly
            .Load("Proposals." + service)
            .GetExportedTypes()
            .Select(t => t.Name)
            .Where(n => n != "Program")
            .ShouldBe([$"{service}Module"]);

    [Fact]
    public void The_gateway_references_no_service_and_shows_one_public_type()
    {
        Source.ReferencesOf("Gateway").ShouldBeSubsetOf(["BuildingBlocks", "Contracts"]);
        var gateway = Assembly.Load("Proposals.Gateway");
        gateway
            .GetReferencedAssemblies()
            .Select(a => a.Name)
            .ShouldNotContain(a => Source.Services.Any(s => a == "Proposals." + s));
        gateway.GetExportedTypes().Select(t => t.Name).Where(n => n != "Program").ShouldBe(["Gateway"]);
    }

    [Fact]
    public void Only_the_host_of_everything_references_the_gateway() =>
        Folders
            .GetDirectories(Path.Combine(Source.Root, "services"))
            .Select(d => Path.GetFileName(d)!)
            .Where(n => File.Exists(Path.Combine(Source.Root, "services", n, n + ".csproj")))
            .Where(n => Source.ReferencesOf(n).Contains("Gateway"))
            .ShouldBe(["Standalone"]);

    [Fact]
    public void The_building_blocks_are_in_the_folders_of_the_decision_and_the_readme()
    {
        var folders = Source
            .Files("services/BuildingBlocks", ".cs")
            .Select(f => Path.GetDirectoryName(f.Path["services/BuildingBlocks/".Length..])!)
            .Distinct()
            .ToList();
        var decision = File.ReadAllText(Folders.GetFiles(Path.Combine(Source.Root, "docs/decisions"), "0002-*.md")[0]);
        var amended = decision[decision.IndexOf("Amended on ", StringComparison.Ordinal)..];
        FolderName()
            .Matches(amended[..amended.IndexOf("\n\n", StringComparison.Ordinal)])
            .Select(m => m.Groups[1].Value)
            .Distinct()
            .ShouldBe(folders, ignoreOrder: true, customMessage: "one more concern needs a decision record");
        var row = File.ReadLines(Path.Combine(Source.Root, "README.md"))
            .Single(l => l.StartsWith("| `services/BuildingBlocks/` |", StringComparison.Ordinal));
        FolderName()
            .Matches(row)
            .Select(m => m.Groups[1].Value)
            .Where(n => n != "services/BuildingBlocks")
            .ShouldBe(folders.Where(f => !f.Contains('/')), ignoreOrder: true);
    }

    [GeneratedRegex("`([A-Za-z/]+)/`")]
    private static partial Regex FolderName();

    [Fact]
    public void A_file_bears_the_name_of_its_first_type() =>
        Source
            .Files("services", ".cs")
            .Concat(Source.Files("tests", ".cs"))
            .Where(f => !f.Path.EndsWith("/Program.cs", StringComparison.Ordinal))
            .Where(f => FirstType().Match(f.Text).Groups["name"].Value != Path.GetFileNameWithoutExtension(f.Path))
            .Select(f => f.Path)
            .ShouldBeEmpty();

    [Fact]
    public void The_configuration_is_read_by_the_settings_alone() =>
        Source
            .Files("services", ".cs")
            .Where(f => !f.Path.StartsWith("services/BuildingBlocks/Hosting/Settings/", StringComparison.Ordinal))
            .SelectMany(f => ReadOfConfiguration().Matches(Source.Code(f.Text)).Select(m => $"{f.Path}: {m.Value}"))
            .ShouldBeEmpty("declare the key as a Setting and read it there");

    [Theory]
    [InlineData("configuration[\"Bus:Host\"]")]
    [InlineData("builder.Configuration[key]")]
    [InlineData("_config[$\"Peers:{name}\"]")]
    [InlineData("configuration.GetValue<int>(\"Drain:Seconds\")")]
    [InlineData("builder.Configuration.GetSection(\"Bus\")")]
    [InlineData("services.Configure<BusOptions>(Configuration.GetSection(\"Bus\"))")]
    [InlineData("configuration.GetConnectionString(\"x\")")]
    public void The_guard_sees_every_read_of_the_configuration(string code) =>
        ReadOfConfiguration().IsMatch(code).ShouldBeTrue();

    [Fact]
    public void The_offset_of_China_has_one_owner() =>
        Source
            .Files("services", ".cs")
            .Where(f => OffsetOfChina().IsMatch(Source.Code(f.Text)))
            .Select(f => f.Path)
            .ShouldBe(
                ["services/Channels/ChinaTime.cs"],
                "a committee's local time is utc_offset_minutes of its policy"
            );

    [GeneratedRegex(@"FromHours\(\s*8(\.0)?\s*\)|\b(480|8 \* 60|60 \* 8)\b|\+08:?00|Asia/Shanghai|China Standard Time")]
    private static partial Regex OffsetOfChina();

    [Fact]
    public void Every_contract_of_others_is_called_by_somebody()
    {
        var callers = Source
            .Tracked.Where(f =>
                f.StartsWith("tests/", StringComparison.Ordinal) || f.EndsWith(".cs", StringComparison.Ordinal)
            )
            .Where(f => Path.GetExtension(f) is ".cs" or ".sh" or ".py" or ".mjs" or ".js")
            .Select(f => File.ReadAllText(Path.Combine(Source.Root, f)))
            .ToList();
        Source
            .Files("protos/grpc", ".proto")
            .Where(f =>
                !callers.Any(c => c.Contains(Package().Match(f.Text).Groups[1].Value + ".", StringComparison.Ordinal))
            )
            .Select(f => f.Path)
            .ShouldBeEmpty("a copy of a contract that nobody reads goes stale");
    }

    [GeneratedRegex(@"^package ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Package();

    [Fact]
    public void The_largest_page_has_one_number_in_the_services_and_one_in_the_portal()
    {
        var most = Regex
            .Match(
                File.ReadAllText(Path.Combine(Source.Root, "services/BuildingBlocks/Input/Page.cs")),
                @"int Maximum = (\d+);"
            )
            .Groups[1]
            .Value;
        File.ReadAllText(Path.Combine(Source.Root, "services/Portal/src/api/page.ts"))
            .ShouldContain($"export const mostRows = {most};");
        var spelled = new Regex($@"\bpageSize: {most}\b|\bPage_?[sS]ize = {most}\b");
        new (string Folder, string Ending)[]
        {
            ("services/Portal/src", ".ts"),
            ("services/Portal/src", ".tsx"),
            ("services", ".cs"),
        }
            .SelectMany(f => Source.Files(f.Folder, f.Ending))
            .Where(f => spelled.IsMatch(f.Text))
            .Select(f => f.Path)
            .ShouldBeEmpty("use Page.Maximum, in the portal mostRows");
    }

    [Fact]
    public void What_the_portal_cites_of_the_services_is_there()
    {
        var cited = new[] { ".ts", ".tsx" }
            .SelectMany(e => Source.Files("services/Portal/src", e))
            .SelectMany(f => Citation().Matches(f.Text))
            .ToList();
        cited.Count.ShouldBeGreaterThan(0);
        foreach (var one in cited)
            Source
                .Files($"services/{one.Groups["folder"].Value}", ".cs")
                .Where(f => Path.GetFileNameWithoutExtension(f.Path) == one.Groups["type"].Value)
                .ShouldContain(
                    f => Regex.IsMatch(Source.Code(f.Text), $@"\b{one.Groups["member"].Value}\b"),
                    one.Value
                );
    }

    [GeneratedRegex(@"\b(?<type>[A-Z]\w+)\.(?<member>[A-Z]\w+) in services/(?<folder>\w+)")]
    private static partial Regex Citation();

    [Fact]
    public void The_templates_of_databases_are_filled_in_one_place() =>
        Source
            .Files("services", ".cs")
            .Where(f => FillOfTemplate().IsMatch(Source.Code(f.Text)))
            .Select(f => f.Path)
            .ShouldBe(["services/BuildingBlocks/Hosting/Settings/DatabasePlace.cs"]);

    [GeneratedRegex("""Replace\(\s*"\{(service|shard)\}""")]
    private static partial Regex FillOfTemplate();

    [GeneratedRegex(
        @"\b_?[cC]onfig(uration)?(\[|\.(GetValue|GetSection|GetRequiredSection|GetConnectionString|Get<|Bind\b))"
    )]
    private static partial Regex ReadOfConfiguration();

    [GeneratedRegex(
        @"^(public|internal) [\w ]*?\b(class|record struct|record|struct|interface|enum|delegate [\w<>]+) (?<name>\w+)",
        RegexOptions.Multiline
    )]
    private static partial Regex FirstType();
}

public sealed class SqlTests
{
    private static readonly (string Word, Regex Pattern)[] Banned =
    [
        .. new[]
        {
            @"\bnow\s*\(",
            "::",
            @"\bILIKE\b",
            @"\bIN\s+@",
            @"\bIS\s+(NOT\s+)?DISTINCT\s+FROM\b",
            @"\bSTRICT\b",
            @"\bGENERATED\b",
            @"\b(BIG|SMALL)?SERIAL\b",
            @"\bAUTOINCREMENT\b",
            "->>?",
            @"\bjsonb?_?\w*\s*\(",
            @"\bstring_agg\b",
            @"\bgroup_concat\b",
            @"SELECT\s+(DISTINCT\s+)?(\w+\.)?\*",
            @"\bCURRENT_TIMESTAMP\b",
        }.Select(p => (p, new Regex(p, RegexOptions.IgnoreCase))),
    ];

    // SQL that PostgreSQL has, but that KingbaseES or openGauss lacks or understands differently (docs/decisions/0013).
    // openGauss is based on PostgreSQL 9.2, and its ON CONFLICT must name the columns.
    private static readonly (string Word, Regex Pattern)[] BannedElsewhere =
    [
        .. new[]
        {
            @"\bON\s+CONFLICT\s+(DO|ON)\b",
            @"\bLATERAL\b",
            @"\bFILTER\s*\(",
            @"\bMERGE\s+INTO\b",
            @"\bGROUPING\s+SETS\b",
            @"\bTABLESAMPLE\b",
            @"\bDISTINCT\s+ON\b",
            @"\bSKIP\s+LOCKED\b",
            @"\bFOR\s+(NO\s+KEY\s+UPDATE|KEY\s+SHARE)\b",
            @"\bADD\s+COLUMN\s+IF\b",
            @"\bINDEX\s+(IF\s+NOT\s+EXISTS|CONCURRENTLY)\b",
            @"\)\s*INCLUDE\s*\(",
            @"\bWITH\s+ORDINALITY\b",
            @"\bARRAY\s*\[",
            @"\bunnest\s*\(",
            @"\b(UN)?LISTEN\s+\w|\bNOTIFY\s+\w",
            @"\bNULLS\s+(NOT\s+)?DISTINCT\b",
            @"\bgen_random_uuid\b",
            @"\bMATERIALIZED\b",
            @"\bCREATE\s+(TEMP|UNLOGGED)\b",
            @"\bROLLUP\b|\bCUBE\s*\(",
        }.Select(p => (p, new Regex(p, RegexOptions.IgnoreCase))),
    ];

    private static readonly HashSet<string> Infrastructure =
    [
        "journal",
        "journal_head",
        "checkpoints",
        "parked",
        "migrations",
        "anchors",
        "heartbeats",
    ];

    private static IEnumerable<string> Faults(string sql) =>
        Banned.Concat(BannedElsewhere).Where(b => b.Pattern.IsMatch(sql)).Select(b => b.Word);

    private static string WithoutComments(string sql) =>
        string.Join('\n', sql.Split('\n').Where(l => !l.TrimStart().StartsWith("--", StringComparison.Ordinal)));

    /// <summary>Returns the faults in the tables of a migration.</summary>
    private static IEnumerable<string> TableFaults(string sql)
    {
        foreach (
            Match table in Regex.Matches(
                WithoutComments(sql),
                @"CREATE TABLE (?:IF NOT EXISTS )?(\w+) \((.*?)\n\)",
                RegexOptions.Singleline
            )
        )
        {
            var (name, columns) = (
                table.Groups[1].Value,
                table
                    .Groups[2]
                    .Value.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            );
            foreach (var column in columns)
            {
                var key = Regex.Match(column, @"^(?:PRIMARY KEY|UNIQUE) \((\w+)");
                if (key.Success)
                {
                    if (key.Groups[1].Value != "committee" && !Infrastructure.Contains(name))
                        yield return $"{name}: {column}";
                }
                else if (!Regex.IsMatch(column, @"^\w+ (TEXT|BIGINT|BYTEA) NOT NULL( PRIMARY KEY)?( DEFAULT \S+)?,?$"))
                {
                    yield return $"{name}: {column}";
                }
                else if (
                    column.Contains("PRIMARY KEY", StringComparison.Ordinal)
                    && !column.StartsWith("committee ", StringComparison.Ordinal)
                    && !Infrastructure.Contains(name)
                )
                {
                    yield return $"{name}: {column}";
                }
            }

            if (!table.Value.Contains("PRIMARY KEY", StringComparison.Ordinal))
                yield return $"{name}: no primary key";
        }

        foreach (Match index in Regex.Matches(WithoutComments(sql), @"CREATE UNIQUE INDEX \w+ ON (\w+) \((\w+)"))
        {
            if (index.Groups[2].Value != "committee")
                yield return index.Value;
        }
    }

    [Fact]
    public void No_statement_has_a_word_that_the_engines_understand_differently()
    {
        var statements = Source
            .Files("services", ".cs")
            .SelectMany(f => Source.SqlOf(f.Text).Select(s => (f.Path, Sql: s)))
            .Concat(Source.Files("services", ".sql").Select(f => (f.Path, Sql: WithoutComments(f.Text))))
            .Concat(Source.PrintedSql().Select(s => (Path: "docs/sql.md", Sql: s)))
            .ToList();
        statements.Count.ShouldBeGreaterThan(80);
        statements.SelectMany(s => Faults(s.Sql).Select(w => $"{s.Path}: {w} in {s.Sql}")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("SELECT now()")]
    [InlineData("SELECT a::text FROM t")]
    [InlineData("WHERE a ILIKE 'x'")]
    [InlineData("WHERE a IN @list")]
    [InlineData("WHERE a IS NOT DISTINCT FROM b")]
    [InlineData("CREATE TABLE t (a TEXT) STRICT")]
    [InlineData("a BIGINT GENERATED ALWAYS AS IDENTITY")]
    [InlineData("a BIGSERIAL")]
    [InlineData("a INTEGER PRIMARY KEY AUTOINCREMENT")]
    [InlineData("SELECT body ->> 'x' FROM t")]
    [InlineData("SELECT json_extract(body, 'x') FROM t")]
    [InlineData("SELECT string_agg(a, ',') FROM t")]
    [InlineData("SELECT group_concat(a) FROM t")]
    [InlineData("SELECT * FROM t")]
    [InlineData("SELECT p.* FROM t p")]
    [InlineData("INSERT INTO t (a) VALUES (1) ON CONFLICT DO NOTHING")]
    [InlineData("INSERT INTO t (a) VALUES (1) ON CONFLICT ON CONSTRAINT t_pkey DO NOTHING")]
    [InlineData("SELECT a FROM t, LATERAL (SELECT 1) AS l")]
    [InlineData("SELECT COUNT(*) FILTER (WHERE a = 1) FROM t")]
    [InlineData("MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN DELETE")]
    [InlineData("SELECT a FROM t GROUP BY GROUPING SETS ((a), ())")]
    [InlineData("SELECT a FROM t TABLESAMPLE SYSTEM (1)")]
    [InlineData("SELECT DISTINCT ON (a) a, b FROM t")]
    [InlineData("SELECT a FROM t FOR UPDATE SKIP LOCKED")]
    [InlineData("SELECT a FROM t FOR NO KEY UPDATE")]
    [InlineData("ALTER TABLE t ADD COLUMN IF NOT EXISTS a TEXT")]
    [InlineData("CREATE INDEX CONCURRENTLY i ON t (a)")]
    [InlineData("CREATE INDEX i ON t (a) INCLUDE (b)")]
    [InlineData("SELECT a FROM t WITH ORDINALITY")]
    [InlineData("SELECT ARRAY[1, 2]")]
    [InlineData("SELECT unnest(a) FROM t")]
    [InlineData("NOTIFY news")]
    [InlineData("UNIQUE NULLS NOT DISTINCT (a)")]
    [InlineData("SELECT gen_random_uuid()")]
    [InlineData("WITH w AS MATERIALIZED (SELECT 1) SELECT 1")]
    [InlineData("CREATE TEMP TABLE t (a TEXT)")]
    [InlineData("SELECT a FROM t GROUP BY ROLLUP (a)")]
    public void The_guard_sees_every_banned_word(string sql) => Faults(sql).ShouldNotBeEmpty();

    // Columns that hold an enum of the contract. A parameter of such a name does not count.
    private const string EnumColumn =
        @"(?<![@\w])(?:\w+\.)?(?:state(?:_\w+)?|\w*kind|role|disclosure|duty|level|stage|form|work|result)";

    private static readonly Regex Number = new(
        EnumColumn + @"\s*(?:=|<>|<=?|>=?|(?:NOT\s+)?IN)\s*\(?\s*\d+(?!\d| /\* \w)",
        RegexOptions.IgnoreCase
    );

    private static readonly Regex EventType = new(@"'proposals\.\w+\.v1\.\w+'");

    [Fact]
    public void States_kinds_and_events_have_a_name_in_every_statement() =>
        Source
            .Files("services", ".cs")
            .SelectMany(f => Source.SqlOf(f.Text).Select(s => (f.Path, Sql: s)))
            .Where(s => Number.IsMatch(s.Sql) || EventType.IsMatch(s.Sql))
            .Concat(Source.PrintedSql().Where(s => Number.IsMatch(s)).Select(s => (Path: "docs/sql.md", Sql: s)))
            .Select(s => $"{s.Path}: {s.Sql}")
            .ShouldBeEmpty();

    [Theory]
    [InlineData("WHERE p.state = 5")]
    [InlineData("WHERE state IN (5, 7)")]
    [InlineData("WHERE o.state NOT IN (5, 6)")]
    [InlineData("WHERE i.state <> 5")]
    [InlineData("UPDATE t SET state = 2, a = @a")]
    [InlineData("WHERE r.disclosure = 1")]
    [InlineData("WHERE session_kind = 1")]
    public void The_guard_sees_every_number_of_a_state(string sql) => Number.IsMatch(sql).ShouldBeTrue();

    [Theory]
    [InlineData("WHERE p.state = 5 /* Filed */")]
    [InlineData("WHERE p.state = {ProposalState.Filed}")]
    [InlineData("WHERE (@state = 0 OR p.state = @state)")]
    [InlineData("WHERE r.round = 1")]
    public void A_name_and_a_parameter_are_no_number(string sql) => Number.IsMatch(sql).ShouldBeFalse();

    [Fact]
    public void A_text_with_names_is_made_once() =>
        Source
            .Files("services", ".cs")
            .Where(f =>
                Regex.Count(Source.Code(f.Text), @"\bSql\.Of\(")
                != Regex.Count(Source.Code(f.Text), @"\bstatic readonly string \w+\s*=\s*Sql\.Of\(")
            )
            .Select(f => f.Path)
            .ShouldBeEmpty();

    /// <summary>
    /// Returns the statements that an older program, which does not know the addition, could fail on.
    /// </summary>
    private static IEnumerable<string> AdditionFaults(string sql) =>
        WithoutComments(sql)
            .Split(";\n", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(statement =>
                !Regex.IsMatch(
                    statement,
                    @"^(CREATE TABLE|CREATE INDEX)\b|^ALTER TABLE \w+ ADD COLUMN \w+ (TEXT|BIGINT|BYTEA) NOT NULL "
                        + @"DEFAULT \S+$"
                )
            );

    [Fact]
    public void A_migration_that_calls_itself_additive_only_adds() =>
        Source
            .Files("services", ".additive.sql")
            .SelectMany(f => AdditionFaults(f.Text).Select(fault => $"{f.Path}: {fault}"))
            .ShouldBeEmpty();

    [Theory]
    [InlineData("UPDATE t SET a = 1;\n")]
    [InlineData("DELETE FROM t;\n")]
    [InlineData("ALTER TABLE t DROP COLUMN a;\n")]
    [InlineData("ALTER TABLE t ADD COLUMN a TEXT NOT NULL;\n")]
    [InlineData("CREATE UNIQUE INDEX i ON t (committee, a);\n")]
    [InlineData("CREATE INDEX i ON t (committee);\nDROP TABLE u;\n")]
    public void The_guard_sees_everything_that_is_more_than_an_addition(string sql) =>
        AdditionFaults(sql).ShouldNotBeEmpty();

    [Fact]
    public void Tables_have_three_types_and_the_committee_first_in_every_key() =>
        Source
            .Files("services", ".sql")
            .SelectMany(f => TableFaults(f.Text).Select(t => $"{f.Path}: {t}"))
            .ShouldBeEmpty();

    [Theory]
    [InlineData(
        "CREATE TABLE t (\n  committee TEXT NOT NULL,\n  id INTEGER NOT NULL,\n  PRIMARY KEY (committee, id)\n);"
    )]
    [InlineData("CREATE TABLE t (\n  committee TEXT NOT NULL,\n  id TEXT NOT NULL,\n  PRIMARY KEY (id, committee)\n);")]
    [InlineData(
        "CREATE TABLE t (\n  committee TEXT NOT NULL,\n  id TEXT NOT NULL,\n  PRIMARY KEY (committee, id),\n  "
            + "UNIQUE (id)\n);"
    )]
    [InlineData("CREATE TABLE t (\n  id TEXT NOT NULL PRIMARY KEY\n);")]
    [InlineData("CREATE TABLE t (\n  committee TEXT NOT NULL\n);")]
    [InlineData("CREATE UNIQUE INDEX i ON t (id, committee);")]
    public void The_guard_sees_every_bad_table(string sql) => TableFaults(sql).ShouldNotBeEmpty();
}

public sealed class AmbientTests
{
    private static readonly Regex Banned = new(
        @"\bDateTime(Offset)?\.(Now|UtcNow|Today)\b|\bGuid\.(NewGuid|CreateVersion7)\b|\bRandom\.Shared\b|"
            + @"\bEnvironment\.TickCount\w*|\bThread\.Sleep\b"
    );

    // Where the call stands, which call it is, and why it is allowed.
    private static readonly (string Path, string Call, string Reason)[] Allowed =
    [
        (
            "services/BuildingBlocks/Calls/Peers.cs",
            "DateTime.UtcNow",
            "deadlines of gRPC calls to other services are wall-clock times"
        ),
        ("services/BuildingBlocks/Journal/Ids.cs", "Guid.CreateVersion7", "Ids, the one source of ids"),
        (
            "services/Gateway/Connect/PeerChannels.cs",
            "DateTime.UtcNow",
            "deadlines of gRPC calls to the services are wall-clock times"
        ),
        (
            "services/BuildingBlocks/Calls/ServiceShard.cs",
            "DateTime.UtcNow",
            "what is left of a call's deadline, a wall-clock time"
        ),
        ("services/Channels/PositionsCarrier.cs", "DateTime.UtcNow", "what is left of a call's deadline"),
        ("services/Gateway/Files/ForgottenFiles.cs", "DateTime.UtcNow", "the deadline of calls to Intake and Feedback"),
        ("services/Client/", "", "the client: its request ids and deadlines"),
        ("services/Cli/", "", "the command line is a client"),
        (
            "services/Standalone/Standalone.cs",
            "DateTimeOffset.UtcNow",
            "where the demonstration's clock stands when it is told no other instant; it is the host, not a core"
        ),
    ];

    [Fact]
    public void Time_ids_and_chance_come_from_outside() =>
        Source
            .Files("services", ".cs")
            .SelectMany(f => Banned.Matches(Source.Code(f.Text)).Select(m => (f.Path, Call: m.Value)))
            .Where(u =>
                !Allowed.Any(a =>
                    u.Path.StartsWith(a.Path, StringComparison.Ordinal)
                    && u.Call.StartsWith(a.Call, StringComparison.Ordinal)
                )
            )
            .Select(u => $"{u.Path}: {u.Call}")
            .ShouldBeEmpty();

    [Theory]
    [InlineData("var x = DateTime.Now;")]
    [InlineData("DateTimeOffset.UtcNow")]
    [InlineData("Guid.NewGuid()")]
    [InlineData("Random.Shared.Next()")]
    public void The_guard_sees_every_banned_call(string code) => Banned.IsMatch(code).ShouldBeTrue();
}

public sealed class ContractTests
{
    // RPCs that remember nothing under a request_id, and why.
    private static readonly Dictionary<string, string> WithoutRequestId = new()
    {
        ["SignIn"] = "every sign-in is a new session, and its answer is a secret that must not be kept",
        ["SignOut"] = "signing out twice is the same as once",
        ["RetryParkedEvents"] = "what was applied is parked no more: a second call finds nothing",
    };

    private static readonly FileDescriptor[] Files =
    [
        .. typeof(Proposals.Journal.V1.JournalReflection)
            .Assembly.GetExportedTypes()
            .Where(t => t.Name.EndsWith("Reflection", StringComparison.Ordinal))
            .Select(t => t.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null))
            .OfType<FileDescriptor>(),
    ];

    private static IEnumerable<MethodDescriptor> Methods =>
        Files.SelectMany(f => f.Services).SelectMany(s => s.Methods);

    private static bool Reads(string name) =>
        Regex.IsMatch(name, "^(Get|List|Find|Count|Read|Watch|Verify|Preview)[A-Z]");

    [Fact]
    public void Every_event_about_a_case_says_first_of_which_proposal_it_is()
    {
        var events = Files
            .Where(f =>
                f.Name.EndsWith("_events.proto", StringComparison.Ordinal)
                && !f.Name.Contains("/directory/", StringComparison.Ordinal)
            )
            .ToList();
        events.Count.ShouldBe(Catalogue.Services.Count - 1);
        // LedgerRow and its like are parts of an event, not events.
        var parts = events
            .SelectMany(f => f.MessageTypes)
            .SelectMany(m => m.Fields.InFieldNumberOrder())
            .Where(f => f.FieldType == FieldType.Message)
            .Select(f => f.MessageType)
            .ToHashSet();
        events
            .SelectMany(f => f.MessageTypes)
            .Where(m =>
                !parts.Contains(m)
                && m.FindFieldByNumber(1) is not { Name: "proposal", FieldType: FieldType.String, IsRepeated: false }
            )
            .Select(m => m.FullName)
            .ShouldBeEmpty();
    }

    [Fact]
    public void Every_request_that_changes_something_has_a_request_id() =>
        Methods
            .Where(m =>
                !Reads(m.Name)
                && !WithoutRequestId.ContainsKey(m.Name)
                && m.InputType.FindFieldByName("request_id") is not { FieldType: FieldType.String }
            )
            .Select(m => m.FullName)
            .ShouldBeEmpty();

    [Fact]
    public void Every_list_comes_in_pages() =>
        Methods
            .Where(m =>
                m.Name.StartsWith("List", StringComparison.Ordinal)
                && (
                    m.InputType.FindFieldByName("page_size") is null
                    || m.InputType.FindFieldByName("page_token") is null
                    || m.OutputType.FindFieldByName("next_page_token") is null
                )
            )
            .Select(m => m.FullName)
            .ShouldBeEmpty();

    [Fact]
    public void The_contracts_are_looked_at() => Methods.Count().ShouldBeGreaterThan(80);
}
