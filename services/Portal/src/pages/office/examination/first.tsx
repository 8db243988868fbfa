import { useState } from 'react';
import { useCommand } from '@/api/ask';
import { Intake } from '@/api/clients';
import type { Proposal } from '@/gen/proposals/intake/v1/intake_pb';
import { CommandButton } from '@/parts/command-button';
import { required } from '@/parts/field';
import { AreaField } from '@/parts/fields';
import { mostOf } from '@/parts/most';
import { usePolicy } from '@/parts/names';
import { CheckFields, isComplete, requestOf, unchecked } from './checks';
import { duplicateCheckOf, DuplicateFields, isConcluded, notConcluded } from './duplicates';

export interface Of {
  proposal: Proposal;
  onDone?: (after: Proposal) => void | Promise<void>;
}

/** 审查通过, with the three checks and the duplicate check as far as the rules of the proposal ask for them. */
export function Pass({ proposal: p, onDone }: Of) {
  const policy = usePolicy(p.policyVersion);
  const [asked, compared] = [!!policy?.checksRequired, !!policy?.duplicateCheckRequired];
  const [checked, setChecked] = useState(unchecked);
  const [concluded, setConcluded] = useState(notConcluded);
  const [opinion, setOpinion] = useState('');
  const [tried, setTried] = useState(false);
  const command = useCommand(Intake.examineProposal);
  const input = () => {
    setTried(true);
    return (asked && !isComplete(checked)) || !isConcluded(concluded, compared)
      ? null
      : {
          name: p.name,
          etag: p.etag,
          opinion: opinion.trim(),
          ...requestOf(checked),
          duplicateCheck: duplicateCheckOf(concluded),
        };
  };
  return (
    <CommandButton
      primary
      command={command}
      input={input}
      onDone={onDone}
      confirm={{
        title: '审查通过',
        ok: '审查通过',
        text: '通过后等待立案决定。',
        body: (
          <>
            <CheckFields
              value={checked}
              onChange={setChecked}
              required={asked}
              tried={tried}
              problem={command.fieldProblem}
            />
            <DuplicateFields
              of={p}
              value={concluded}
              onChange={setConcluded}
              required={compared}
              tried={tried}
              problem={command.fieldProblem}
            />
            <AreaField
              label="审查意见"
              max={mostOf(Intake.examineProposal.input.field.opinion)}
              value={opinion}
              onChange={setOpinion}
              error={command.fieldProblem('opinion')}
            />
          </>
        ),
      }}
    >
      审查通过
    </CommandButton>
  );
}

/** 退回修改: what is to be revised, and the checks that were made. */
export function SendBack({ proposal: p, onDone }: Of) {
  const [checked, setChecked] = useState(unchecked);
  const [opinion, setOpinion] = useState('');
  const [tried, setTried] = useState(false);
  const command = useCommand(Intake.returnProposal);
  const input = () => {
    setTried(true);
    return opinion.trim() ? { name: p.name, etag: p.etag, opinion: opinion.trim(), ...requestOf(checked) } : null;
  };
  return (
    <CommandButton
      command={command}
      input={input}
      onDone={onDone}
      confirm={{
        title: '退回修改',
        ok: '退回修改',
        text: '第一提案人看到修改意见后修改，重新提交；三项审查的结果只在审查表上。',
        body: (
          <>
            <AreaField
              label="修改意见"
              required
              max={mostOf(Intake.returnProposal.input.field.opinion)}
              value={opinion}
              onChange={setOpinion}
              error={command.fieldProblem('opinion') ?? (tried && !opinion.trim() ? required : undefined)}
            />
            <CheckFields value={checked} onChange={setChecked} problem={command.fieldProblem} />
          </>
        ),
      }}
    >
      退回修改
    </CommandButton>
  );
}
