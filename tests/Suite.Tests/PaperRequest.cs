using Google.Protobuf;
using Proposals.BuildingBlocks;
using Proposals.Client;
using Proposals.Feedback.V1;

namespace Proposals.Suite.Tests;

/// <summary>A request to record a paper form that lacks nothing: its scan counts as uploaded just now.</summary>
internal static class PaperRequest
{
    public static RecordPaperFormRequest Of(WholeSuite suite, FeedbackForm form, Rating work, Rating result)
    {
        var scan = new Scan
        {
            Sha256 = NewHash(),
            FileName = "征询意见表.pdf",
            MediaType = "application/pdf",
            Size = 1234,
        };
        return new RecordPaperFormRequest
        {
            RequestId = Call.NewId(),
            Name = form.Name,
            Work = work,
            Result = result,
            Comment = "见纸质表",
            PaperDate = suite.Today,
            Scan = scan,
            Receipt = ByteString.CopyFrom(
                new Receipts(suite.Suite.Secret).Of(
                    new ReceivedFile(suite.Cast.Committee, scan.Sha256, scan.Size, scan.MediaType, scan.FileName),
                    suite.Suite.Clock.GetUtcNow()
                )
            ),
        };
    }

    public static string NewHash() => string.Concat(Enumerable.Range(0, 2).Select(_ => $"{Guid.NewGuid():N}"));
}
