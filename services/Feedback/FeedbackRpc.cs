using Grpc.Core;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Feedback.V1;

namespace Proposals.Feedback;

/// <summary>Maps each RPC to the use case of the same name and the roles that may call it.</summary>
internal sealed class FeedbackRpc(Shards shards, Receipts receipts) : FeedbackService.FeedbackServiceBase
{
    // 承办单位 and 交办机关 see how a case ended, never individual ratings (handbook 1.4).
    private static readonly Role[] FormReaders = [Role.Member, Role.ProposalsOffice, Role.Supervisor, Role.Leader];
    private static readonly Role[] CaseReaders =
    [
        Role.Member,
        Role.ProposalsOffice,
        Role.HandOverOffice,
        Role.HandlingUnit,
        Role.Supervisor,
        Role.Leader,
    ];

    // What was said with the proposers is between them and the offices.
    private static readonly Role[] ConciliationReaders =
    [
        Role.Member,
        Role.ProposalsOffice,
        Role.HandOverOffice,
        Role.Supervisor,
        Role.Leader,
    ];

    // The words that make a unit answer again are for the unit and for who follows the handling.
    private static readonly Role[] ReasonReaders =
    [
        Role.ProposalsOffice,
        Role.HandOverOffice,
        Role.HandlingUnit,
        Role.Supervisor,
        Role.Leader,
    ];

    public override Task<FeedbackForm> GetFeedbackForm(GetFeedbackFormRequest r, ServerCallContext c) =>
        shards.QueryAsync(r, c, Feedback.GetFeedbackForm.HandleAsync, FormReaders);

    public override Task<ListFeedbackFormsResponse> ListFeedbackForms(
        ListFeedbackFormsRequest r,
        ServerCallContext c
    ) => shards.QueryAsync(r, c, Feedback.ListFeedbackForms.HandleAsync, FormReaders);

    public override Task<FeedbackForm> SubmitFeedback(SubmitFeedbackRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Feedback.SubmitFeedback.HandleAsync, Role.Member);

    public override Task<FeedbackForm> RecordPaperForm(RecordPaperFormRequest r, ServerCallContext c) =>
        shards.CommandAsync(
            r,
            c,
            (request, tx) => Feedback.RecordPaperForm.HandleAsync(request, tx, receipts),
            Role.ProposalsOffice
        );

    public override Task<FeedbackForm> SettlePaperConflict(SettlePaperConflictRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Feedback.SettlePaperConflict.HandleAsync, Role.ProposalsOffice);

    public override Task<FeedbackForm> RestateFeedback(RestateFeedbackRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Feedback.RestateFeedback.HandleAsync, Role.Member);

    public override Task<FindScansResponse> FindScans(FindScansRequest r, ServerCallContext c) =>
        shards.GatewayQueryAsync(
            r,
            c,
            ResourceName.Committee(r.Committee, "committee"),
            Feedback.FindScans.HandleAsync
        );

    public override Task<ListRehandlingReasonsResponse> ListRehandlingReasons(
        ListRehandlingReasonsRequest r,
        ServerCallContext c
    ) => shards.QueryAsync(r, c, Feedback.ListRehandlingReasons.HandleAsync, ReasonReaders);

    public override Task<FeedbackForm> ReopenForm(ReopenFormRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Feedback.ReopenForm.HandleAsync, Role.ProposalsOffice);

    public override Task<Case> CloseCase(CloseCaseRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Feedback.CloseCase.HandleAsync, Role.ProposalsOffice);

    public override Task<Conciliation> RecordConciliation(RecordConciliationRequest r, ServerCallContext c) =>
        shards.CommandAsync(r, c, Feedback.RecordConciliation.HandleAsync, Role.ProposalsOffice);

    public override Task<ListConciliationsResponse> ListConciliations(
        ListConciliationsRequest r,
        ServerCallContext c
    ) => shards.QueryAsync(r, c, Feedback.ListConciliations.HandleAsync, ConciliationReaders);

    public override Task<Case> GetCase(GetCaseRequest r, ServerCallContext c) =>
        shards.QueryAsync(r, c, Feedback.GetCase.HandleAsync, CaseReaders);
}
