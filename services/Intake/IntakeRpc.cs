using Grpc.Core;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// Maps each RPC to the use case of the same name and the roles that may call it (PublicQuery: anybody, without a
/// token).
/// </summary>
internal sealed class IntakeRpc(Shards shards, Receipts receipts, DraftSettings drafts)
    : IntakeService.IntakeServiceBase
{
    private static readonly Role[] Readers =
    [
        Role.Member,
        Role.ProposalsOffice,
        Role.HandOverOffice,
        Role.HandlingUnit,
        Role.Supervisor,
        Role.Leader,
    ];

    public override Task<Proposal> CreateProposal(CreateProposalRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, (request, tx) => Intake.CreateProposal.HandleAsync(request, tx, drafts), Role.Member);

    public override Task<Proposal> UpdateProposal(UpdateProposalRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, (request, tx) => Intake.UpdateProposal.HandleAsync(request, tx, drafts), Role.Member);

    public override Task<Proposal> DeleteProposal(DeleteProposalRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Intake.DeleteProposal.HandleAsync, Role.Member);

    public override Task<Proposal> GetProposal(GetProposalRequest r, ServerCallContext c) =>
        shards.QueryAsync(r, c, Intake.GetProposal.HandleAsync, Readers);

    public override Task<ListProposalsResponse> ListProposals(ListProposalsRequest r, ServerCallContext c) =>
        shards.QueryAsync(r, c, Intake.ListProposals.HandleAsync, Readers);

    public override Task<ListProposalVersionsResponse> ListProposalVersions(
        ListProposalVersionsRequest r,
        ServerCallContext c
    ) => shards.QueryAsync(r, c, Intake.ListProposalVersions.HandleAsync, Readers);

    public override Task<FindSimilarProposalsResponse> FindSimilarProposals(
        FindSimilarProposalsRequest r,
        ServerCallContext c
    ) => shards.QueryAsync(r, c, Intake.FindSimilarProposals.HandleAsync, Readers);

    public override Task<Proposal> AttachFile(AttachFileRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, (request, tx) => Intake.AttachFile.HandleAsync(request, tx, receipts), Role.Member);

    public override Task<Proposal> DetachFile(DetachFileRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Intake.DetachFile.HandleAsync, Role.Member);

    public override Task<FindAttachedFilesResponse> FindAttachedFiles(
        FindAttachedFilesRequest r,
        ServerCallContext c
    ) =>
        shards.GatewayQueryAsync(
            r,
            c,
            ResourceName.Committee(r.Committee, "committee"),
            Intake.FindAttachedFiles.HandleAsync
        );

    public override Task<ListPublishedProposalsResponse> ListPublishedProposals(
        ListPublishedProposalsRequest r,
        ServerCallContext c
    ) =>
        shards.PublicQueryAsync(
            r,
            c,
            ResourceName.Committee(r.Committee, "committee"),
            Intake.ListPublishedProposals.HandleAsync
        );

    public override Task<PublishedFilters> GetPublishedFilters(GetPublishedFiltersRequest r, ServerCallContext c) =>
        shards.PublicQueryAsync(
            r,
            c,
            ResourceName.Committee(r.Committee, "committee"),
            Intake.GetPublishedFilters.HandleAsync
        );

    public override Task<PublishedProposal> GetPublishedProposal(GetPublishedProposalRequest r, ServerCallContext c) =>
        shards.PublicQueryAsync(r, c, ResourceName.Committee(r.Name), Intake.GetPublishedProposal.HandleAsync);

    public override Task<Invitation> InviteCoSigner(InviteCoSignerRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Intake.InviteCoSigner.HandleAsync, Role.Member);

    public override Task<Invitation> GetInvitation(GetInvitationRequest r, ServerCallContext c) =>
        shards.QueryAsync(r, c, Intake.GetInvitation.HandleAsync, Role.Member, Role.ProposalsOffice);

    public override Task<Invitation> AcceptInvitation(AcceptInvitationRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Intake.AcceptInvitation.HandleAsync, Role.Member);

    public override Task<Invitation> DeclineInvitation(DeclineInvitationRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Intake.DeclineInvitation.HandleAsync, Role.Member);

    public override Task<Invitation> CancelInvitation(CancelInvitationRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Intake.CancelInvitation.HandleAsync, Role.Member);

    public override Task<Invitation> RetractSignature(RetractSignatureRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Intake.RetractSignature.HandleAsync, Role.Member);

    public override Task<ListInvitationsResponse> ListInvitations(ListInvitationsRequest r, ServerCallContext c) =>
        shards.QueryAsync(r, c, Intake.ListInvitations.HandleAsync, Role.Member, Role.ProposalsOffice);

    public override Task<Proposal> SubmitProposal(SubmitProposalRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Intake.SubmitProposal.HandleAsync, Role.Member);

    public override Task<Proposal> ReturnProposal(ReturnProposalRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Intake.ReturnProposal.HandleAsync, Role.ProposalsOffice);

    public override Task<Proposal> ExamineProposal(ExamineProposalRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Intake.ExamineProposal.HandleAsync, Role.ProposalsOffice);

    public override Task<Proposal> FileProposal(FileProposalRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Intake.FileProposal.HandleAsync, Role.ProposalsOffice);

    public override Task<Proposal> RejectProposal(RejectProposalRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Intake.RejectProposal.HandleAsync, Role.ProposalsOffice);

    public override Task<Proposal> RedirectProposal(RedirectProposalRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Intake.RedirectProposal.HandleAsync, Role.ProposalsOffice);

    public override Task<Proposal> TakeUpProposal(TakeUpProposalRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, (request, tx) => Intake.TakeUpProposal.HandleAsync(request, tx, drafts), Role.Member);

    public override Task<Proposal> MergeProposal(MergeProposalRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Intake.MergeProposal.HandleAsync, Role.ProposalsOffice);

    public override Task<Proposal> UnmergeProposal(UnmergeProposalRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Intake.UnmergeProposal.HandleAsync, Role.ProposalsOffice);

    public override Task<Proposal> WithdrawProposal(WithdrawProposalRequest r, ServerCallContext c) =>
        shards.CommandAsync(
            r,
            c,
            Intake.WithdrawProposal.HandleAsync,
            Role.Member,
            Role.ProposalsOffice,
            Role.HandOverOffice
        );

    public override Task<Proposal> DeclineWithdrawal(DeclineWithdrawalRequest r, ServerCallContext c) =>
        shards.CommandAsync(
            r,
            c,
            Intake.DeclineWithdrawal.HandleAsync,
            Role.Member,
            Role.ProposalsOffice,
            Role.HandOverOffice
        );

    public override Task<ImportLedgerResponse> ImportLedger(ImportLedgerRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Intake.ImportLedger.HandleAsync, Role.ProposalsOffice);

    public override Task<StageLedgerRowsResponse> StageLedgerRows(StageLedgerRowsRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Intake.StageLedgerRows.HandleAsync, Role.ProposalsOffice);
}
