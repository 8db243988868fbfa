import { useState } from 'react';
import { useCommand } from '@/api/ask';
import { Assignments } from '@/api/clients';
import { date, today } from '@/format';
import { type Commitment, CommitmentMove } from '@/gen/proposals/assignment/v1/assignment_pb';
import { CommandButton } from '@/parts/command-button';
import { required } from '@/parts/field';
import { AreaField, DateField } from '@/parts/fields';
import { mostOf } from '@/parts/most';
import { WordsButton } from '@/parts/words-button';

/** What the caller may do with a commitment now, as the server says it. */
export function CommitmentActions({ of: c }: { of: Commitment }) {
  const may = (move: CommitmentMove) => c.moves.includes(move);
  if (!c.moves.length) return null;
  return (
    <div className="actions">
      {may(CommitmentMove.REPORT) && <Report of={c} />}
      {may(CommitmentMove.EXPLAIN) && <Explain of={c} />}
      {may(CommitmentMove.PROVE) && <Prove of={c} />}
      {may(CommitmentMove.AGREE_TO_DAY) && <Agree of={c} />}
      {may(CommitmentMove.REFUSE_DAY) && <RefuseDay of={c} />}
      {may(CommitmentMove.CONFIRM) && <Confirm of={c} />}
      {may(CommitmentMove.REFUSE_PROOF) && <RefuseProof of={c} />}
    </div>
  );
}

function Report({ of: c }: { of: Commitment }) {
  const [text, setText] = useState('');
  const [on, setOn] = useState('');
  const [tried, setTried] = useState(false);
  const report = useCommand(Assignments.reportCommitmentProgress);
  return (
    <CommandButton
      command={report}
      input={() => {
        setTried(true);
        return text.trim() && on ? { name: c.name, etag: c.etag, text: text.trim(), day: on } : null;
      }}
      onDone={() => {
        setText('');
        setTried(false);
      }}
      confirm={{
        title: '报告进展',
        ok: '报告',
        text: '提案者和各办公室都会收到通知。',
        body: (
          <>
            <DateField
              label="进展日期"
              required
              max={today()}
              value={on}
              onChange={setOn}
              error={report.fieldProblem('day') ?? (tried && !on ? required : undefined)}
            />
            <AreaField
              label="进展"
              required
              max={mostOf(Assignments.reportCommitmentProgress.input.field.text)}
              value={text}
              onChange={setText}
              error={report.fieldProblem('text') ?? (tried && !text.trim() ? required : undefined)}
            />
          </>
        ),
      }}
    >
      报告进展
    </CommandButton>
  );
}

function Explain({ of: c }: { of: Commitment }) {
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState('');
  const [tried, setTried] = useState(false);
  const explain = useCommand(Assignments.explainCommitment);
  return (
    <CommandButton
      command={explain}
      input={() => {
        setTried(true);
        return reason.trim() ? { name: c.name, etag: c.etag, reason: reason.trim(), proposedDueDate: until } : null;
      }}
      onDone={() => {
        setReason('');
        setUntil('');
        setTried(false);
      }}
      confirm={{
        title: '说明逾期原因',
        ok: '提交说明',
        text: '可以提出新的落实时限；同意后按新时限跟踪，原时限仍保留，兑现率按原时限计算。',
        body: (
          <>
            <AreaField
              label="未按期落实的原因"
              required
              max={mostOf(Assignments.explainCommitment.input.field.reason)}
              value={reason}
              onChange={setReason}
              error={explain.fieldProblem('reason') ?? (tried && !reason.trim() ? required : undefined)}
            />
            <DateField
              label="新的落实时限"
              min={today()}
              value={until}
              onChange={setUntil}
              error={explain.fieldProblem('proposed_due_date')}
            />
          </>
        ),
      }}
    >
      说明逾期原因
    </CommandButton>
  );
}

function Prove({ of: c }: { of: Commitment }) {
  const prove = useCommand(Assignments.proveCommitment);
  return (
    <WordsButton
      primary
      command={prove}
      input={(evidence) => ({ name: c.name, etag: c.etag, evidence })}
      field="落实情况"
      path="evidence"
      max={mostOf(Assignments.proveCommitment.input.field.evidence)}
      text="写明做了什么、怎样可以核实；确认后销号。"
    >
      报送落实情况
    </WordsButton>
  );
}

function Agree({ of: c }: { of: Commitment }) {
  const agree = useCommand(Assignments.agreeToCommitmentDay);
  return (
    <CommandButton
      primary
      command={agree}
      input={() => ({ name: c.name, etag: c.etag })}
      confirm={{
        title: '同意新时限',
        text: `落实时限由 ${date(c.dueDate)} 改为 ${date(c.proposedDueDate)}；答复承诺的时限仍保留。`,
        ok: '同意',
      }}
    >
      同意新时限
    </CommandButton>
  );
}

function RefuseDay({ of: c }: { of: Commitment }) {
  const refuse = useCommand(Assignments.refuseCommitmentDay);
  return (
    <WordsButton
      command={refuse}
      input={(reason) => ({ name: c.name, etag: c.etag, reason })}
      field="不同意的理由"
      path="reason"
      max={mostOf(Assignments.refuseCommitmentDay.input.field.reason)}
      text={`落实时限仍为 ${date(c.dueDate)}。`}
    >
      不同意新时限
    </WordsButton>
  );
}

function Confirm({ of: c }: { of: Commitment }) {
  const confirm = useCommand(Assignments.confirmCommitment);
  return (
    <WordsButton
      primary
      optional
      command={confirm}
      input={(remark) => ({ name: c.name, etag: c.etag, remark })}
      field="备注"
      path="remark"
      max={mostOf(Assignments.confirmCommitment.input.field.remark)}
      text="确认已经落实，从台账中销号。"
    >
      销号
    </WordsButton>
  );
}

function RefuseProof({ of: c }: { of: Commitment }) {
  const refuse = useCommand(Assignments.refuseCommitmentProof);
  return (
    <WordsButton
      command={refuse}
      input={(reason) => ({ name: c.name, etag: c.etag, reason })}
      field="退回的理由"
      path="reason"
      max={mostOf(Assignments.refuseCommitmentProof.input.field.reason)}
      text={`承办单位仍须落实，时限为 ${date(c.dueDate)}。`}
    >
      退回落实情况
    </WordsButton>
  );
}
