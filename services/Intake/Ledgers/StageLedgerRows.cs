using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>Lays rows of a large ledger aside, to be imported in one move.</summary>
internal static class StageLedgerRows
{
    private const int MaxRows = 2_000;

    public static async Task<Decision<StageLedgerRowsResponse>> HandleAsync(
        StageLedgerRowsRequest request,
        Transaction tx
    )
    {
        if (!Guid.TryParseExact(request.Upload, "D", out _))
            return CommonRefusals.FieldInvalid.On("upload", "须为 UUID。");
        if (request.Rows.Count is 0 or > MaxRows)
            return CommonRefusals.FieldInvalid.On(
                "rows",
                $"一次上传 1 至 {MaxRows} 行，现有 {request.Rows.Count} 行。"
            );
        var has = request.First == 0 ? 0 : await LedgerUpload.CountAsync(tx, request.Upload);
        if (request.First != has)
            return CommonRefusals.FieldInvalid.On("first", $"已上传 {has} 行，请接着上传，或从第 0 行重新开始。");
        if (has + request.Rows.Count > ImportLedger.MaxRows)
            return CommonRefusals.FieldInvalid.On("rows", $"一个台账最多 {ImportLedger.MaxRows} 行。");

        if (request.First == 0)
            LedgerUpload.Clear(tx);
        LedgerUpload.Add(tx, request.Upload, has, request.Rows);
        return new StageLedgerRowsResponse { Staged = (int)has + request.Rows.Count };
    }
}
