import { useCommand } from '@/api/ask';
import { Intake } from '@/api/clients';
import { minute } from '@/format';
import {
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

/** True while nobody has answered the case. */
export const isUnanswered = (stage: Stage | undefined) => stage !== undefined && unanswered.includes(stage);

/** True while a withdrawal waits for the other side or is being carried out. */
export const isPending = (p: Proposal) =>
  p.withdrawal?.state === WithdrawalState.ASKED || p.withdrawal?.state === WithdrawalState.AGREED;

/** What was said about a withdrawal, and the answer of the caller's side while it is open. */
export function Withdrawal({ proposal: p, side }: { proposal: Proposal; side?: WithdrawalSide }) {
  const w = p.withdrawal;
  const agree = useCommand(Intake.withdrawProposal);
  const decline = useCommand(Intake.declineWithdrawal);
  if (!w) return null;
  const open = w.state === WithdrawalState.ASKED;
  const own = w.side === side;
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
                text="双方同意后停止办理，承办任务随之撤销；此前答复已送达的，不撤案。"
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
              text="提案继续办理。"
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
    </Note>
  );
}
