using Grpc.Core;
using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Assignments;

/// <summary>Maps each RPC to the use case of the same name and the roles that may call it.</summary>
internal sealed class AssignmentRpc(Shards shards) : AssignmentService.AssignmentServiceBase
{
    private static readonly Role[] Readers =
    [
        Role.HandOverOffice,
        Role.ProposalsOffice,
        Role.HandlingUnit,
        Role.Supervisor,
        Role.Leader,
    ];
    private static readonly Role[] ReplyReaders = [.. Readers, Role.Member];

    // The profile of the case says which of them.
    private static readonly Role[] CommitmentSettlers =
    [
        Role.ProposalsOffice,
        Role.HandOverOffice,
        Role.Supervisor,
        Role.Member,
    ];

    public override Task<ListAwaitingHandOverResponse> ListAwaitingHandOver(
        ListAwaitingHandOverRequest r,
        ServerCallContext c
    ) =>
        shards.QueryAsync(
            r,
            c,
            Assignments.ListAwaitingHandOver.HandleAsync,
            Role.HandOverOffice,
            Role.ProposalsOffice
        );

    public override Task<HandOverResponse> HandOver(HandOverRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Assignments.HandOver.HandleAsync, Role.HandOverOffice);

    public override Task<PreviewHandOverResponse> PreviewHandOver(PreviewHandOverRequest r, ServerCallContext c) =>
        shards.QueryAsync(r, c, Assignments.PreviewHandOver.HandleAsync, Role.HandOverOffice);

    public override Task<RecallHandOverResponse> RecallHandOver(RecallHandOverRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Assignments.RecallHandOver.HandleAsync, Role.HandOverOffice);

    public override Task<Assignment> GetAssignment(GetAssignmentRequest r, ServerCallContext c) =>
        shards.QueryAsync(r, c, Assignments.GetAssignment.HandleAsync, Readers);

    public override Task<ListAssignmentsResponse> ListAssignments(ListAssignmentsRequest r, ServerCallContext c) =>
        shards.QueryAsync(r, c, Assignments.ListAssignments.HandleAsync, Readers);

    public override Task<DeadlineLedger> GetDeadlineLedger(GetDeadlineLedgerRequest r, ServerCallContext c) =>
        shards.QueryAsync(r, c, Assignments.GetDeadlineLedger.HandleAsync, Readers);

    public override Task<Assignment> AcknowledgeAssignment(AcknowledgeAssignmentRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Assignments.AcknowledgeAssignment.HandleAsync, Role.HandlingUnit);

    public override Task<ReturnRequest> RequestReturn(RequestReturnRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Assignments.RequestReturn.HandleAsync, Role.HandlingUnit);

    public override Task<Assignment> ApproveReturn(ApproveReturnRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Assignments.ApproveReturn.HandleAsync, Role.HandOverOffice);

    public override Task<ReturnRequest> RefuseReturn(RefuseReturnRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Assignments.RefuseReturn.HandleAsync, Role.HandOverOffice);

    public override Task<ReturnRequest> RecallReturn(RecallReturnRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Assignments.RecallReturn.HandleAsync, Role.HandlingUnit);

    public override Task<ListReturnRequestsResponse> ListReturnRequests(
        ListReturnRequestsRequest r,
        ServerCallContext c
    ) => shards.QueryAsync(r, c, Assignments.ListReturnRequests.HandleAsync, Role.HandOverOffice, Role.HandlingUnit);

    public override Task<Assignment> Reassign(ReassignRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Assignments.Reassign.HandleAsync, Role.HandOverOffice, Role.Leader);

    public override Task<Assignment> ReleaseCoHandler(ReleaseCoHandlerRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Assignments.ReleaseCoHandler.HandleAsync, Role.HandOverOffice, Role.Leader);

    public override Task<Contact> LogContact(LogContactRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Assignments.LogContact.HandleAsync, Role.HandlingUnit);

    public override Task<ListContactsResponse> ListContacts(ListContactsRequest r, ServerCallContext c) =>
        shards.QueryAsync(r, c, Assignments.ListContacts.HandleAsync, Readers);

    public override Task<Opinion> SubmitOpinion(SubmitOpinionRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Assignments.SubmitOpinion.HandleAsync, Role.HandlingUnit);

    public override Task<Opinion> SendBackOpinion(SendBackOpinionRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Assignments.SendBackOpinion.HandleAsync, Role.HandlingUnit);

