import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link, useNavigate } from 'react-router';
import { askAll } from '@/api/ask';
import { Supervision } from '@/api/clients';
import { idOf } from '@/api/ids';
import { Light, type DutyView } from '@/gen/proposals/supervision/v1/supervision_pb';
import { ChartSection, bars } from '@/parts/chart';
import { Empty, Loaded } from '@/parts/notes';
import { Section } from '@/parts/page';
import { Rows } from '@/parts/rows';
import { Scroll } from '@/parts/scroll';

const shown = 8;

/** Duties that are overdue now, by unit, over all sessions. */
export function Overdue() {
  const navigate = useNavigate();
  const duties = useQuery({
    queryKey: ['supervision', 'overdue'],
    queryFn: ({ signal }) => askAll(Supervision.listOverdueDuties, (p) => p.duties, signal),
  });
  const units = useMemo(() => worstFirst(duties.data ?? []), [duties.data]);
  const draw = useMemo(
    () =>
      bars(
        units.slice(0, shown).map((u) => u.title),
        units.slice(0, shown).map((u) => u.duties),
        'red',
        '项',
      ),
    [units],
  );
  const path = (unit: string) => `/duties?light=${Light.RED}&unit=${idOf(unit)}`;
  if (!units.length)
    return (
      <Section title="逾期事项">
        <Loaded of={duties}>{() => <Empty title="没有逾期的事项" />}</Loaded>
      </Section>
    );
  const rest = units.length > shown ? `，图中只列前 ${shown} 个` : '';
  return (
    <ChartSection
      title="逾期事项（各届，按单位）"
      draw={draw}
      onPick={(i) => {
        if (units[i]) void navigate(path(units[i].unit));
      }}
      summary={`条形图，${units.length} 个单位有逾期事项${rest}：${units
        .slice(0, shown)
        .map((u) => `${u.title} ${u.duties} 项`)
        .join('，')}。`}
      table={
        <Scroll label="逾期事项表">
          <Rows
            caption="逾期事项"
            rows={units}
            keyOf={(u) => u.unit}
            columns={[
              { title: '承办单位', render: (u) => <Link to={path(u.unit)}>{u.title}</Link> },
              { title: '逾期', number: true, render: (u) => `${u.duties} 项` },
              { title: '最长逾期', number: true, render: (u) => `${u.worst} 个工作日` },
            ]}
          />
        </Scroll>
      }
    />
  );
}

function worstFirst(duties: DutyView[]) {
  const units = new Map<string, { unit: string; title: string; duties: number; worst: number }>();
  for (const d of duties) {
    const u = units.get(d.unit) ?? { unit: d.unit, title: d.unitTitle, duties: 0, worst: 0 };
    units.set(d.unit, { ...u, duties: u.duties + 1, worst: Math.max(u.worst, -d.workingDaysLeft) });
  }
  return [...units.values()].sort((a, b) => b.duties - a.duties || b.worst - a.worst);
}
