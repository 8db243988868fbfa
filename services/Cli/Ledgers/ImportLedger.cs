using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Proposals.Channels;
using Proposals.Cli.Ledgers;
using Proposals.Client;
using Proposals.Directory.V1;
using Proposals.Intake.V1;
using Spectre.Console;
using LedgerRow = Proposals.Intake.V1.LedgerRow;

namespace Proposals.Cli;

/// <summary>
/// 导入台账: reads and checks the whole file, creates the members and units that it names, and sends all rows in one
/// command. One bad row, and nothing is imported.
/// </summary>
internal static class ImportLedger
{
    private static readonly Argument<FileInfo> FileArgument = new("file") { Description = "台账（.xlsx）" };
    private static readonly Option<bool> DryRunOption = new("--dry-run") { Description = "只检查，不导入" };
    private static readonly Option<bool> AcceptTitleOption = new("--accept-title")
    {
        Description = "台账标题中的单位与登录单位不同也导入",
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
        };
        command.Does(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, Output output)
    {
        var file = parsed.GetValue(FileArgument)!;
        if (!file.Exists)
            throw new FileNotFoundException($"没有文件 {file.FullName}");
        LedgerFile ledger;
        await using (var stream = file.OpenRead())
            ledger = LedgerFile.Read(stream);
        if (ledger.Errors.Count > 0)
            return Refuse(output, [.. ledger.Errors.Select(e => (e.Row, e.Message))]);

        using var suite = SuiteOptions.Suite(parsed);
        var office = await SuiteOptions.PersonAsync(parsed, suite, "office");
        var committee = await office.Directory.GetCommitteeAsync(new GetCommitteeRequest());
        if (
            !committee.Title.Contains(ledger.CommitteeTitle, StringComparison.Ordinal)
            && !parsed.GetValue(AcceptTitleOption)
        )
        {
            return Refuse(
                output,
                [
                    (
                        0,
                        $"台账是“{ledger.CommitteeTitle}”的，登录单位是“{committee.Title}”。"
                            + "确要导入请加 --accept-title。"
                    ),
                ]
            );
        }

        var rows = 0;
        PlenarySession? session = null;
        await ProgressAsync(
            output,
            async step =>
            {
                step("核对名册", 10);
                if (parsed.GetValue(DryRunOption))
                {
                    rows = ledger.Rows.Count;
                    return;
                }

                var roster = await office.Directory.EnsureRosterAsync(
                    RosterOf(ledger),
                    deadline: DateTime.UtcNow + Deadline
                );
                session = roster.Session;
                // Intake checks the rows against its own copy of Directory.
                step("名册同步", 20);
                await Journals.CaughtUpAsync(office, "intake", "directory", Deadline);
                step("核对各行", 40);
                var categories = (
                    await office.Directory.GetPolicyProfileAsync(new GetPolicyProfileRequest())
                ).Categories.ToDictionary(c => c.Label, c => c.Code, StringComparer.Ordinal);
                var request = new ImportLedgerRequest { RequestId = Call.NewId(), Session = roster.Session.Name };
                request.Rows.AddRange(RowsOf(ledger, roster, categories));
                step("导入", 60);
                rows = (await office.Intake.ImportLedgerAsync(request, deadline: DateTime.UtcNow + Deadline)).Imported;
                step("统计同步", 90);
                await Journals.CaughtUpAsync(office, "supervision", "intake", Deadline);
                step("完成", 100);
            }
        );
        output.Line(
            session is null
                ? $"检查通过：{rows} 行都可以导入（未导入）。"
                : $"已导入 {rows} 行到{session.Title}（{session.Term}-{session.Number}）。"
        );
        output.Document(
            new
            {
                imported = session is null ? 0 : rows,
                checkedRows = ledger.Rows.Count,
                session = session is null ? null : $"{session.Term}-{session.Number}",
                errors = Array.Empty<object>(),
            }
        );
        return 0;
    }

    private static EnsureRosterRequest RosterOf(LedgerFile ledger)
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
            Session = new PlenarySession
            {
                Term = ledger.Term,
                Number = ledger.Number,
                OpensAt = Timestamp.FromDateTimeOffset(begin),
                CutOffAt = Timestamp.FromDateTimeOffset(begin > end ? begin : end),
                ClosesAt = Timestamp.FromDateTimeOffset(begin > end ? begin : end),
            },
        };
        request.Units.AddRange(
            ledger
                .Rows.SelectMany(r => r.CoUnits.Append(r.LeadUnit))
                .Where(u => u.Length > 0)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
        );
        request.Proposers.AddRange(
            ledger
                .Rows.SelectMany(r =>
                    r.CoSigners.Select(c => (Name: c, Kind: ProposerKind.Member))
                        .Append((Name: r.Lead, Kind: r.ProposerKind))
                )
                .DistinctBy(p => p.Name, StringComparer.Ordinal)
                .OrderBy(p => p.Name, StringComparer.Ordinal)
                .Select(p => new Member { DisplayName = p.Name, Kind = p.Kind })
        );
        return request;
    }

    private static IEnumerable<LedgerRow> RowsOf(
        LedgerFile ledger,
        EnsureRosterResponse roster,
        Dictionary<string, string> categories
    )
    {
        var members = roster.Proposers.ToDictionary(p => p.DisplayName, p => IdOf(p.Name), StringComparer.Ordinal);
        var units = roster.Units.ToDictionary(u => u.Title, u => IdOf(u.Name), StringComparer.Ordinal);
        foreach (var record in ledger.Rows)
        {
            var row = new LedgerRow
            {
                Row = record.Row,
                CaseNumber = record.CaseNumber,
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

    private static int Refuse(Output output, IReadOnlyList<(int Row, string Message)> errors)
    {
        foreach (var (_, message) in errors)
            output.Line(message);
        output.Line($"共 {errors.Select(e => e.Row).Distinct().Count()} 行有问题，未导入任何一行。");
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
