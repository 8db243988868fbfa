import { useState } from 'react';
import { useCommand } from '@/api/ask';
import { Supervision } from '@/api/clients';
import { date, today } from '@/format';
import { type ContactStage, ContactStageSchema } from '@/gen/proposals/assignment/v1/assignment_pb';
import {
  type SupervisionForm,
  SupervisionFormSchema,
  SupervisionMode,
  type SupervisionRecord,
  type SupervisionTask,
  SupervisionTaskState,
} from '@/gen/proposals/supervision/v1/supervision_pb';
import { RadioField } from '@/parts/choice-fields';
import { CommandButton } from '@/parts/command-button';
import { required } from '@/parts/field';
import { AreaField, DateField, NumberField, TextField } from '@/parts/fields';
import { mostOf } from '@/parts/most';
import { Loaded } from '@/parts/notes';
import { Section } from '@/parts/page';
import { Tag } from '@/parts/tags';
import { choices, wordOf } from '@/words';

/** 督办记录: what was done, the newest first, and a form for another one while the task is under way. */
export function Records({
  of: t,
  records,
  decides,
}: {
  of: SupervisionTask;
  records: { data: SupervisionRecord[] | undefined; error: Error | null; isPending: boolean; refetch: () => unknown };
  decides: boolean;
}) {
  return (
    <Section
      title="督办记录"
      actions={decides && t.state === SupervisionTaskState.UNDER_WAY && <RecordButton of={t} />}
    >
      <Loaded of={records} rows={2} empty={<p className="quiet">还没有督办记录。</p>}>
        {(rows) => (
          <ul className="list">
            {rows.map((r) => (
              <li key={r.name}>
                {date(r.day)}　<Tag>{wordOf(SupervisionFormSchema, r.form)}</Tag>
                {!!r.stage && <Tag>{wordOf(ContactStageSchema, r.stage)}</Tag>}
                <p>地点：{r.place}</p>
                <p>参加人：{r.participants}</p>
                <p className="prose">{r.minutes}</p>
                {r.ratings && (
                  <p>
                    现场评价：满意 {String(r.ratings.satisfied)} 人，基本满意 {String(r.ratings.mostlySatisfied)} 人，
                    不满意 {String(r.ratings.dissatisfied)} 人
                  </p>
                )}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Section>
  );
}

const blank = { day: '', place: '', participants: '', minutes: '' };
const levels = [
  ['satisfied', '现场评价：满意人数'],
  ['mostlySatisfied', '现场评价：基本满意人数'],
  ['dissatisfied', '现场评价：不满意人数'],
] as const;
const paths = { satisfied: 'satisfied', mostlySatisfied: 'mostly_satisfied', dissatisfied: 'dissatisfied' };
const mostRatings = 10_000;

function RecordButton({ of: t }: { of: SupervisionTask }) {
  const record = useCommand(Supervision.recordSupervision);
  const [form, setForm] = useState<SupervisionForm>();
  const [stage, setStage] = useState<ContactStage>();
  const [texts, setTexts] = useState(blank);
  const [people, setPeople] = useState<Partial<Record<keyof typeof paths, number>>>({});
  const [tried, setTried] = useState(false);
  const field = Supervision.recordSupervision.input.field;
  const staged = t.mode === SupervisionMode.THREE_MEETINGS;
  const rated = Object.values(people).some((n) => n !== undefined);
  const set = (change: Partial<typeof blank>) => setTexts((old) => ({ ...old, ...change }));
  const error = (path: string, value: unknown, wanted = true) =>
    record.fieldProblem(path) ?? (tried && wanted && !value ? required : undefined);
  const count = (level: keyof typeof paths) => BigInt(people[level] ?? 0);
  return (
    <CommandButton
      command={record}
      onDone={() => {
        setForm(undefined);
        setStage(undefined);
        setTexts(blank);
        setPeople({});
        setTried(false);
      }}
      input={() => {
        setTried(true);
        return texts.day && form && texts.place && texts.participants && texts.minutes && (stage || !staged)
          ? {
              task: t.name,
              ...texts,
              form,
              stage,
              ratings: rated
                ? {
                    satisfied: count('satisfied'),
                    mostlySatisfied: count('mostlySatisfied'),
                    dissatisfied: count('dissatisfied'),
                  }
                : undefined,
            }
          : null;
      }}
      confirm={{
        title: '登记督办记录',
        ok: '登记',
        body: (
          <>
            <DateField
              label="日期"
              required
              max={today()}
              value={texts.day}
              onChange={(day) => set({ day })}
              error={error('day', texts.day)}
            />
            <RadioField
              label="形式"
              required
              value={form}
              onChange={setForm}
              choices={choices(SupervisionFormSchema)}
              error={error('form', form)}
            />
            <RadioField
              label="阶段"
              required={staged}
              value={stage}
              onChange={setStage}
              choices={choices(ContactStageSchema)}
              error={error('stage', stage, staged)}
            />
            <TextField
              label="地点"
              required
              max={mostOf(field.place)}
              value={texts.place}
              onChange={(place) => set({ place })}
              error={error('place', texts.place)}
            />
            <TextField
              label="参加人"
              required
              max={mostOf(field.participants)}
              value={texts.participants}
              onChange={(participants) => set({ participants })}
              error={error('participants', texts.participants)}
            />
            <AreaField
              label="督办纪要"
              required
              max={mostOf(field.minutes)}
              value={texts.minutes}
              onChange={(minutes) => set({ minutes })}
              hint="看了什么、谈了什么；发现的问题登记后另列入问题清单"
              error={error('minutes', texts.minutes)}
            />
            {t.rates &&
              levels.map(([level, label]) => (
                <NumberField
                  key={level}
                  label={label}
                  min={0}
                  max={mostRatings}
                  value={people[level]}
                  onChange={(n) => setPeople((old) => ({ ...old, [level]: n }))}
                  error={record.fieldProblem(`ratings.${paths[level]}`)}
                />
              ))}
          </>
        ),
      }}
    >
      登记督办记录
    </CommandButton>
  );
}
