import { Link } from 'react-router';
import { type Figure, type Statistics } from '@/gen/proposals/supervision/v1/supervision_pb';
import { figurePath } from '@/parts/figures';
import { Section } from '@/parts/page';
import { Rows } from '@/parts/rows';

/** Supervision tasks by mode: how many, and how many of them are finished. Nothing while there are none. */
export function Supervised({ statistics: s }: { statistics: Statistics }) {
  const of = (definition: string) => s.figures.filter((f) => f.definition === definition);
  const finished = new Map(of('supervision_tasks_finished_by_mode').map((f) => [f.group, f]));
  const modes = of('supervision_tasks_by_mode');
  if (!modes.length) return null;
  const link = (f: Figure | undefined) =>
    f && (
      <Link to={figurePath(s.session, f)} aria-label={`${f.title}：${f.groupTitle} ${f.numerator} 项`}>
        {String(f.numerator)}
      </Link>
    );
  return (
    <Section title="督办任务（按方式）">
      <Rows
        caption="督办任务（按方式）"
        rows={modes}
        keyOf={(f) => f.group}
        columns={[
          { title: '督办方式', bare: true, render: (f) => f.groupTitle },
          { title: '任务', number: true, render: link },
          { title: '已办结', number: true, render: (f) => link(finished.get(f.group)) },
        ]}
      />
    </Section>
  );
}
