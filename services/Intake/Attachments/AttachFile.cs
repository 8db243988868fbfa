using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>添加附件: attaches a file that the gateway has received and inspected, as its receipt proves.</summary>
internal static class AttachFile
{
    public static async Task<Decision<Proposal>> HandleAsync(
        AttachFileRequest request,
        Transaction tx,
        Receipts receipts
    )
    {
        if (request.Attachment is not { } file)
            return CommonRefusals.FieldRequired.On("attachment");
        if (AttachmentRow.Refuses(file) is { } bad)
            return bad;
        var received = new ReceivedFile(tx.Committee, file.Sha256, file.Size, file.MediaType, file.FileName);
        if (!receipts.HasReceived(received, tx.Now, request.Receipt.Span))
            return IntakeRefusals.FileNotReceived.On("receipt");
        if (
            !(await ProposalRow.LoadOwnForAsync(tx, request.Proposal, "", ProposalMove.Attach)).Decided(
                out var proposal,
                out var refusal
            )
        )
            return refusal;
        if (await AttachmentRow.ExistsAsync(tx, proposal.Id, file.Sha256))
            return IntakeRefusals.AlreadyAttached.On("attachment");
        if (proposal.Attachments >= FileRules.Most)
            return IntakeRefusals.TooManyFiles;
        return await proposal.Attach(tx, file).ToMessageAsync(tx);
    }
}
