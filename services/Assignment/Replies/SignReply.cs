using Proposals.Assignments.V1;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;

namespace Proposals.Assignments;

/// <summary>
/// 签发 (handbook T70, T101): signs a reply with document number and date, reviewer, signatory, whom to ask, outcome
/// class, disclosure and what it promises. A contact must precede it, and all opinions where the profile requires them.
/// </summary>
internal static class SignReply
{
    public static async Task<Decision<Reply>> HandleAsync(SignReplyRequest request, Transaction tx)
    {
        var bad = Input.First(
            Input.Required(request.DocumentNumber, "document_number"),
            Input.Text(request.OutcomeClass, "outcome_class", 40),
            Input.Required(request.Signatory, "signatory"),
            Input.Choice(request.Disclosure, "disclosure"),
            RefusesSummary(request.Disclosure, request.Summary),
            PaperFields.RefusesHandler(request.Handler, request.HandlerPhone),
            PlannedCommitments.RefusesList(request.Commitments)
        );
        if (bad is not null)
            return bad;
        if (
            !(
                await ReplyRow.LoadOwnForAsync(tx, request.Name, request.Etag, ReplyMove.Sign, AssignmentMove.SignReply)
            ).Decided(out var loaded, out var refusal)
        )
            return refusal;
        var (reply, assignment) = loaded;
        if (await FiledProposalRow.OfAsync(tx, assignment.Proposal) is not { } proposal)
            return CommonRefusals.NotFound;
        if (await DirectoryCopy.PolicyAsync(tx, proposal.PolicyVersion) is not { } policy)
            return CommonRefusals.NotFound;
        var contacted = await ContactRow.ExistsAsync(tx, assignment.Id, policy.EarlyContactRequired);
        if (
            Refuses(
                request.OutcomeClass,
                policy,
                contacted,
                await AssignmentRow.OfCaseAsync(tx, assignment.Proposal),
                assignment.Round
            ) is
            { } no
        )
            return no;

        var today = Deadline.LocalDay(tx.Now, policy.UtcOffsetMinutes);
        var handedOver = Deadline.LocalDay(assignment.HandedOverAt, policy.UtcOffsetMinutes);
        if (
            (
                PaperFields.MissingOf(request, policy)
                ?? PaperFields.RefusesDate(request.DocumentDate, handedOver, today)
                ?? PlannedCommitments.Refuses(
                    request.Commitments,
                    policy.OutcomeClasses.First(c => c.Code == request.OutcomeClass),
                    policy,
                    await CommitmentRow.OwesAsync(tx, assignment.Proposal, assignment.Unit),
                    today
                )
            ) is
            { } wrong
        )
            return wrong;

        var signed = (
            reply with
            {
                DocumentNumber = request.DocumentNumber,
                OutcomeClass = request.OutcomeClass,
                Signatory = request.Signatory,
                Disclosure = request.Disclosure,
                Reviewer = request.Reviewer,
                NotPublicReason = request.Disclosure == Disclosure.None ? request.NotPublicReason : "",
                DocumentDate =
                    request.DocumentDate.Length > 0 ? request.DocumentDate : WorkingCalendar.FormatDay(today),
                Handler = request.Handler,
                HandlerPhone = request.HandlerPhone,
                Summary = request.Disclosure == Disclosure.Summary ? request.Summary : "",
                Commitments = PlannedCommitments.Join(request.Commitments),
            }
        ).Save(tx, ReplyMove.Sign);
        assignment.Save(
            tx,
            AssignmentMove.SignReply,
            new ReplySigned
            {
                Proposal = assignment.Proposal,
                Assignment = assignment.Id,
                Reply = reply.Id,
                DocumentNumber = request.DocumentNumber,
                OutcomeClass = request.OutcomeClass,
                Disclosure = request.Disclosure,
            }
        );
        return signed.ToMessage(tx.Committee);
    }

    /// <summary>A reply disclosed as a summary needs the published summary; for others the field is ignored.</summary>
    internal static Refusal? RefusesSummary(Disclosure disclosure, string summary) =>
        disclosure == Disclosure.Summary ? Input.Required(summary, "summary") : null;

    /// <summary>
    /// The reason why it cannot be signed; null when it can (handbook edge cases 24, 29, 30). Opinions count within the
    /// round: a returned or cancelled task owes none. <c>contacted</c> is of the kind that the profile wants.
    /// </summary>
    internal static Refusal? Refuses(
        string outcomeClass,
        PolicyProfile policy,
        bool contacted,
        IEnumerable<AssignmentRow> ofCase,
        int round
    ) =>
        policy.OutcomeClasses.All(c => c.Code != outcomeClass) ? AssignmentRefusals.ClassUnknown.On("outcome_class")
        : policy.EarlyContactRequired && !contacted
            ? AssignmentRefusals.ContactRequired.Because(
                "签发前须有办前面商，请先登记办前与提案者的沟通；本人提出不需要的也请登记。"
            )
        : policy.ContactRequired && !contacted ? AssignmentRefusals.ContactRequired
        : OwesOpinions(policy, ofCase, round) ? AssignmentRefusals.OpinionsMissing
        : (Refusal?)null;

    /// <summary>True while an opinion is missing that the profile requires before the reply.</summary>
    internal static bool OwesOpinions(PolicyProfile policy, IEnumerable<AssignmentRow> ofCase, int round) =>
        policy.OpinionsRequired && ofCase.Any(a => a.Round == round && !a.Role.Answers() && a.State.IsOpen());
}
