import { useState } from 'react';
import { useCommand } from '@/api/ask';
import { Assignments } from '@/api/clients';
import { date, today } from '@/format';
import {
  type Assignment,
  AssignmentState,
  type Contact,
  ContactForm,
  ContactFormSchema,
  ContactStage,
  ContactStageSchema,
} from '@/gen/proposals/assignment/v1/assignment_pb';
import type { PolicyProfile } from '@/gen/proposals/directory/v1/policy_pb';
import { RadioField } from '@/parts/choice-fields';
import { CommandButton } from '@/parts/command-button';
import { required } from '@/parts/field';
import { AreaField, DateField, TextField } from '@/parts/fields';
import { mostOf } from '@/parts/most';
import { Loaded } from '@/parts/notes';
import { Section } from '@/parts/page';
import { Tag } from '@/parts/tags';
import { answersProposer } from '@/parts/tasks';
import { choices, wordOf } from '@/words';

/** 沟通、面商: the records, and a form for another one. After the reply only what came after it is logged. */
export function Contacts({
  of: a,
  own,
  contacts,
  policy,
}: {
  of: Assignment;
  own: boolean;
  contacts: { data: Contact[] | undefined; error: Error | null; isPending: boolean; refetch: () => unknown };
  policy?: PolicyProfile;
}) {
  const [on, setOn] = useState('');
  const [form, setForm] = useState<ContactForm>();
  const [stage, setStage] = useState<ContactStage>();
  const [participants, setParticipants] = useState('');
  const [summary, setSummary] = useState('');
  const [view, setView] = useState('');
  const [tried, setTried] = useState(false);
  const log = useCommand(Assignments.logContact);
  const waived = form === ContactForm.WAIVED_BY_PROPOSER;
  const replied = a.state === AssignmentState.REPLIED;
  const detailed = policy?.contactDetailsRequired === true && !waived;
  const staged = detailed || replied || (policy?.earlyContactRequired === true && answersProposer(a) && !waived);
  const absent = (wanted: boolean, value: unknown) => (tried && wanted && !value ? required : undefined);
  return (
    <Section
      title="与提案者沟通"
      actions={
        own &&
        (replied || a.state === AssignmentState.ACKNOWLEDGED) && (
          <CommandButton
            command={log}
            onDone={() => {
              setOn('');
              setForm(undefined);
              setStage(undefined);
              setParticipants('');
              setSummary('');
              setView('');
              setTried(false);
            }}
            input={() => {
              setTried(true);
              return on && form && (summary || waived) && (stage || !staged) && ((participants && view) || !detailed)
                ? { assignment: a.name, date: on, form, stage, participants, summary, proposerView: view }
                : null;
            }}
            confirm={{
              title: '登记沟通',
              ok: '登记',
              body: (
                <>
                  <DateField
                    label="日期"
                    required
                    max={today()}
                    value={on}
                    onChange={setOn}
                    error={log.fieldProblem('date') ?? absent(true, on)}
                  />
                  <RadioField
                    label="形式"
                    required
                    value={form}
                    onChange={setForm}
                    choices={choices(ContactFormSchema)}
                    error={log.fieldProblem('form') ?? absent(true, form)}
                  />
                  <RadioField
                    label="阶段"
                    required={staged}
                    value={stage}
                    onChange={setStage}
                    choices={choices(
                      ContactStageSchema,
                      replied ? [ContactStage.AFTER] : [ContactStage.BEFORE, ContactStage.DURING],
                    )}
                    error={log.fieldProblem('stage') ?? absent(staged, stage)}
                  />
                  <TextField
                    label="参加人"
                    required={detailed}
                    max={mostOf(Assignments.logContact.input.field.participants)}
                    value={participants}
                    onChange={setParticipants}
                    hint="提案者和承办单位各有哪些人"
                    error={log.fieldProblem('participants') ?? absent(detailed, participants)}
                  />
                  <AreaField
                    label="沟通情况"
                    required={!waived}
                    max={mostOf(Assignments.logContact.input.field.summary)}
                    value={summary}
                    onChange={setSummary}
                    hint="谈了什么"
                    error={log.fieldProblem('summary') ?? absent(!waived, summary)}
                  />
                  <AreaField
                    label="委员意见"
                    required={detailed}
                    max={mostOf(Assignments.logContact.input.field.proposerView)}
                    value={view}
                    onChange={setView}
                    hint="提案者对办理有什么意见"
                    error={log.fieldProblem('proposer_view') ?? absent(detailed, view)}
                  />
                </>
              ),
            }}
          >
            登记沟通
          </CommandButton>
        )
      }
    >
      <Loaded
        of={contacts}
        rows={2}
        empty={
          <p className="quiet">
            还没有沟通记录。
            {(policy?.contactRequired || policy?.earlyContactRequired) &&
              answersProposer(a) &&
              '签发答复前须与提案者沟通。'}
          </p>
        }
      >
        {(rows) => (
          <ul className="list">
            {rows.map((c) => (
              <li key={c.name}>
                {date(c.date)}　
                {c.stage !== ContactStage.UNSPECIFIED && <Tag>{wordOf(ContactStageSchema, c.stage)}</Tag>}
                <Tag>{wordOf(ContactFormSchema, c.form)}</Tag>
                {c.participants && <p>参加人：{c.participants}</p>}
                {c.summary && <p className="prose">{c.summary}</p>}
                {c.proposerView && <p className="prose">委员意见：{c.proposerView}</p>}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Section>
  );
}
