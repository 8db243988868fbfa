using Google.Protobuf;
using Proposals.BuildingBlocks;
using Proposals.Intake.V1;
using Proposals.Journal.V1;

namespace Proposals.Supervision;

/// <summary>
/// Stores Supervision's part of Intake's journal: proposals, their proposers and invitations, rows of earlier ledgers.
/// </summary>
internal static class FromIntake
{
    /// <summary>
    /// Applies an event of Intake's journal. An event about an unknown proposal throws and is parked, so nothing is
    /// lost.
    /// </summary>
    public static Task ApplyAsync(Transaction tx, Event entry, IMessage message)
    {
        switch (message)
        {
            case ProposalDrafted e:
                IntakeFacts.Table.Add(
                    tx,
                    new IntakeFacts
                    {
                        Proposal = e.Proposal,
                        Session = e.Session,
                        State = ProposalState.Draft,
                        ProposerKind = e.ProposerKind,
                        Lead = e.Lead,
                        Category = e.Category,
                    }
                );
                break;
            case ProposalRevised e:
                tx.Write(
                    """
                    UPDATE intake_facts SET category = @Category WHERE committee = @committee AND proposal = @Proposal
                    """,
                    new
                    {
                        committee = tx.Committee,
                        e.Proposal,
                        e.Category,
                    }
                );
                break;
            case ProposalDeleted e:
                SetState(tx, e.Proposal, ProposalState.Deleted);
                break;
            case ProposalSubmitted e:
                tx.Write(
                    """
                    UPDATE intake_facts
                    SET state = @state, session = @Session, session_kind = @SessionKind, proposer_kind = @ProposerKind,
                      lead = @Lead, category = @Category,
                      subject = @Subject, policy_version = @PolicyVersion
                    WHERE committee = @committee AND proposal = @Proposal
                    """,
                    new
                    {
                        committee = tx.Committee,
                        e.Proposal,
                        state = ProposalState.Submitted,
                        e.Session,
                        e.SessionKind,
                        e.ProposerKind,
                        e.Lead,
                        e.Category,
                        e.Subject,
                        e.PolicyVersion,
                    }
                );
                SetProposers(tx, e.Proposal, [e.Lead, .. e.CoSigners]);
                break;
            case ProposalReturned e:
                SetState(tx, e.Proposal, ProposalState.Returned);
                break;
            case ProposalExamined e:
                SetState(tx, e.Proposal, ProposalState.Examined);
                break;
            case ProposalFiled e:
                tx.Write(
                    """
                    UPDATE intake_facts
                    SET state = @state, session = @Session, case_number = @CaseNumber, category = @Category,
                      session_kind = @SessionKind, subject = @Subject,
                      policy_version = @PolicyVersion
                    WHERE committee = @committee AND proposal = @Proposal
                    """,
                    new
                    {
                        committee = tx.Committee,
                        e.Proposal,
                        state = ProposalState.Filed,
                        e.Session,
                        e.CaseNumber,
                        e.Category,
                        e.SessionKind,
                        e.Subject,
                        e.PolicyVersion,
                    }
                );
                SetProposers(tx, e.Proposal, e.Proposers);
                break;
            case ProposalRejected e:
                SetState(tx, e.Proposal, ProposalState.NotFiled);
                break;
            case ProposalRedirected e:
                tx.Write(
                    """
                    UPDATE intake_facts SET redirected_as = @Outcome
                    WHERE committee = @committee AND proposal = @Proposal
                    """,
                    new
                    {
                        committee = tx.Committee,
                        e.Proposal,
                        e.Outcome,
                    }
                );
                break;
            case ProposalMerged e:
                tx.Write(
                    """
                    UPDATE intake_facts
                    SET state = @state, merged_into = @Into
                    WHERE committee = @committee AND proposal = @Proposal
                    """,
                    new
                    {
                        committee = tx.Committee,
                        e.Proposal,
                        state = ProposalState.Merged,
                        e.Into,
                    }
                );
                break;
            case ProposalUnmerged e:
                tx.Write(
                    """
                    UPDATE intake_facts
                    SET state = @State, merged_into = ''
                    WHERE committee = @committee AND proposal = @Proposal
                    """,
                    new
                    {
                        committee = tx.Committee,
                        e.Proposal,
                        e.State,
                    }
                );
                break;
            case ProposalWithdrawn e:
                tx.Write(
                    """
                    UPDATE intake_facts
                    SET state = @state, merged_into = ''
                    WHERE committee = @committee AND proposal = @Proposal
                    """,
                    new
                    {
                        committee = tx.Committee,
                        e.Proposal,
                        state = ProposalState.Withdrawn,
                    }
                );
                break;
            case ProposalReinstated e:
                SetState(tx, e.Proposal, ProposalState.Filed);
                break;
            case LedgerCaseImported e:
                Import(tx, e);
                break;
            case CoSignerInvited e:
                tx.Write(
                    """
                    INSERT INTO invitation_facts (committee, id, proposal, member, state)
                    VALUES (@committee, @Invitation, @Proposal, @Member, @state)
                    """,
                    new
                    {
                        committee = tx.Committee,
                        e.Invitation,
                        e.Proposal,
                        e.Member,
                        state = InvitationState.Pending,
                    }
                );
                break;
            case InvitationEnded e:
                tx.Write(
                    "UPDATE invitation_facts SET state = @State WHERE committee = @committee AND id = @Invitation",
                    new
                    {
                        committee = tx.Committee,
                        e.State,
                        e.Invitation,
                    }
                );
                break;
            case CoSignerAskedAgain e:
                tx.Write(
                    "UPDATE invitation_facts SET state = @state WHERE committee = @committee AND id = @Invitation",
                    new
                    {
                        committee = tx.Committee,
                        state = InvitationState.Pending,
                        e.Invitation,
                    }
                );
                break;
            case SignatureRetracted e:
                tx.Write(
                    "UPDATE invitation_facts SET state = @state WHERE committee = @committee AND id = @Invitation",
                    new
                    {
                        committee = tx.Committee,
                        state = InvitationState.Retracted,
                        e.Invitation,
                    }
                );
                // A draft has no proposers yet.
                tx.WriteAny(
                    """
                    DELETE FROM intake_proposers
                    WHERE committee = @committee AND proposal = @Proposal AND member = @Member
                    """,
                    new
                    {
                        committee = tx.Committee,
                        e.Proposal,
                        e.Member,
                    }
                );
                break;
            case FileAttached or FileDetached or WithdrawalRequested or WithdrawalAgreed or WithdrawalEnded:
            case RetractionNoted:
                break;
            default:
                throw new UnknownEventException(message.Descriptor.FullName);
        }

        Timeline.Record(tx, entry, message);
        return Task.CompletedTask;
    }

