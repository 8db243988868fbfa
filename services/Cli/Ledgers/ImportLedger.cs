using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Proposals.BuildingBlocks;
using Proposals.Channels;
using Proposals.Cli.Ledgers;
using Proposals.Client;
using Proposals.Directory.V1;
using Proposals.Intake.V1;
using Spectre.Console;
using LedgerRow = Proposals.Intake.V1.LedgerRow;

namespace Proposals.Cli;

/// <summary>
/// 导入台账: reads and checks the whole file and has the services check it too. Then it creates the members and units
/// that the file names, and sends all rows in one move. One bad row, and nothing is made.
/// </summary>
internal static class ImportLedger
{
    // More rows than these may not fit into one message.
    private const int MaxRowsOfMessage = 2_000;

    private static readonly Argument<FileInfo> FileArgument = new("file") { Description = "台账（.xlsx、.xls、.csv）" };
    private static readonly Option<bool> DryRunOption = new("--dry-run") { Description = "只检查，不导入" };
    private static readonly Option<bool> AcceptTitleOption = new("--accept-title")
    {
        Description = "台账标题中的单位与登录单位不同也导入",
    };
    private static readonly Option<HiddenContent> HiddenOption = new("--hidden")
    {
        Description = "隐藏的行和工作表：take 一并导入，leave 不导入",
    };
    private static readonly Option<string[]> SheetOption = new("--sheet")
    {
        Description = "要导入的工作表，可以写几次",
    };
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    /// <summary>import ledger.</summary>
    public static Command Create()
    {
        var command = new Command("ledger", "导入一次会议的提案办理台账，全部成功或全部不导入")
        {
            FileArgument,
            DryRunOption,
            AcceptTitleOption,
            HiddenOption,
            SheetOption,
        };
        command.Does(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, Output output)
    {
        var file = parsed.GetValue(FileArgument)!;
        if (!file.Exists)
            throw new FileNotFoundException($"没有文件 {file.FullName}");
        using var suite = SuiteOptions.Suite(parsed);
        var office = await SuiteOptions.PersonAsync(parsed, suite, "office");
        var committee = await office.Directory.GetCommitteeAsync(new GetCommitteeRequest());
        var policy = await office.Directory.GetPolicyProfileAsync(new GetPolicyProfileRequest());
        LedgerFile ledger;
        await using (var stream = file.OpenRead())
        {
            ledger = LedgerFile.Read(
                stream,
                new LedgerOptions
                {
                    FileName = file.Name,
                    Hidden = parsed.GetValue(HiddenOption),
                    Sheets = parsed.GetValue(SheetOption) ?? [],
                    Outcomes = ExaminationOutcomes.Of(policy),
                }
            );
        }

        var problems = ledger.Errors.Select(e => (e.Sheet, e.Row, e.Message)).ToList();
        problems.AddRange(ledger.Questions.Select(q => ("", 0, q)));
        var isOurs = committee.Title.Contains(ledger.CommitteeTitle, StringComparison.Ordinal);
        if (problems.Count == 0 && !isOurs && !parsed.GetValue(AcceptTitleOption))
        {
            var problem =
                $"台账是“{ledger.CommitteeTitle}”的，登录单位是“{committee.Title}”。确要导入请加 --accept-title。";
            problems.Add(("", 0, problem));
        }

        if (problems.Count > 0)
            return Refuse(output, problems);
        return await SendAsync(office, ledger, policy, parsed.GetValue(DryRunOption), output);
    }

    private static async Task<int> SendAsync(
        Person office,
        LedgerFile ledger,
        PolicyProfile policy,
        bool isDryRun,
        Output output
    )
    {
        var rows = 0;
        PlenarySession? session = null;
        EnsureRosterResponse plan = null!;
        try
        {
            await ProgressAsync(
                output,
                async step =>
                {
                    // The services check everything before anything is made.
                    step("核对名册", 10);
                    plan = await office.Directory.EnsureRosterAsync(RosterOf(ledger, plan: true), deadline: Until());
                    step("核对各行", 20);
                    var check = new ImportLedgerRequest { Session = plan.Session.Name, ValidateOnly = true };
                    check.Planned.AddRange(plan.Created);
                    rows = await ImportAsync(office, check, RowsOf(ledger, plan, policy));
                    if (isDryRun)
                        return;

                    step("建立名册", 40);
                    var roster = await office.Directory.EnsureRosterAsync(
                        RosterOf(ledger, plan: false),
                        deadline: Until()
                    );
                    session = roster.Session;
                    step("导入", 60);
                    var request = new ImportLedgerRequest { Session = roster.Session.Name };
                    rows = await ImportAsync(office, request, RowsOf(ledger, roster, policy));
                    // Whoever asks for the figures next may be another process, which knows nothing of this import.
                    step("统计同步", 90);
                    await Journals.CaughtUpAsync(office, "supervision", "intake", Deadline);
                    step("完成", 100);
                }
            );
        }
        catch (RpcException e)
            when (Call.Detail<Google.Rpc.BadRequest>(e) is { } bad && PlaceOf(bad, ledger) is { } rowsNamed)
        {
            return Refuse(output, rowsNamed);
        }

        Report(output, ledger, policy, plan, session, rows);
        return 0;
    }

    private static void Report(
        Output output,
        LedgerFile ledger,
        PolicyProfile policy,
        EnsureRosterResponse plan,
        PlenarySession? session,
        int rows
    )
    {
        var known = policy
            .Categories.SelectMany(c => new[] { Spelling.OfName(c.Label), c.Code })
            .ToHashSet(StringComparer.Ordinal);
        var categories = ledger
            .Rows.Select(r => r.Category)
            .Where(c => c.Length > 0 && !known.Contains(c))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        var made = plan.Created.Select(n => n.Split('/')[2]).CountBy(kind => kind).ToDictionary();
        var roster =
            $"提案者 {made.GetValueOrDefault("members")} 个、承办单位 {made.GetValueOrDefault("units")} 个、"
            + $"届次 {made.GetValueOrDefault("sessions")} 个";
        output.Line(
            session is null
                ? $"检查通过：{rows} 行都可以导入（未导入）。导入时将新建{roster}。"
                : $"已导入 {rows} 行到{session.Title}（{session.Term}-{session.Number}）。新建了{roster}。"
        );
        if (categories.Count > 0)
            output.Line($"办理规则中没有这些类别，将按台账的写法单独统计：{string.Join('、', categories)}。");
        output.Document(
            new
            {
                imported = session is null ? 0 : rows,
                checkedRows = rows,
                session = session is null ? null : $"{session.Term}-{session.Number}",
                created = made,
                unknownCategories = categories,
                errors = Array.Empty<object>(),
            }
        );
    }

    private static async Task<int> ImportAsync(Person office, ImportLedgerRequest request, IEnumerable<LedgerRow> rows)
    {
        var parts = rows.Chunk(MaxRowsOfMessage).ToList();
        request.RequestId = Call.NewId();
        if (parts.Count == 1)
            request.Rows.AddRange(parts[0]);
        else
            request.Upload = await StageAsync(office, parts);
        return (await office.Intake.ImportLedgerAsync(request, deadline: Until())).Imported;
    }

    private static async Task<string> StageAsync(Person office, IReadOnlyList<LedgerRow[]> parts)
    {
        var upload = Call.NewId();
        var first = 0;
        foreach (var part in parts)
        {
            var request = new StageLedgerRowsRequest
            {
                RequestId = Call.NewId(),
                Upload = upload,
                First = first,
                Rows = { part },
            };
            first = (await office.Intake.StageLedgerRowsAsync(request, deadline: Until())).Staged;
        }

        return upload;
    }

    // The service names a row by its place in the request; the office knows it by its place in the file.
    private static List<(string Sheet, int Row, string Message)>? PlaceOf(Google.Rpc.BadRequest bad, LedgerFile ledger)
    {
        var named = new List<(string, int, string)>();
        foreach (var violation in bad.FieldViolations)
        {
            if (
                !violation.Field.StartsWith("rows[", StringComparison.Ordinal)
                || !int.TryParse(violation.Field["rows[".Length..^1], out var place)
                || place >= ledger.Rows.Count
            )
                return null;
            var row = ledger.Rows[place];
            var sheet = row.Sheet.Length > 0 ? $"工作表「{row.Sheet}」" : "";
            named.Add((row.Sheet, row.Row, sheet + violation.Description));
        }

        return named.Count > 0 ? named : null;
    }

    private static DateTime Until() => DateTime.UtcNow + Deadline;

    private static EnsureRosterRequest RosterOf(LedgerFile ledger, bool plan)
    {
        // The ledger does not give the days of the session. It is assumed to lie between the beginning of the year and
        // the ledger's day.
        var end = new DateTimeOffset(
            (ledger.FilledOn ?? new DateOnly(2000, 1, 1)).ToDateTime(TimeOnly.MinValue),
            ChinaTime.Offset
        );
        var begin = new DateTimeOffset(end.Year, 1, 1, 0, 0, 0, ChinaTime.Offset);
        var request = new EnsureRosterRequest
        {
            RequestId = Call.NewId(),
            ValidateOnly = plan,
            Session = new PlenarySession
            {
                Term = ledger.Term,
                Number = ledger.Number,
                OpensAt = Timestamp.FromDateTimeOffset(begin),
                CutOffAt = Timestamp.FromDateTimeOffset(begin > end ? begin : end),
                ClosesAt = Timestamp.FromDateTimeOffset(begin > end ? begin : end),
            },
        };
        request.Units.AddRange(UnitsOf(ledger));
        request.Proposers.AddRange(ProposersOf(ledger).Select(p => new Member { DisplayName = p.Name, Kind = p.Kind }));
        return request;
    }

    private static IEnumerable<string> UnitsOf(LedgerFile ledger) =>
        ledger
            .Rows.SelectMany(r => r.CoUnits.Append(r.LeadUnit))
            .Where(u => u.Length > 0)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);

