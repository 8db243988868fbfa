using Proposals.BuildingBlocks;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>
/// 重新提出 (handbook T33): starts a draft from a proposal that was not filed, and names it there. The decision not to
/// file stands; the draft is examined like any other. Signatures were given under the old one and are asked for anew.
/// </summary>
internal static class TakeUpProposal
{
    public static async Task<Decision<Proposal>> HandleAsync(
        TakeUpProposalRequest request,
        Transaction tx,
        DraftSettings drafts
    )
    {
        if (
            !(await ProposalRow.LoadOwnForAsync(tx, request.Name, "", ProposalMove.TakeUp)).Decided(
                out var refused,
                out var refusal
            )
        )
            return refusal;
        if (
            !ResourceName
                .IdOrEmpty(request.Session, tx.Committee, "sessions", "session")
                .Decided(out var session, out refusal)
        )
            return refusal;
        session = session.Length > 0 ? session : refused.Session;
        if (
            await DirectoryCopy.PlenarySessionAsync(tx, session) is null
            || await DirectoryCopy.PolicyAsync(tx) is not { } policy
        )
            return CommonRefusals.NotFound;
        if (await DirectoryCopy.MemberAsync(tx, tx.Caller.Member) is not { } lead)
            return IntakeRefusals.MemberUnknown;
        if (await RefusesAsync(tx, refused) is { } no)
            return no;
        // A case of a ledger has no text, only its subject.
        var text =
            (await ProposalTextRow.FindAsync(tx, refused.Id, refused.TextVersion))?.ToText()
            ?? new ProposalText { Subject = refused.Subject };
        // The rules of today may have other categories.
        var category = TextRules.RefusesCategory(refused.Category, policy) is null ? refused.Category : "";
        if (TextRules.RefusesDraft(new Proposal { Text = text, Category = category }, policy) is { } bad)
            return bad;
        if (await DraftQuota.RefusesAsync(tx, "", text, drafts) is { } full)
            return full;

        var files = await AttachmentRow.ListAsync(tx, refused.Id);
        var draft = Start(tx, refused, session, lead, category, text);
        foreach (var file in files)
            draft = draft.Attach(tx, file.ToMessage());
        return await draft.ToMessageAsync(tx);
    }

    /// <summary>The reason why it is not taken up now, whatever the request says; null when there is none.</summary>
    internal static async Task<Refusal?> RefusesAsync(IRead read, ProposalRow refused) =>
        // Its proposer agreed that it goes another way.
        await ImportedCase.PassedOnAsync(read, refused) is not null
            ? IntakeRefusals.RedirectedAlready
        : await ProposalRow.TakingUpAsync(read, refused.Id) is not null ? IntakeRefusals.TakenUpAlready
        : (Refusal?)null;

    private static ProposalRow Start(
        Transaction tx,
        ProposalRow refused,
        string session,
        MemberRow lead,
        string category,
        ProposalText text
    )
    {
        var id = tx.NewId();
        return ProposalRow.Insert(
            tx,
            new ProposalRow
            {
                Subject = text.Subject,
                Suggestions = text.Suggestions.Count,
                SuggestedUnits = refused.SuggestedUnits,
                MayPublish = refused.MayPublish,
                NotPublicReason = refused.NotPublicReason,
            },
            ProposalMove.Draft,
            new ProposalDrafted
            {
                Proposal = id,
                Session = session,
                Lead = lead.Id,
                ProposerKind = lead.Kind,
                Category = category,
                TextVersion = 1,
                TextHash = ProposalTextRow.Insert(tx, id, text),
                TakesUp = refused.Id,
            }
        );
    }
}