    private static void SetState(Transaction tx, string proposal, ProposalState state) =>
        tx.Write(
            "UPDATE intake_facts SET state = @state WHERE committee = @committee AND proposal = @proposal",
            new
            {
                committee = tx.Committee,
                proposal,
                state,
            }
        );

    private static void SetProposers(Transaction tx, string proposal, IEnumerable<string> members)
    {
        tx.WriteAny(
            "DELETE FROM intake_proposers WHERE committee = @committee AND proposal = @proposal",
            new { committee = tx.Committee, proposal }
        );
        foreach (var member in members.Distinct(StringComparer.Ordinal))
        {
            tx.Write(
                "INSERT INTO intake_proposers (committee, proposal, member) VALUES (@committee, @proposal, @member)",
                new
                {
                    committee = tx.Committee,
                    proposal,
                    member,
                }
            );
        }
    }

    private static void Import(Transaction tx, LedgerCaseImported e)
    {
        var (committee, row) = (tx.Committee, e.Row);
        IntakeFacts.Table.Add(
            tx,
            new IntakeFacts
            {
                Proposal = e.Proposal,
                Session = e.Session,
                State = row.Decision.State(),
                SessionKind = row.SessionKind,
                ProposerKind = row.ProposerKind,
                Lead = row.Lead,
                Category = row.Category,
                Subject = row.Subject,
                CaseNumber = row.CaseNumber,
                MergedInto = e.MergedInto,
                PolicyVersion = e.PolicyVersion,
            }
        );
        SetProposers(tx, e.Proposal, [row.Lead, .. row.CoSigners]);
        tx.Write(
            "INSERT INTO ledger_facts (committee, proposal, body) VALUES (@committee, @Proposal, @body)",
            new
            {
                committee = tx.Committee,
                e.Proposal,
                body = row.ToByteArray(),
            }
        );
        foreach (var handler in row.CoUnits.Prepend(row.Unit).Where(u => u.Length > 0).Distinct(StringComparer.Ordinal))
        {
            tx.Write(
                "INSERT INTO ledger_units (committee, proposal, unit) VALUES (@committee, @Proposal, @handler)",
                new
                {
                    committee = tx.Committee,
                    e.Proposal,
                    handler,
                }
            );
        }
    }
}
