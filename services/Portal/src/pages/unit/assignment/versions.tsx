import { useState } from 'react';
import { type Reply, ReplyStateSchema } from '@/gen/proposals/assignment/v1/assignment_pb';
import { SelectField } from '@/parts/choice-fields';
import { Diff } from '@/parts/diff';
import { Section } from '@/parts/page';
import { wordOf } from '@/words';
import { type Draft, draftOf, whole } from './draft';

/** Every version, and the difference of two of them. */
export function Versions({ of: versions, unsaved }: { of: Reply[]; unsaved?: Draft }) {
  const all = [
    ...versions.map((r) => ({
      value: r.version,
      label: `第 ${r.version} 稿（${wordOf(ReplyStateSchema, r.state)}）`,
      draft: draftOf(r),
    })),
    ...(unsaved ? [{ value: 0, label: '本机的文字（尚未保存）', draft: unsaved }] : []),
  ];
  const [from, setFrom] = useState<number>();
  const [to, setTo] = useState<number>();
  if (all.length < 2) return null;
  // Until others are chosen, the last two.
  const [older, newer] = [
    all.find((v) => v.value === from) ?? all.at(-2)!,
    all.find((v) => v.value === to) ?? all.at(-1)!,
  ];
  const select = { choices: all.map(({ value, label }) => ({ value, label })) };
  return (
    <Section title="历稿">
      <details>
        <summary>比对两稿（共 {versions.length} 稿）</summary>
        <div className="pair">
          <SelectField label="从" value={older.value} onChange={setFrom} {...select} />
          <SelectField label="到" value={newer.value} onChange={setTo} {...select} />
        </div>
        <p className="hint" aria-live="polite">
          从{older.label}到{newer.label}：<del>删去的文字</del>　<ins>新增的文字</ins>
        </p>
        <Diff from={whole(older.draft)} to={whole(newer.draft)} />
      </details>
    </Section>
  );
}