    private static IEnumerable<(string Name, ProposerKind Kind)> ProposersOf(LedgerFile ledger) =>
        ledger
            .Rows.SelectMany(r =>
                r.CoSigners.Select(c => (Name: c, Kind: ProposerKind.Member))
                    .Append((Name: r.Lead, Kind: r.ProposerKind))
            )
            .DistinctBy(p => p.Name, StringComparer.Ordinal)
            .OrderBy(p => p.Name, StringComparer.Ordinal);

    // The answer has its entries in the order asked; it may spell them otherwise.
    private static IEnumerable<LedgerRow> RowsOf(LedgerFile ledger, EnsureRosterResponse roster, PolicyProfile policy)
    {
        var members = ProposersOf(ledger)
            .Zip(roster.Proposers)
            .ToDictionary(p => p.First.Name, p => IdOf(p.Second.Name), StringComparer.Ordinal);
        var units = UnitsOf(ledger)
            .Zip(roster.Units)
            .ToDictionary(u => u.First, u => IdOf(u.Second.Name), StringComparer.Ordinal);
        var categories = policy
            .Categories.DistinctBy(c => Spelling.OfName(c.Label))
            .ToDictionary(c => Spelling.OfName(c.Label), c => c.Code, StringComparer.Ordinal);
        foreach (var record in ledger.Rows)
        {
            var row = new LedgerRow
            {
                Row = record.Row,
                CaseNumber = record.CaseNumber,
                CaseLabel = record.CaseLabel,
                Outcome = record.Outcome,
                MergedIntoLabel = record.MergedIntoLabel,
                Subject = record.Subject,
                Lead = members[record.Lead],
                ProposerKind = record.ProposerKind,
                Category = categories.GetValueOrDefault(record.Category, record.Category),
                SessionKind = record.SessionKind,
                Decision = record.Decision,
                MergedInto = record.MergedInto,
                KeyProposal = record.KeyProposal,
                Unit = record.LeadUnit.Length > 0 ? units[record.LeadUnit] : "",
                HandedOverOn = Day(record.HandedOverOn),
                AcknowledgedOn = Day(record.AcknowledgedOn),
                Contact = record.Contact,
                RepliedOn = Day(record.RepliedOn),
                DocumentNumber = record.DocumentNumber,
                OutcomeClass = record.OutcomeClass,
                WorkRating = record.WorkRating,
                ResultRating = record.ResultRating,
                Closing = record.Closing,
            };
            row.CoSigners.AddRange(record.CoSigners.Select(c => members[c]));
            row.CoUnits.AddRange(record.CoUnits.Select(u => units[u]));
            yield return row;
        }
    }

    private static int Refuse(Output output, IReadOnlyList<(string Sheet, int Row, string Message)> errors)
    {
        foreach (var (_, _, message) in errors)
            output.Line(message);
        var rows = errors.Where(e => e.Row > 0).Select(e => (e.Sheet, e.Row)).Distinct().Count();
        output.Line(rows > 0 ? $"共 {rows} 行有问题，未导入任何一行。" : "未导入任何一行。");
        output.Document(new { imported = 0, errors = errors.Select(e => new { row = e.Row, message = e.Message }) });
        return 1;
    }

    private static Task ProgressAsync(Output output, Func<Action<string, double>, Task> run)
    {
        if (output.Json || Console.IsOutputRedirected)
            return run((_, _) => { });
        return AnsiConsole
            .Progress()
            .StartAsync(async context =>
            {
                var task = context.AddTask("准备");
                await run((text, percent) => (task.Description, task.Value) = (text, percent));
            });
    }

    private static string IdOf(string name) => name.Split('/')[3];

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", null) ?? "";
}
