import { useAll, useAsk, useCommand } from '@/api/ask';
import { Assignments, Intake, Supervision } from '@/api/clients';
import { useSession } from '@/api/session';
import { minute } from '@/format';
import type { Reply } from '@/gen/proposals/assignment/v1/assignment_pb';
import { Role } from '@/gen/proposals/directory/v1/directory_pb';
import {
  ProposalState,
  type Proposal,
  WithdrawalSide,
  WithdrawalSideSchema,
  WithdrawalState,
  WithdrawalStateSchema,
} from '@/gen/proposals/intake/v1/intake_pb';
import { Stage } from '@/gen/proposals/supervision/v1/supervision_pb';
import { wordOf } from '@/words';
import { mostOf } from './most';
import { Note } from './notes';
import { WordsButton } from './words-button';

// Stages of a filed proposal before the first reply; the first one is before hand-over.
const unanswered = [Stage.FILED, Stage.HANDED_OVER, Stage.HANDLING];

/** True when a filed proposal is handed over and not answered: a withdrawal then needs both sides. */
export const needsBoth = (stage: Stage | undefined) => stage === Stage.HANDED_OVER || stage === Stage.HANDLING;

const withdrawable = [ProposalState.SUBMITTED, ProposalState.RETURNED, ProposalState.EXAMINED, ProposalState.FILED];

/** True while nobody has answered the case. */
const isUnanswered = (stage: Stage | undefined) => stage !== undefined && unanswered.includes(stage);

/** The caller's side in a withdrawal; none for who has no part in it. A lead is no office, whatever its roles. */
export function useSide(p: Proposal): WithdrawalSide | undefined {
  const { account, has } = useSession();
  if (p.lead === account.member) return WithdrawalSide.PROPOSER;
  return has(Role.PROPOSALS_OFFICE, Role.HAND_OVER_OFFICE) ? WithdrawalSide.OFFICE : undefined;
}

/**
 * True when this side may withdraw the proposal or ask for it. An open request is for the other side to answer. When
 * its hand-over was taken back, the side that asked needs nobody. A case with a reply that reached the proposers is
 * answered, also while that reply is sent back.
 */
export function mayWithdraw(
  p: Proposal,
  stage: Stage | undefined,
  side: WithdrawalSide | undefined,
  replies: Reply[] | undefined,
) {
  if (!withdrawable.includes(p.state) || (p.state === ProposalState.FILED && !isUnanswered(stage))) return false;
  if (mayBeAnswered(p, stage) && (!replies || replies.some((r) => r.deliveredAt))) return false;
  if (p.withdrawal?.state === WithdrawalState.ASKED) return p.withdrawal.side === side && !needsBoth(stage);
  return p.withdrawal?.state !== WithdrawalState.AGREED;
}

/** True for a proposal that is merged into a case which is not handed over: it can be withdrawn alone. */
function useAlone(p: Proposal) {
  const merged = p.state === ProposalState.MERGED && !!p.mergedInto;
  const main = useAsk(
    Supervision.getCase,
    { name: p.mergedInto.replace('/proposals/', '/cases/') },
    { enabled: merged },
  ).data;
  return merged && main?.stage === Stage.FILED;
}

const mayBeAnswered = (p: Proposal, stage: Stage | undefined) => p.state === ProposalState.FILED && needsBoth(stage);

/** {@link mayWithdraw} with the replies of the case, false until they are known, or {@link useAlone}. */
export function useMayWithdraw(p: Proposal, stage: Stage | undefined, side: WithdrawalSide | undefined) {
  const replies = useAll(Assignments.listReplies, { proposal: p.name }, (page) => page.replies, {
    enabled: mayBeAnswered(p, stage) && side !== undefined,
  });
  const alone = useAlone(p);
  return alone || mayWithdraw(p, stage, side, replies.data);
}

/** What was said about a withdrawal, and the answer of the caller's side while it is open. */
export function Withdrawal({ proposal: p, stage }: { proposal: Proposal; stage?: Stage }) {
  const w = p.withdrawal;
  const side = useSide(p);
  const agree = useCommand(Intake.withdrawProposal);
  const decline = useCommand(Intake.declineWithdrawal);
  if (!w) return null;
  const open = w.state === WithdrawalState.ASKED;
  const own = w.side === side;
  // The hand-over was taken back: there is nothing to stop, and the side that asked needs nobody.
  const recalled = stage === Stage.FILED;
  const other = w.side === WithdrawalSide.PROPOSER ? WithdrawalSide.OFFICE : WithdrawalSide.PROPOSER;
  const title = open
    ? `${wordOf(WithdrawalSideSchema, w.side)}申请撤案，等待${wordOf(WithdrawalSideSchema, other)}答复`
    : `撤案申请：${wordOf(WithdrawalStateSchema, w.state)}`;
  return (
    <Note
      kind={open ? 'warn' : 'info'}
      title={title}
      actions={
        open &&
        side !== undefined && (
          <>
            {!own && (
              <WordsButton
                danger
                command={agree}
                input={(reason) => ({ name: p.name, etag: p.etag, reason })}
                field="答复"
                path="reason"
                max={mostOf(Intake.withdrawProposal.input.field.reason)}
                text={
                  recalled
                    ? '交办已经撤回，同意后即撤案。'
                    : '双方同意后停止办理，承办任务随之撤销；此前答复已送达的，不撤案。'
                }
              >
                同意撤案
              </WordsButton>
            )}
            <WordsButton
              command={decline}
              input={(reason) => ({ name: p.name, etag: p.etag, reason })}
              field={own ? '收回的理由' : '不同意的理由'}
              path="reason"
              max={mostOf(Intake.declineWithdrawal.input.field.reason)}
              text={recalled ? '提案等待重新交办。' : '提案继续办理。'}
            >
              {own ? '收回撤案申请' : '不同意撤案'}
            </WordsButton>
          </>
        )
      }
    >
      {w.reason && (
        <p className="prose">
          理由（{minute(w.askedAt)}）：{w.reason}
        </p>
      )}
      {w.answer && <p className="prose">答复：{w.answer}</p>}
      {open && recalled && side !== undefined && (
        <p>
          {own
            ? `交办已经撤回：${side === WithdrawalSide.PROPOSER ? '' : '提案委'}可以直接撤案，也可以收回撤案申请。`
            : '交办已经撤回：可以同意撤案，也可以不同意，提案随后重新交办。'}
        </p>
      )}
    </Note>
  );
}
