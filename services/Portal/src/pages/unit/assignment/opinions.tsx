import { useState } from 'react';
import { useCommand } from '@/api/ask';
import { Assignments } from '@/api/clients';
import { idOf } from '@/api/ids';
import { date, minute } from '@/format';
import { type Assignment, type Opinion } from '@/gen/proposals/assignment/v1/assignment_pb';
import { CommandButton } from '@/parts/command-button';
import { required } from '@/parts/field';
import { AreaField } from '@/parts/fields';
import { KeptNote, useKept } from '@/parts/kept';
import { mostOf } from '@/parts/most';
import { useNames } from '@/parts/names';
import { Section } from '@/parts/page';
import { Tag } from '@/parts/tags';
import { answersProposer, isPast, isLive } from '@/parts/tasks';

/** The opinions of the co-handling units, and the units that still owe one. */
export function Opinions({ of: a, ofCase, opinions }: { of: Assignment; ofCase: Assignment[]; opinions: Opinion[] }) {
  const names = useNames();
  const co = ofCase.filter((o) => o.round === a.round && !answersProposer(o) && isLive(o));
  if (!co.length) return null;
  return (
    <Section title="会办意见">
      <ul className="list">
        {co.map((o) => {
          const opinion = opinions.find((p) => p.assignment === o.name);
          return (
            <li key={o.name}>
              <h3>
                {names.unit(o.unit)}　
                {opinion ? <Tag tone="green">已交</Tag> : <Tag tone={isPast(o.due) ? 'red' : 'yellow'}>未交</Tag>}
              </h3>
              {opinion ? (
                <>
                  <p className="hint">{minute(opinion.givenAt)}</p>
                  <p className="prose">{opinion.text}</p>
                </>
              ) : (
                <p className="hint">
                  期限 {date(o.due!.date)}
                  {isPast(o.due) && '，已逾期'}
                </p>
              )}
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

/** The opinion of a co-handling unit: given, or to be written. */
export function OwnOpinion({ of: a, working, given }: { of: Assignment; working: boolean; given?: Opinion }) {
  const kept = useKept(`opinion.${idOf(a.name)}`, '');
  const [tried, setTried] = useState(false);
  const submit = useCommand(Assignments.submitOpinion);
  if (!given && !working) return null;
  return (
    <Section title="会办意见">
      {given ? (
        <>
          <p className="hint">{minute(given.givenAt)} 提交</p>
          <p className="prose">{given.text}</p>
        </>
      ) : (
        <>
          <AreaField
            label="意见"
            required
            max={mostOf(Assignments.submitOpinion.input.field.text)}
            rows={8}
            value={kept.value}
            onChange={(text) => kept.change(text)}
            hint="交给主办单位，由主办单位一并答复提案者"
            error={submit.fieldProblem('text') ?? (tried && !kept.value.trim() ? required : undefined)}
          />
          <KeptNote at={kept.at} />
          <div className="actions">
            <CommandButton
              primary
              command={submit}
              onDone={kept.clear}
              input={() => {
                setTried(true);
                return kept.value.trim() ? { assignment: a.name, text: kept.value } : null;
              }}
              confirm={{ title: '提交会办意见', text: '提交后不能修改，主办单位随即看到。', ok: '提交' }}
            >
              提交会办意见
            </CommandButton>
          </div>
        </>
      )}
    </Section>
  );
}
