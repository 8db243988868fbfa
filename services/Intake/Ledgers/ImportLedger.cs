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
    /// <summary>Largest number of rows. The largest session that is published had 5,890.</summary>
    public const int MaxRows = 20_000;

    public static async Task<Decision<ImportLedgerResponse>> HandleAsync(ImportLedgerRequest request, Transaction tx)
    {
        if (
            !ResourceName
                .Id(request.Session, tx.Committee, "sessions", "session")
                .Decided(out var session, out var refusal)
        )
            return refusal;
        if (!Planned(request, tx).Decided(out var planned, out refusal))
            return refusal;
        if (
            !planned.Contains(session) && await DirectoryCopy.PlenarySessionAsync(tx, session) is null
            || await DirectoryCopy.PolicyAsync(tx) is not { } policy
        )
            return CommonRefusals.NotFound;
        if (request.Upload.Length > 0 && request.Rows.Count > 0)
            return CommonRefusals.FieldInvalid.On("rows", "已上传的行和本次的行只能取其一。");
        var rows = request.Upload.Length > 0 ? await LedgerUpload.RowsAsync(tx, request.Upload) : request.Rows;
        if (rows.Count is 0 or > MaxRows)
            return CommonRefusals.FieldInvalid.On("rows", $"一次导入 1 至 {MaxRows} 行，现有 {rows.Count} 行。");
        if (await ProposalRow.IsAnySubmittedAsync(tx, session))
            return IntakeRefusals.LedgerSessionNotEmpty;
        var members = await IdsAsync(tx, "SELECT id FROM members WHERE committee = @committee", planned);
        var units = await IdsAsync(tx, "SELECT id FROM units WHERE committee = @committee", planned);
        var rules = new LedgerRowRules(rows, members, units, ExaminationOutcomes.Of(policy));
        var problems = rules.Problems();
        if (problems.Count > 0)
            return new Refusal(
                IntakeRefusals.LedgerRowInvalid,
                $"{IntakeRefusals.LedgerRowInvalid.Message}（{problems.Count} 处）"
            )
            {
                Violations = problems,
            };
        var response = new ImportLedgerResponse { Imported = rows.Count };
        if (request.Upload.Length > 0)
            LedgerUpload.Clear(tx);
        if (request.ValidateOnly)
            return response;

        var cases = rows.Select(row => (Id: tx.NewId(), Row: row)).ToList();
        var ids = cases.ToDictionary(c => (object)c.Row, c => c.Id, ReferenceEqualityComparer.Instance);
        // Before the cases, because the first event proves them.
        SetCounter(tx, session, CaseNumbers.Serial, cases.Count);
        SetCounter(tx, session, CaseNumbers.Case, rows.Max(r => r.CaseNumber));
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
                    MergedInto = rules.TargetOf(row) is { } target ? ids[target] : "",
                    PolicyVersion = policy.Version,
                    Handling = ImportedCase.HandlingOf(row),
                },
                row.Decision.State()
            );
            SimilarityTerms.Add(tx, id, new ComparedText(row.Subject));
        }

        return response;
    }

    // A check may come before what the ledger names is made, so that nothing is made for a ledger that is refused.
    private static Decision<HashSet<string>> Planned(ImportLedgerRequest request, Transaction tx)
    {
        var planned = new HashSet<string>(StringComparer.Ordinal);
        if (request.Planned.Count == 0)
            return planned;
        if (!request.ValidateOnly)
            return CommonRefusals.FieldInvalid.On("planned", "只在检查时可以写明将要新建的名册。");
        if (Input.Count(request.Planned.Count, "planned", 3 * MaxRows) is { } many)
            return many;
        foreach (var name in request.Planned)
        {
            var parts = name.Split('/');
            if (parts.Length != 4 || parts[1] != tx.Committee || parts[3].Length is 0 or > 64)
                return CommonRefusals.FieldInvalid.On("planned");
            planned.Add(parts[3]);
        }

        return planned;
    }

    private static async Task<HashSet<string>> IdsAsync(Transaction tx, string sql, HashSet<string> planned) =>
        [.. await tx.ManyAsync<string>(sql, new { committee = tx.Committee }), .. planned];

    private static void SetCounter(Transaction tx, string session, string kind, long value) =>
        CounterRow.Table.Add(
            tx,
            new CounterRow
            {
                Session = session,
                Kind = kind,
                Value = value,
            }
        );
}
