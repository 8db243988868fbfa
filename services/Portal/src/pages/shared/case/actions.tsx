import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { useAll, useCommand } from '@/api/ask';
import { Assignments, Intake } from '@/api/clients';
import { idOf } from '@/api/ids';
import { useSession } from '@/api/session';
import { date } from '@/format';
import { AssignmentRoleSchema, AssignmentStateSchema } from '@/gen/proposals/assignment/v1/assignment_pb';
import { Role } from '@/gen/proposals/directory/v1/directory_pb';
import { FormMove, type FeedbackForm } from '@/gen/proposals/feedback/v1/feedback_pb';
import { ProposalMove, ProposalState, type Proposal, WithdrawalSide } from '@/gen/proposals/intake/v1/intake_pb';
import type { CaseView } from '@/gen/proposals/supervision/v1/supervision_pb';
import { CommandButton } from '@/parts/command-button';
import { AreaField } from '@/parts/fields';
import { mostOf } from '@/parts/most';
import { useNames, useSessions } from '@/parts/names';
import { Note } from '@/parts/notes';
import { OtherProposal } from '@/parts/taken-up';
import { mayWithdraw, needsBoth } from '@/parts/withdrawal';
import { wordOf } from '@/words';
import { Decisions } from './decisions';

/** The actions of the caller. Another role adds a line with a component of its own. */
export function Actions({ proposal: p, forms }: { proposal: Proposal; forms: FeedbackForm[] }) {
  const { account, has } = useSession();
  const open = forms.filter((f) => f.moves.includes(FormMove.SUBMIT));
  const recorded = forms.filter((f) => f.moves.includes(FormMove.RESTATE));
  return (
    <>
      {p.state === ProposalState.RETURNED && p.lead === account.member && (
        <Note
          kind="warn"
          title="提案退回修改"
          actions={<Link to={`/proposals/${idOf(p.name)}/edit`}>修改后重新提交</Link>}
        />
      )}
      <TakeUp proposal={p} />
      {p.state === ProposalState.DRAFT && p.lead === account.member && (
        <Note title="这是草稿，尚未提交" actions={<Link to={`/proposals/${idOf(p.name)}/edit`}>继续起草</Link>} />
      )}
      {open.length > 0 && (
        <Note
          kind="warn"
          title="请评价办理"
          actions={open.map((f) => (
            <Rating key={f.name} form={f} />
          ))}
        >
          请在{date(open[0]!.dueDate)}前填写，逾期按“未表态”记录。
        </Note>
      )}
      {recorded.length > 0 && (
        <Note
          title="您的评价有纸质代录，请核对"
          actions={recorded.map((f) => (
            <Rating key={f.name} form={f} />
          ))}
        >
          与您的意见不符的，请在{date(recorded[0]!.restateBy)}前更正，以您本人填写的为准。
        </Note>
      )}
      {has(Role.HANDLING_UNIT) && <OwnTasks proposal={p} />}
      {has(Role.HAND_OVER_OFFICE, Role.LEADER) && <Decisions proposal={p} />}
    </>
  );
}

/** A proposal that was not filed is taken up again with a new one. */
function TakeUp({ proposal: p }: { proposal: Proposal }) {
  const navigate = useNavigate();
  const session = useSessions()?.[0]?.name;
  const takeUp = useCommand(Intake.takeUpProposal);
  const { account } = useSession();
  if (p.takenUpBy && p.lead === account.member && !p.redirectedAs)
    return <Note title="已重新提出" actions={<OtherProposal name={p.takenUpBy} />} />;
  if (!p.moves.includes(ProposalMove.TAKE_UP)) return null;
  return (
    <Note
      title="提案不予立案"
      actions={
        <CommandButton
          command={takeUp}
          disabled={!session}
          input={() => ({ name: p.name, session: session ?? '' })}
          onDone={(draft) => navigate(`/proposals/${idOf(draft.name)}/edit`)}
          confirm={{
            title: '重新提出',
            text: '以原文和附件起草一件新提案，修改后提交，由提案委重新审查；联名须重新邀请。本件的决定不变。',
            ok: '重新提出',
          }}
        >
          重新提出
        </CommandButton>
      }
    >
      按不予立案的理由和说明修改后，可以重新提出。
    </Note>
  );
}

/** Links to the unit's own tasks of the case. */
function OwnTasks({ proposal: p }: { proposal: Proposal }) {
  const { account } = useSession();
  const tasks =
    useAll(Assignments.listAssignments, { proposal: p.name }, (page) => page.assignments).data?.filter(
      (a) => a.unit === account.unit,
    ) ?? [];
  if (!tasks.length) return null;
  return (
    <Note title="本单位的承办任务">
      <ul>
        {tasks.map((a) => (
          <li key={a.name}>
            <Link className="row-link" to={`/assignments/${idOf(a.name)}`}>
              {wordOf(AssignmentRoleSchema, a.role)}
              {a.round > 1 && `，第 ${a.round} 轮`}
            </Link>
            　{wordOf(AssignmentStateSchema, a.state)}
          </li>
        ))}
      </ul>
    </Note>
  );
}

function Rating({ form }: { form: FeedbackForm }) {
  const names = useNames();
  return <Link to={`/rate/${idOf(form.name)}`}>评价{names.unit(form.unit)}的答复</Link>;
}

/** Withdraws the lead's own proposal, or asks to when it is handed over. */
export function Withdraw({ proposal: p, caseView }: { proposal: Proposal; caseView?: CaseView }) {
  const navigate = useNavigate();
  const [reason, setReason] = useState('');
  const withdraw = useCommand(Intake.withdrawProposal);
  if (!mayWithdraw(p, WithdrawalSide.PROPOSER)) return null;
  // What a withdrawal of a filed proposal does depends on its stage.
  if (p.state === ProposalState.FILED && !caseView) return null;
  const both = needsBoth(caseView?.stage);
  return (
    <div className="actions">
      <CommandButton
        command={withdraw}
        danger
        input={() => (reason.trim() ? { name: p.name, etag: p.etag, reason } : null)}
        onDone={(after) => (after.state === ProposalState.WITHDRAWN ? navigate('/my') : setReason(''))}
        confirm={{
          title: both ? '申请撤案' : '撤案',
          text: both
            ? '提案已经交办：这里提出申请，提案委或交办机关同意后停止办理。答复先送达的，不撤案。'
            : '撤案后不再办理，承办单位和联名人都会知道。',
          body: (
            <AreaField
              label="撤案理由"
              required
              value={reason}
              onChange={setReason}
              max={mostOf(Intake.withdrawProposal.input.field.reason)}
              error={withdraw.fieldProblem('reason')}
            />
          ),
          ok: both ? '申请撤案' : '撤案',
        }}
      >
        {both ? '申请撤案' : '撤案'}
      </CommandButton>
    </div>
  );
}
