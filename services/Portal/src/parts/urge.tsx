import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useRef, useState } from 'react';
import { useCommand } from '@/api/ask';
import { Supervision } from '@/api/clients';
import { problemOf, type Problem } from '@/api/errors';
import { idOf } from '@/api/ids';
import {
  DutyKindSchema,
  type DutyView,
  type UrgeChannel,
  UrgeChannelSchema,
} from '@/gen/proposals/supervision/v1/supervision_pb';
import { choices, wordOf } from '@/words';
import { CaseLink } from './case-rows';
import { RadioField } from './choice-fields';
import { Dialog } from './dialog';
import { AreaField } from './fields';
import { mostOf } from './most';
import { Tag } from './tags';

const max = mostOf(Supervision.urgeUnit.input.field.content);

/** The id of a duty's task: a duty's id is the task's id followed by -acknowledge or -answer. */
export const assignmentOf = (duty: string) => idOf(duty).replace(/-(acknowledge|answer)$/, '');

/**
 * 催办 about one or many duties with the same words, one after the other. Each row shows its result; those that
 * failed can be tried again.
 */
export function UrgeButton({ duties, label, onClose }: { duties: DutyView[]; label?: string; onClose?: () => void }) {
  const queries = useQueryClient();
  const urge = useCommand(Supervision.urgeUnit, { quiet: true });
  const [open, setOpen] = useState(false);
  const [channel, setChannel] = useState<UrgeChannel>();
  const [content, setContent] = useState('');
  const [missing, setMissing] = useState(false);
  const [running, setRunning] = useState(false);
  const given = useRef(false);
  // The duties stay those of the moment when the dialog opened, however the list behind it changes.
  const [urged, setUrged] = useState<DutyView[]>([]);
  const [results, setResults] = useState<Record<string, Problem | 'done'>>({});
  const left = urged.filter((d) => !settled(results[d.name]));

  const start = () => {
    setUrged(duties);
    setResults({});
    setMissing(false);
    setOpen(true);
  };
  const run = async () => {
    setMissing(true);
    if (channel === undefined || !content.trim()) return;
    setRunning(true);
    given.current = true;
    for (const duty of left) {
      if (!given.current) break;
      const result = await urge.run({ duty: duty.name, channel, content }).then(() => 'done' as const, problemOf);
      setResults((all) => ({ ...all, [duty.name]: result }));
      // The words are the same for every duty, so the others would be refused too.
      if (result !== 'done' && Object.keys(result.fields).length) break;
    }
    setRunning(false);
    void queries.invalidateQueries();
  };
  // What was not sent yet stays unsent; the words stay for the next time, until all of it was done.
  const close = () => {
    given.current = false;
    urge.cancel();
    setOpen(false);
    if (urged.length > 0 && !left.length) {
      setContent('');
      setChannel(undefined);
    }
    urge.reset();
    onClose?.();
  };

  return (
    <>
      <Button type="primary" disabled={!duties.length} aria-label={label} onClick={start}>
        催办{duties.length > 1 && `（${duties.length} 项）`}
      </Button>
      <Dialog
        title={urged.length > 1 ? `催办 ${urged.length} 项` : '催办'}
        open={open}
        onClose={close}
        actions={
          <>
            <Button onClick={close}>{left.length ? '取消' : '关闭'}</Button>
            {left.length > 0 && (
              <Button type="primary" loading={running} onClick={() => void run()}>
                {left.length < urged.length ? '再试未办成的' : '催办'}
              </Button>
            )}
          </>
        }
      >
        <ul className="list scroll" aria-live="polite" aria-label="催办事项">
          {urged.map((d) => (
            <li key={d.name}>
              {d.unitTitle}{' '}
              <span className="hint">
                {wordOf(DutyKindSchema, d.kind)} · {d.lightText}
              </span>{' '}
              <Result of={results[d.name]} />
              <div>
                <CaseLink proposal={d.proposal} />
              </div>
            </li>
          ))}
        </ul>
        {left.length > 0 && (
          <>
            <RadioField
              label="催办方式"
              hint="只作登记，系统不代发短信、不代打电话；单位在“催办”中看到"
              required
              value={channel}
              onChange={setChannel}
              choices={choices(UrgeChannelSchema)}
              error={urge.fieldProblem('channel') ?? (missing && channel === undefined ? '此项必填。' : undefined)}
            />
            <AreaField
              label="催办内容"
              required
              value={content}
              onChange={setContent}
              max={max}
              rows={3}
              error={urge.fieldProblem('content') ?? (missing && !content.trim() ? '此项必填。' : undefined)}
            />
          </>
        )}
      </Dialog>
    </>
  );
}

/** Done, or a retry would not help: urged already, or no longer due. */
const settled = (result: Problem | 'done' | undefined) =>
  result === 'done' || result?.reason === 'URGED_TODAY' || result?.reason === 'DUTY_DONE';

function Result({ of }: { of: Problem | 'done' | undefined }) {
  if (!of) return null;
  if (of === 'done') return <Tag tone="green">已催办</Tag>;
  if (of.reason === 'URGED_TODAY') return <Tag tone="yellow">今日已催办过，明日可再催</Tag>;
  if (of.reason === 'DUTY_DONE') return <Tag tone="green">已办毕，无需催办</Tag>;
  return <Tag tone="red">未办成：{of.text}</Tag>;
}
