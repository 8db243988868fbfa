using Google.Protobuf;
using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// 提交 (handbook T20, T21, T24): submits a draft. Server time against the cut-off decides 大会 or 平时. Signatures not
/// given by now do not count.
/// </summary>
internal static class SubmitProposal
{
    public static async Task<Decision<Proposal>> HandleAsync(SubmitProposalRequest request, Transaction tx)
    {
        if (
            !(await ProposalRow.LoadOwnForAsync(tx, request.Name, request.Etag, ProposalMove.Submit)).Decided(
                out var proposal,
                out var refusal
            )
        )
            return refusal;
        if (
            await DirectoryCopy.PlenarySessionAsync(tx, proposal.Session) is not { } session
            || await DirectoryCopy.PolicyAsync(tx, proposal.PolicyVersion) is not { } policy
        )
            return CommonRefusals.NotFound;
        if (proposal.SubmittedAt == DateTimeOffset.UnixEpoch && await RefusesTakingUpAsync(tx, proposal) is { } late)
            return late;
        if (await ProposalTextRow.FindAsync(tx, proposal.Id, proposal.TextVersion) is not { } version)
            throw new InvalidOperationException($"proposal {proposal.Id} has no text {proposal.TextVersion}");
        var text = version.ToText();
        if (Refuses(proposal, text, request.ContainsNoSecret, session, policy, tx.Now) is { } no)
            return no;

        await InvitationRow.EndPendingAsync(tx, proposal.Id, InvitationMove.Expire);
        var coSigners = await proposal.CoSignersAsync(tx);
        version.Submit(tx);
        SimilarityTerms.Add(tx, proposal.Id, ComparedText.Of(text));
        return await (proposal with { Subject = text.Subject, Suggestions = text.Suggestions.Count })
            .Save(
                tx,
                ProposalMove.Submit,
                new ProposalSubmitted
                {
                    Proposal = proposal.Id,
                    Session = proposal.Session,
                    SerialNumber =
                        proposal.SerialNumber > 0
                            ? proposal.SerialNumber
                            : await CaseNumbers.NextAsync(tx, proposal.Session, CaseNumbers.Serial),
                    SessionKind = KindOf(proposal, session, policy, tx.Now),
                    ProposerKind = proposal.ProposerKind,
                    Lead = proposal.Lead,
                    CoSigners = { coSigners },
                    Category = proposal.Category,
                    Subject = text.Subject,
                    TextVersion = proposal.TextVersion,
                    TextHash = ByteString.CopyFrom(version.Hash),
                    PolicyVersion = policy.Version,
                    Suggestions = text.Suggestions.Count,
                }
            )
            .ToMessageAsync(tx, coSigners);
    }

    /// <summary>
    /// The reason why a draft no longer takes up what it names; null when it does. While it was private, the office may
    /// have passed that one on with the proposer's consent (handbook T30, T33).
    /// </summary>
    private static async Task<Refusal?> RefusesTakingUpAsync(IRead read, ProposalRow draft)
    {
        if (draft.TakesUp.Length == 0 || await ProposalRow.FindAsync(read, draft.TakesUp) is not { } refused)
            return null;
        return await ImportedCase.PassedOnAsync(read, refused) is not null
                ? IntakeRefusals.RedirectedAlready.Because(
                    "原提案已经您同意转作其他处理，不再重新提出；如要另提，请新建提案。"
                )
            : await ProposalRow.TakingUpAsync(read, refused.Id, submitted: true) is not null
                ? IntakeRefusals.TakenUpAlready
            : (Refusal?)null;
    }

    /// <summary>The reason why it cannot be submitted; null when it can.</summary>
    internal static Refusal? Refuses(
        ProposalRow proposal,
        ProposalText text,
        bool containsNoSecret,
        PlenarySessionRow session,
        PolicyProfile policy,
        DateTimeOffset now
    ) =>
        Input.First(
            containsNoSecret ? null : IntakeRefusals.DeclarationRequired.On("contains_no_secret"),
            TextRules.RefusesSubmission(text),
            TextRules.RefusesCategory(proposal.Category, policy),
            // One that was submitted in session and returned may come back later (handbook edge case 2).
            proposal.ProposerKind
                is ProposerKind.Sector
                    or ProposerKind.Group
            && proposal.SubmittedAt == DateTimeOffset.UnixEpoch
            && (now < session.OpensAt || now > session.ClosesAt)
                ? IntakeRefusals.OnlyInSession
                : null
        );

    /// <summary>
    /// 大会 up to and including the cut-off, 平时 later. A proposal returned before the cut-off and resubmitted after
    /// it keeps its kind only if the profile says so.
    /// </summary>
    internal static SessionKind KindOf(
        ProposalRow proposal,
        PlenarySessionRow session,
        PolicyProfile policy,
        DateTimeOffset now
    ) =>
        proposal.SessionKind != SessionKind.Unspecified && policy.ResubmissionKeepsKind ? proposal.SessionKind
        : now <= session.CutOffAt ? SessionKind.InSession
        : SessionKind.InterSession;
}
