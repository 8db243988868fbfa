using System.Globalization;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// 导入台账: imports the cases of an earlier system, all rows in one transaction or none. One event a case records its
/// history; Supervision counts these cases like its own.
/// </summary>
internal static class ImportLedger
{
    private const int MaxRows = 5000;

    public static async Task<Decision<ImportLedgerResponse>> HandleAsync(ImportLedgerRequest request, Transaction tx)
    {
        if (
            !ResourceName
                .Id(request.Session, tx.Committee, "sessions", "session")
                .Decided(out var session, out var refusal)
        )
            return refusal;
        if (
            await DirectoryCopy.PlenarySessionAsync(tx, session) is null
            || await DirectoryCopy.PolicyAsync(tx) is not { } policy
        )
            return CommonRefusals.NotFound;
        if (request.Rows.Count is 0 or > MaxRows)
            return CommonRefusals.FieldInvalid.On(
                "rows",
                $"一次导入 1 至 {MaxRows} 行，现有 {request.Rows.Count} 行。"
            );
        if (
            await tx.OneAsync<string>(
                "SELECT id FROM proposals WHERE committee = @committee AND session = @session",
                new { committee = tx.Committee, session }
            )
            is not null
        )
            return IntakeRefusals.LedgerSessionNotEmpty;
        var members = (
            await tx.ManyAsync<string>(
                "SELECT id FROM members WHERE committee = @committee",
                new { committee = tx.Committee }
            )
        ).ToHashSet(StringComparer.Ordinal);
        var units = (
            await tx.ManyAsync<string>(
                "SELECT id FROM units WHERE committee = @committee",
                new { committee = tx.Committee }
            )
        ).ToHashSet(StringComparer.Ordinal);
        var problems = Problems(request.Rows, members, units);
        if (problems.Count > 0)
            return new Refusal(
                IntakeRefusals.LedgerRowInvalid,
                $"{IntakeRefusals.LedgerRowInvalid.Message}（{problems.Count} 处）"
            )
            {
                Violations = problems,
            };
        var response = new ImportLedgerResponse { Imported = request.Rows.Count };
        if (request.ValidateOnly)
            return response;

        var cases = request.Rows.Select(row => (Id: tx.NewId(), Row: row)).ToList();
        var byNumber = cases
            .Where(c => c.Row.Decision == LedgerDecision.Filed)
            .ToDictionary(c => c.Row.CaseNumber, c => c.Id);
        var serial = 0L;
        foreach (var (id, row) in cases)
        {
            // A ledger does not say whether the proposer consents to publication, so the stricter reading applies.
            ProposalRow.Insert(
                tx,
                new ProposalRow { MayPublish = false },
                ProposalMove.Import,
                new LedgerCaseImported
                {
                    Proposal = id,
                    Session = session,
                    SerialNumber = ++serial,
                    Row = row,
                    MergedInto = row.Decision == LedgerDecision.Merged ? byNumber[row.MergedInto] : "",
                    PolicyVersion = policy.Version,
                    Handling = ImportedCase.HandlingOf(row),
                },
                StateOf(row.Decision)
            );
        }

        SetCounter(tx, session, CaseNumbers.Serial, serial);
        SetCounter(tx, session, CaseNumbers.Case, byNumber.Keys.DefaultIfEmpty().Max());
        return response;
    }

    private static ProposalState StateOf(LedgerDecision decision) =>
        decision switch
        {
            LedgerDecision.NotFiled => ProposalState.NotFiled,
            LedgerDecision.Merged => ProposalState.Merged,
            _ => ProposalState.Filed,
        };

    /// <summary>Every row that cannot be imported, with the reason in Chinese.</summary>
    internal static IReadOnlyList<(string Field, string Message)> Problems(
        IReadOnlyList<LedgerRow> rows,
        HashSet<string> members,
        HashSet<string> units
    )
    {
        var numbers = rows.Where(r => r.Decision == LedgerDecision.Filed)
            .GroupBy(r => r.CaseNumber)
            .ToDictionary(g => g.Key, g => g.Count());
        var problems = new List<(string, string)>();
        for (var i = 0; i < rows.Count; i++)
        {
            var problem = Problem(rows[i], numbers, members, units);
            if (problem.Length > 0)
                problems.Add(($"rows[{i}]", $"第{rows[i].Row}行：{problem}"));
        }

        return problems;
    }

    private static string Problem(
        LedgerRow row,
        Dictionary<long, int> numbers,
        HashSet<string> members,
        HashSet<string> units
    ) =>
        string.IsNullOrWhiteSpace(row.Subject) || row.Subject.Length > 500 ? "案由为空或过长"
        : !members.Contains(row.Lead) || row.CoSigners.Any(m => !members.Contains(m)) ? "提案者不存在"
        : row.ProposerKind == ProposerKind.Unspecified || row.SessionKind == SessionKind.Unspecified
            ? "提案形式或会议/平时缺失"
        : row.Decision == LedgerDecision.Unspecified ? "审查结果缺失"
        : row.Decision == LedgerDecision.Filed && row.CaseNumber < 1 ? "立案提案缺少案号"
        : row.Decision == LedgerDecision.Filed && numbers[row.CaseNumber] > 1 ? $"案号 {row.CaseNumber} 重复"
        : row.Decision == LedgerDecision.NotFiled && row.CaseNumber != 0 ? "不予立案的提案不应有案号"
        : row.Decision == LedgerDecision.Merged && !numbers.ContainsKey(row.MergedInto)
            ? $"并入的第 {row.MergedInto} 号不存在"
        : row.Unit.Length > 0 && !units.Contains(row.Unit) || row.CoUnits.Any(u => !units.Contains(u))
            ? "承办单位不存在"
        : row.CoUnits.Contains(row.Unit) ? "主办单位又列为会办单位"
        : !IsDay(row.HandedOverOn) || !IsDay(row.AcknowledgedOn) || !IsDay(row.RepliedOn) ? "日期无效"
        : row.RepliedOn.Length > 0 && string.CompareOrdinal(row.RepliedOn, row.HandedOverOn) < 0
            ? "答复日期早于交办日期"
        : row.RepliedOn.Length == 0
        && (
            row.WorkRating != LedgerRating.Unspecified
            || row.ResultRating != LedgerRating.Unspecified
            || row.OutcomeClass.Length > 0
        )
            ? "尚无答复，却有办理结果或评价"
        : row.RepliedOn.Length == 0 && row.Closing == LedgerClosing.Closed ? "尚无答复，却已办结"
        : "";

    private static bool IsDay(string text) =>
        text.Length == 0
        || DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static void SetCounter(Transaction tx, string session, string kind, long value) =>
        tx.Write(
            "INSERT INTO counters (committee, session, kind, value) VALUES (@committee, @session, @kind, @value)",
            new
            {
                committee = tx.Committee,
                session,
                kind,
                value,
            }
        );
}
