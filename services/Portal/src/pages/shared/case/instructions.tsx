import { useState } from 'react';
import { useCommand, usePages } from '@/api/ask';
import { Supervision } from '@/api/clients';
import { useSession } from '@/api/session';
import { date, minute, today } from '@/format';
import { Role } from '@/gen/proposals/directory/v1/directory_pb';
import { ProposalState, type Proposal } from '@/gen/proposals/intake/v1/intake_pb';
import type { LeaderInstruction } from '@/gen/proposals/supervision/v1/supervision_pb';
import { CommandButton } from '@/parts/command-button';
import { required } from '@/parts/field';
import { AreaField, DateField, TextField } from '@/parts/fields';
import { mostOf } from '@/parts/most';
import { Section } from '@/parts/page';
import { More } from '@/parts/rows';
import { WordsButton } from '@/parts/words-button';

/** 领导批示 on a case with what was done about each, for the offices and the units that handle it. */
export function Instructions({ proposal: p }: { proposal: Proposal }) {
  const { has } = useSession();
  const instructions = usePages(
    Supervision.listLeaderInstructions,
    { proposal: p.name, pageSize: 50 },
    (page) => page.instructions,
  );
  const answers = has(Role.PROPOSALS_OFFICE, Role.SUPERVISOR);
  const records = (answers || has(Role.LEADER)) && p.state === ProposalState.FILED;
  if (!instructions.data?.length && !records) return null;
  return (
    <Section title="领导批示" actions={records && <RecordButton proposal={p.name} />}>
      {instructions.data?.length ? (
        <ul className="list">
          {instructions.data.map((i) => (
            <li key={i.name}>
              {date(i.day)}　{i.leader}
              <p className="prose">{i.text}</p>
              {i.answer && (
                <p className="prose">
                  办理情况（{minute(i.answeredAt)}）：{i.answer}
                </p>
              )}
              {answers && !i.answer && <AnswerButton of={i} />}
            </li>
          ))}
        </ul>
      ) : (
        <p className="quiet">还没有领导批示。</p>
      )}
      <More of={instructions} />
    </Section>
  );
}

function RecordButton({ proposal }: { proposal: string }) {
  const record = useCommand(Supervision.recordLeaderInstruction);
  const [leader, setLeader] = useState('');
  const [day, setDay] = useState('');
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const field = Supervision.recordLeaderInstruction.input.field;
  const error = (path: string, value: string) =>
    record.fieldProblem(path) ?? (tried && !value.trim() ? required : undefined);
  return (
    <CommandButton
      command={record}
      onDone={() => {
        setLeader('');
        setDay('');
        setText('');
        setTried(false);
      }}
      input={() => {
        setTried(true);
        return leader.trim() && day && text.trim() ? { proposal, leader, day, text } : null;
      }}
      confirm={{
        title: '登记批示',
        ok: '登记',
        body: (
          <>
            <TextField
              label="批示领导"
              required
              max={mostOf(field.leader)}
              value={leader}
              onChange={setLeader}
              error={error('leader', leader)}
            />
            <DateField
              label="批示日期"
              required
              max={today()}
              value={day}
              onChange={setDay}
              error={error('day', day)}
            />
            <AreaField
              label="批示内容"
              required
              max={mostOf(field.text)}
              value={text}
              onChange={setText}
              error={error('text', text)}
            />
          </>
        ),
      }}
    >
      登记批示
    </CommandButton>
  );
}

function AnswerButton({ of: i }: { of: LeaderInstruction }) {
  const answer = useCommand(Supervision.answerLeaderInstruction);
  return (
    <WordsButton
      command={answer}
      input={(words) => ({ name: i.name, answer: words })}
      field="办理情况"
      path="answer"
      max={mostOf(Supervision.answerLeaderInstruction.input.field.answer)}
      label={`回复批示：${i.leader} ${date(i.day)}`}
    >
      回复批示
    </WordsButton>
  );
}
