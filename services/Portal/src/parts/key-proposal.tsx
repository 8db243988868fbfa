import { useState } from 'react';
import { useCommand } from '@/api/ask';
import { Supervision } from '@/api/clients';
import type { CaseView } from '@/gen/proposals/supervision/v1/supervision_pb';
import { CommandButton } from './command-button';
import { AreaField, TextField } from './fields';
import { mostOf } from './most';

const nameOf = (view: CaseView) => `第 ${view.caseNumber} 号《${view.subject}》`;

/** 列为重点提案, with the leader who oversees it. */
export function MarkKeyButton({ view }: { view: CaseView }) {
  const mark = useCommand(Supervision.markKeyProposal);
  const [overseer, setOverseer] = useState('');
  const [missing, setMissing] = useState(false);
  return (
    <CommandButton
      command={mark}
      label={`列为重点提案：${nameOf(view)}`}
      onDone={() => setOverseer('')}
      input={() => {
        setMissing(true);
        return overseer.trim() ? { name: view.name, overseer } : null;
      }}
      confirm={{
        title: '列为重点提案',
        text: nameOf(view),
        ok: '列为重点提案',
        body: (
          <TextField
            label="督办领导或部门"
            required
            value={overseer}
            onChange={setOverseer}
            max={mostOf(Supervision.markKeyProposal.input.field.overseer)}
            error={mark.fieldProblem('overseer') ?? (missing && !overseer.trim() ? '此项必填。' : undefined)}
          />
        ),
      }}
    >
      列为重点提案
    </CommandButton>
  );
}

/** 取消重点, with the reason. */
export function UnmarkKeyButton({ view }: { view: CaseView }) {
  const unmark = useCommand(Supervision.unmarkKeyProposal);
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  return (
    <CommandButton
      command={unmark}
      label={`取消重点：${nameOf(view)}`}
      onDone={() => setReason('')}
      input={() => {
        setMissing(true);
        return reason.trim() ? { name: view.name, reason } : null;
      }}
      confirm={{
        title: '取消重点提案',
        text: nameOf(view),
        ok: '取消重点',
        body: (
          <AreaField
            label="理由"
            required
            value={reason}
            onChange={setReason}
            max={mostOf(Supervision.unmarkKeyProposal.input.field.reason)}
            rows={3}
            error={unmark.fieldProblem('reason') ?? (missing && !reason.trim() ? '此项必填。' : undefined)}
          />
        ),
      }}
    >
      取消重点
    </CommandButton>
  );
}