    public override Task<ListOpinionsResponse> ListOpinions(ListOpinionsRequest r, ServerCallContext c) =>
        shards.QueryAsync(r, c, Assignments.ListOpinions.HandleAsync, Readers);

    public override Task<Reply> DraftReply(DraftReplyRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Assignments.DraftReply.HandleAsync, Role.HandlingUnit);

    public override Task<Reply> SignReply(SignReplyRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Assignments.SignReply.HandleAsync, Role.HandlingUnit);

    public override Task<Reply> DeliverReply(DeliverReplyRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Assignments.DeliverReply.HandleAsync, Role.HandlingUnit);

    public override Task<Reply> SendBackReply(SendBackReplyRequest r, ServerCallContext c) =>
        shards.CommandAsync(
            r,
            c,
            Assignments.SendBackReply.HandleAsync,
            Role.HandOverOffice,
            Role.ProposalsOffice,
            Role.Supervisor
        );

    public override Task<Reply> GetReply(GetReplyRequest r, ServerCallContext c) =>
        shards.QueryAsync(r, c, Assignments.GetReply.HandleAsync, ReplyReaders);

    public override Task<ListRepliesResponse> ListReplies(ListRepliesRequest r, ServerCallContext c) =>
        shards.QueryAsync(r, c, Assignments.ListReplies.HandleAsync, ReplyReaders);

    public override Task<ListPublishedRepliesResponse> ListPublishedReplies(
        ListPublishedRepliesRequest r,
        ServerCallContext c
    ) =>
        shards.PublicQueryAsync(
            r,
            c,
            ResourceName.Committee(r.Proposal, "proposal"),
            Assignments.ListPublishedReplies.HandleAsync
        );

    public override Task<ExtensionRequest> RequestExtension(RequestExtensionRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Assignments.RequestExtension.HandleAsync, Role.HandlingUnit);

    public override Task<ExtensionRequest> GrantExtension(GrantExtensionRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Assignments.GrantExtension.HandleAsync, Role.HandOverOffice);

    public override Task<ExtensionRequest> DenyExtension(DenyExtensionRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Assignments.DenyExtension.HandleAsync, Role.HandOverOffice);

    public override Task<ExtensionRequest> RecallExtension(RecallExtensionRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Assignments.RecallExtension.HandleAsync, Role.HandlingUnit);

    public override Task<ListExtensionRequestsResponse> ListExtensionRequests(
        ListExtensionRequestsRequest r,
        ServerCallContext c
    ) => shards.QueryAsync(r, c, Assignments.ListExtensionRequests.HandleAsync, Role.HandOverOffice, Role.HandlingUnit);

    public override Task<ListCommitmentsResponse> ListCommitments(ListCommitmentsRequest r, ServerCallContext c) =>
        shards.QueryAsync(r, c, Assignments.ListCommitments.HandleAsync, ReplyReaders);

    public override Task<Commitment> GetCommitment(GetCommitmentRequest r, ServerCallContext c) =>
        shards.QueryAsync(r, c, Assignments.GetCommitment.HandleAsync, ReplyReaders);

    public override Task<ListCommitmentEntriesResponse> ListCommitmentEntries(
        ListCommitmentEntriesRequest r,
        ServerCallContext c
    ) => shards.QueryAsync(r, c, Assignments.ListCommitmentEntries.HandleAsync, ReplyReaders);

    public override Task<Commitment> ReportCommitmentProgress(ReportCommitmentProgressRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Assignments.ReportCommitmentProgress.HandleAsync, Role.HandlingUnit);

    public override Task<Commitment> ExplainCommitment(ExplainCommitmentRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Assignments.ExplainCommitment.HandleAsync, Role.HandlingUnit);

    public override Task<Commitment> AgreeToCommitmentDay(AgreeToCommitmentDayRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Assignments.AgreeToCommitmentDay.HandleAsync, CommitmentSettlers);

    public override Task<Commitment> RefuseCommitmentDay(RefuseCommitmentDayRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Assignments.RefuseCommitmentDay.HandleAsync, CommitmentSettlers);

    public override Task<Commitment> ProveCommitment(ProveCommitmentRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Assignments.ProveCommitment.HandleAsync, Role.HandlingUnit);

    public override Task<Commitment> ConfirmCommitment(ConfirmCommitmentRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Assignments.ConfirmCommitment.HandleAsync, CommitmentSettlers);

    public override Task<Commitment> RefuseCommitmentProof(RefuseCommitmentProofRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Assignments.RefuseCommitmentProof.HandleAsync, CommitmentSettlers);
}
