import { Link } from 'react-router';
import { usePages } from '@/api/ask';
import { Supervision } from '@/api/clients';
import { idOf } from '@/api/ids';
import { date } from '@/format';
import {
  SupervisionModeSchema,
  type SupervisionPlan,
  type SupervisionProblem,
  type SupervisionTask,
  SupervisionTaskState,
  SupervisionTaskStateSchema,
} from '@/gen/proposals/supervision/v1/supervision_pb';
import { wordOf } from '@/words';
import { useNames } from './names';
import { Section } from './page';
import { More, Rows, type Column } from './rows';
import { Tag, type Tone } from './tags';

const tones: Partial<Record<SupervisionTaskState, Tone>> = {
  [SupervisionTaskState.UNDER_WAY]: 'yellow',
  [SupervisionTaskState.FINISHED]: 'green',
};

/** 拟定、进行、办结、取消; and whether a promise is late. */
export const TaskTags = ({ of: t }: { of: SupervisionTask }) => (
  <>
    <Tag tone={tones[t.state]}>{wordOf(SupervisionTaskStateSchema, t.state)}</Tag>
    {t.overdue && <Tag tone="red">整改逾期</Tag>}
  </>
);

/** 2026年3月8日至2026年3月10日 */
export const daysOf = (p: SupervisionPlan | undefined) =>
  !p ? '' : p.firstDay === p.lastDay ? date(p.firstDay) : `${date(p.firstDay)}至${date(p.lastDay)}`;

export const taskPath = (name: string) => `/supervision/${idOf(name)}`;

const caseOf = (x: { proposal: string; caseNumber: bigint; subject: string }) => (
  <Link className="row-link" to={`/proposals/${idOf(x.proposal)}`}>
    第 {String(x.caseNumber)} 号 {x.subject}
  </Link>
);

/** Supervision tasks as a list; on a case's own page without the case. */
export function TaskRows({ tasks, withCase }: { tasks: SupervisionTask[]; withCase?: boolean }) {
  const columns: Column<SupervisionTask>[] = [
    {
      title: '督办方式',
      bare: true,
      render: (t) => (
        <Link className="row-link" to={taskPath(t.name)}>
          {wordOf(SupervisionModeSchema, t.mode)}
        </Link>
      ),
    },
    { title: '状态', least: true, bare: true, render: (t) => <TaskTags of={t} /> },
    ...(withCase ? [{ title: '案件', bare: true, render: caseOf }] : []),
    { title: '督办领导', render: (t) => t.plan?.leader },
    { title: '牵头专委会', render: (t) => t.plan?.specialCommittee || <span className="quiet">无</span> },
    { title: '时间安排', render: (t) => daysOf(t.plan) },
    { title: '未整改', number: true, render: (t) => `${t.openProblems} 项` },
  ];
  return <Rows caption="督办任务" rows={tasks} keyOf={(t) => t.name} columns={columns} />;
}

/** Until when a promise is to be kept, or when it was. */
export const ProblemTag = ({ of: p }: { of: SupervisionProblem }) =>
  p.settledOn ? (
    <Tag tone="green">{date(p.settledOn)}整改完成</Tag>
  ) : (
    <Tag tone={p.overdue ? 'red' : 'yellow'}>
      整改时限 {date(p.dueDate)}
      {p.overdue && '，已逾期'}
    </Tag>
  );

/** Promises whose last day has passed, over all cases; nothing while there are none. */
export function OverdueProblems() {
  const names = useNames();
  const problems = usePages(
    Supervision.listSupervisionProblems,
    { overdueOnly: true, pageSize: 50 },
    (p) => p.problems,
  );
  if (!problems.data?.length) return null;
  return (
    <Section title="逾期未整改的问题">
      <Rows
        caption="逾期未整改的问题"
        rows={problems.data}
        keyOf={(p) => p.name}
        columns={[
          {
            title: '问题',
            bare: true,
            render: (p) => (
              <Link className="row-link" to={taskPath(p.task)}>
                {p.problem}
              </Link>
            ),
          },
          { title: '承诺单位', render: (p) => names.unit(p.unit) || <span className="quiet">未指明</span> },
          { title: '案件', bare: true, render: caseOf },
          { title: '整改时限', least: true, bare: true, render: (p) => <ProblemTag of={p} /> },
        ]}
      />
      <More of={problems} />
    </Section>
  );
}
