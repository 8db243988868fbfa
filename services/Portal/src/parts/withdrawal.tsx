import { useCommand } from '@/api/ask';
import { Intake } from '@/api/clients';
import { useSession } from '@/api/session';
import { minute } from '@/format';
import { Role } from '@/gen/proposals/directory/v1/directory_pb';
import {
  ProposalMove,
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

/** True when a filed proposal is handed over and not answered: a withdrawal then needs both sides. */
export const needsBoth = (stage: Stage | undefined) => stage === Stage.HANDED_OVER || stage === Stage.HANDLING;

/** The caller's side in a withdrawal; none for who has no part in it. A lead is no office, whatever its roles. */
export function useSide(p: Proposal): WithdrawalSide | undefined {
  const { account, has } = useSession();
  if (account.member && p.lead === account.member) return WithdrawalSide.PROPOSER;
  return has(Role.PROPOSALS_OFFICE, Role.HAND_OVER_OFFICE) ? WithdrawalSide.OFFICE : undefined;
}

/**
 * True when this side withdraws the proposal or asks for it. What the other side asked for is answered where it is
 * shown.
 */
export const mayWithdraw = (p: Proposal, side: WithdrawalSide | undefined) =>
  p.moves.includes(ProposalMove.WITHDRAW) &&
  (p.withdrawal?.state !== WithdrawalState.ASKED || p.withdrawal.side === side);

/** What was said about a withdrawal, and the answer of the caller's side while it is open. */
export function Withdrawal({ proposal: p, stage }: { proposal: Proposal; stage?: Stage }) {
  const w = p.withdrawal;
  const side = useSide(p);
  const agree = useCommand(Intake.withdrawProposal);
  const decline = useCommand(Intake.declineWithdrawal);
  if (!w) return null;
  const open = w.state === WithdrawalState.ASKED;
  const own = w.side === side;
  const withdraws = p.moves.includes(ProposalMove.WITHDRAW);
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
            {!own && withdraws && (
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
      {open && recalled && withdraws && side !== undefined && (
        <p>
          {own
            ? `交办已经撤回：${side === WithdrawalSide.PROPOSER ? '' : '提案委'}可以直接撤案，也可以收回撤案申请。`
            : '交办已经撤回：可以同意撤案，也可以不同意，提案随后重新交办。'}
        </p>
      )}
    </Note>
  );
}
