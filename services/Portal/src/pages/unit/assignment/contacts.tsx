import { useState } from 'react';
import { useCommand } from '@/api/ask';
import { Assignments } from '@/api/clients';
import { date, today } from '@/format';
import {
  type Assignment,
  type Contact,
  ContactForm,
  ContactFormSchema,
} from '@/gen/proposals/assignment/v1/assignment_pb';
import type { PolicyProfile } from '@/gen/proposals/directory/v1/policy_pb';
import { RadioField } from '@/parts/choice-fields';
import { CommandButton } from '@/parts/command-button';
import { required } from '@/parts/field';
import { AreaField, DateField } from '@/parts/fields';
import { mostOf } from '@/parts/most';
import { Loaded } from '@/parts/notes';
import { Section } from '@/parts/page';
import { Tag } from '@/parts/tags';
import { answersProposer } from '@/parts/tasks';
import { choices, wordOf } from '@/words';

/** 沟通、面商: the records, and a form for another one. */
export function Contacts({
  of: a,
  working,
  contacts,
  policy,
}: {
  of: Assignment;
  working: boolean;
  contacts: { data: Contact[] | undefined; error: Error | null; isPending: boolean; refetch: () => unknown };
  policy?: PolicyProfile;
}) {
  const [on, setOn] = useState('');
  const [form, setForm] = useState<ContactForm>();
  const [summary, setSummary] = useState('');
  const [tried, setTried] = useState(false);
  const log = useCommand(Assignments.logContact);
  const waived = form === ContactForm.WAIVED_BY_PROPOSER;
  return (
    <Section
      title="与提案者沟通"
      actions={
        working && (
          <CommandButton
            command={log}
            onDone={() => {
              setOn('');
              setForm(undefined);
              setSummary('');
              setTried(false);
            }}
            input={() => {
              setTried(true);
              return on && form && (summary || waived) ? { assignment: a.name, date: on, form, summary } : null;
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
                    error={log.fieldProblem('date') ?? (tried && !on ? required : undefined)}
                  />
                  <RadioField
                    label="形式"
                    required
                    value={form}
                    onChange={setForm}
                    choices={choices(ContactFormSchema)}
                    error={log.fieldProblem('form') ?? (tried && !form ? required : undefined)}
                  />
                  <AreaField
                    label="沟通情况"
                    required={!waived}
                    max={mostOf(Assignments.logContact.input.field.summary)}
                    value={summary}
                    onChange={setSummary}
                    hint="谈了什么，提案者有什么意见"
                    error={log.fieldProblem('summary') ?? (tried && !summary && !waived ? required : undefined)}
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
            还没有沟通记录。{policy?.contactRequired && answersProposer(a) && '签发答复前须与提案者沟通。'}
          </p>
        }
      >
        {(rows) => (
          <ul className="list">
            {rows.map((c) => (
              <li key={c.name}>
                {date(c.date)}　<Tag>{wordOf(ContactFormSchema, c.form)}</Tag>
                {c.summary && <p className="prose">{c.summary}</p>}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Section>
  );
}
