using Google.Protobuf;
using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>Rows of a ledger that were laid aside for one import. A committee has one upload at a time.</summary>
internal static class LedgerUpload
{
    /// <summary>Number of rows that an upload has.</summary>
    public static async Task<long> CountAsync(IRead read, string upload) =>
        await read.OneAsync<long>(
            "SELECT COALESCE(SUM(row_count), 0) FROM ledger_uploads WHERE committee = @committee AND upload = @upload",
            new { committee = read.Committee, upload }
        );

    /// <summary>Adds rows behind those that the upload has.</summary>
    public static void Add(Transaction tx, string upload, long first, IReadOnlyCollection<LedgerRow> rows)
    {
        var part = new StageLedgerRowsRequest { Rows = { rows } };
        tx.Write(
            """
            INSERT INTO ledger_uploads (committee, upload, first, row_count, body)
            VALUES (@committee, @upload, @first, @count, @body)
            """,
            new
            {
                committee = tx.Committee,
                upload,
                first,
                count = (long)rows.Count,
                body = part.ToByteArray(),
            }
        );
    }

    /// <summary>All rows of an upload, in their order.</summary>
    public static async Task<IReadOnlyList<LedgerRow>> RowsAsync(IRead read, string upload) =>
        [
            .. (
                await read.ManyAsync<byte[]>(
                    "SELECT body FROM ledger_uploads WHERE committee = @committee AND upload = @upload ORDER BY first",
                    new { committee = read.Committee, upload }
                )
            ).SelectMany(body => StageLedgerRowsRequest.Parser.ParseFrom(body).Rows),
        ];

    /// <summary>Deletes the committee's uploads.</summary>
    public static void Clear(Transaction tx) =>
        tx.WriteAny("DELETE FROM ledger_uploads WHERE committee = @committee", new { committee = tx.Committee });
}
