using Proposals.BuildingBlocks;
using Proposals.Directory.V1;
using Proposals.Intake.V1;

namespace Proposals.Intake;

/// <summary>提交 (T20, T21, T24): server time against the cut-off decides 大会 or 平时; signatures not given by now do not count.</summary>
internal static class SubmitProposal
{
    public static async Task<Decision<Proposal>> HandleAsync(SubmitProposalRequest request, UnitOfWork unit)
    {
        if (
            !(await ProposalRow.LoadOwnForAsync(unit, request.Name, request.Etag, ProposalMove.Submit)).Decided(
                out var proposal,
                out var refusal
            )
        )
            return refusal;
        if (
            await DirectoryCopy.SessionAsync(unit, proposal.Session) is not { } session
            || await DirectoryCopy.PolicyAsync(unit, proposal.PolicyVersion) is not { } policy
        )
            return CommonRefusals.NotFound;
        var text = await proposal.TextAsync(unit);
        if (Refuses(proposal, text, request.ContainsNoSecret, session, policy, unit.Now) is { } no)
            return no;

        var hash = await unit.OneAsync<byte[]>(
            "SELECT hash FROM proposal_texts WHERE committee = @committee AND proposal = @Id AND version = @TextVersion",
            new
            {
                committee = unit.Committee,
                proposal.Id,
                proposal.TextVersion,
            }
        );
        await InvitationRow.EndPendingAsync(unit, proposal.Id, InvitationMove.Expire);
        var coSigners = await proposal.CoSignersAsync(unit);
        return proposal
            .Save(
                unit,
                new ProposalSubmitted
                {
                    Proposal = proposal.Id,
                    Session = proposal.Session,
                    SerialNumber =
                        proposal.SerialNumber > 0
                            ? proposal.SerialNumber
                            : await Numbers.NextAsync(unit, proposal.Session, Numbers.Serial),
                    SessionKind = KindOf(proposal, session, policy, unit.Now),
                    ProposerKind = proposal.ProposerKind,
                    Lead = proposal.Lead,
                    CoSigners = { coSigners },
                    Category = proposal.Category,
                    Subject = proposal.Subject,
                    TextVersion = proposal.TextVersion,
                    TextHash = Google.Protobuf.ByteString.CopyFrom(hash),
                    PolicyVersion = policy.Version,
                    Suggestions = proposal.Suggestions,
                }
            )
            .ToMessage(unit.Committee, text, coSigners, await proposal.FilesAsync(unit));
    }

    /// <summary>Why it cannot be submitted so; null when it can.</summary>
    internal static Refusal? Refuses(
        ProposalRow proposal,
        ProposalText text,
        bool containsNoSecret,
        PlenarySessionRow session,
        PolicyProfile policy,
        DateTimeOffset now
    ) =>
        Required.First(
            containsNoSecret ? null : IntakeRefusals.DeclarationRequired.On("contains_no_secret"),
            TextRules.RefusesSubmission(text),
            TextRules.RefusesCategory(proposal.Category, policy),
            proposal.ProposerKind is ProposerKind.Sector or ProposerKind.Group
            && (now < session.OpensAt || now > session.ClosesAt)
                ? IntakeRefusals.OnlyInSession
                : null
        );

    /// <summary>大会 up to and including the cut-off, 平时 later. A proposal returned before and submitted again after it keeps its kind only where the profile says so.</summary>
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

/// <summary>流水号 and 案号 of a session: gap-free, because the number is taken in the transaction that uses it.</summary>
internal static class Numbers
{
    public const string Serial = "serial",
        Case = "case";

    /// <summary>The next number.</summary>
    public static Task<long> NextAsync(UnitOfWork unit, string session, string kind) =>
        unit.WriteReturningAsync<long>(
            """
            INSERT INTO counters (committee, session, kind, value) VALUES (@committee, @session, @kind, 1)
            ON CONFLICT (committee, session, kind) DO UPDATE SET value = counters.value + 1 RETURNING value
            """,
            new
            {
                committee = unit.Committee,
                session,
                kind,
            }
        );
}
