import { useState } from 'react';
import { Link } from 'react-router';
import { useAll, usePages } from '@/api/ask';
import { Assignments, Supervision } from '@/api/clients';
import { idOf } from '@/api/ids';
import { useSession } from '@/api/session';
import { date, day, untilDue } from '@/format';
import {
  type Assignment,
  AssignmentRoleSchema,
  AssignmentState,
  AssignmentStateSchema,
} from '@/gen/proposals/assignment/v1/assignment_pb';
import { DutyKind, DutyKindSchema, type DutyView, LightSchema } from '@/gen/proposals/supervision/v1/supervision_pb';
import { SelectField } from '@/parts/choice-fields';
import { CommitmentLink } from '@/parts/commitments';
import { Empty, Loaded } from '@/parts/notes';
import { Page, Section } from '@/parts/page';
import { More, Rows } from '@/parts/rows';
import { LightTag, Tag, type Tone } from '@/parts/tags';
import { isOpen } from '@/parts/tasks';
import { choices, wordOf } from '@/words';

export default function Inbox() {
  const { account } = useSession();
  const [state, setState] = useState<AssignmentState>();
  const duties = usePages(Supervision.listDuties, { pageSize: 50 }, (p) => p.duties);
  // The answer also has the tasks of other units on the same case.
  const own = (p: { assignments: Assignment[] }) => p.assignments.filter((a) => a.unit === account.unit);
  const all = usePages(Assignments.listAssignments, { pageSize: 50, state: state ?? AssignmentState.UNSPECIFIED }, own);
  const waiting = useAll(Assignments.listAssignments, { state: AssignmentState.HANDED_OVER }, own).data ?? [];
  const inHand = useAll(Assignments.listAssignments, { state: AssignmentState.ACKNOWLEDGED }, own).data ?? [];
  const taskOf = (d: DutyView) => [...waiting, ...inHand].find((a) => a.proposal === d.proposal && a.round === d.round);
  const dutyOf = (a: Assignment) =>
    duties.data?.find(
      (d) => d.proposal === a.proposal && d.round === a.round && [DutyKind.OPINION, DutyKind.REPLY].includes(d.kind),
    );

  return (
    <Page title="承办任务" lead="本单位主办、会办、独办、分办的提案">
      <Section title="待办事项">
        <Loaded
          of={duties}
          empty={
            <Empty title="没有待办事项">
              <p>新交办的提案会自动出现在这里。</p>
            </Empty>
          }
        >
          {(rows) => (
            <Rows
              caption="待办事项，按期限先后"
              rows={rows}
              keyOf={(d) => d.name}
              columns={[
                { title: '案由', bare: true, render: (d) => <Subject of={taskOf(d)} duty={d} /> },
                { title: '案号', least: true, render: (d) => numberOf(taskOf(d)) },
                { title: '事项', least: true, render: (d) => wordOf(DutyKindSchema, d.kind) },
                { title: '承办', least: true, render: (d) => roleOf(taskOf(d)) },
                {
                  title: '期限',
                  least: true,
                  render: (d) => <Due date={d.dueDate} provisional={isProvisional(taskOf(d), d)} />,
                },
                {
                  title: '剩余',
                  least: true,
                  render: (d) => (
                    <LightTag
                      light={d.light}
                      text={`${wordOf(LightSchema, d.light)}：${untilDue(d.dueDate, d.workingDaysLeft)}`}
                    />
                  ),
                },
              ]}
            />
          )}
        </Loaded>
        <More of={duties} />
      </Section>

      <Section
        title="全部任务"
        actions={
          <SelectField
            label="状态"
            value={state}
            onChange={setState}
            placeholder="全部状态"
            choices={choices(AssignmentStateSchema)}
          />
        }
      >
        <Loaded
          of={all}
          empty={
            <Empty title={state ? `没有“${wordOf(AssignmentStateSchema, state)}”的任务` : '还没有交办给本单位的提案'} />
          }
        >
          {(rows) => (
            <Rows
              caption="全部任务，新交办的在前"
              rows={rows}
              keyOf={(a) => a.name}
              columns={[
                { title: '案由', bare: true, render: (a) => <Subject of={a} /> },
                { title: '案号', least: true, render: (a) => numberOf(a) },
                { title: '承办', least: true, render: (a) => roleOf(a) },
                { title: '交办', least: true, render: (a) => day(a.handedOverAt) },
                {
                  title: '状态',
                  least: true,
                  render: (a) => <Tag tone={stateTones[a.state]}>{wordOf(AssignmentStateSchema, a.state)}</Tag>,
                },
                { title: '期限', least: true, render: (a) => <DueOrDone of={a} left={dutyOf(a)?.workingDaysLeft} /> },
              ]}
            />
          )}
        </Loaded>
        <More of={all} />
      </Section>
    </Page>
  );
}

const stateTones: Partial<Record<AssignmentState, Tone>> = {
  [AssignmentState.HANDED_OVER]: 'yellow',
  [AssignmentState.OPINION_GIVEN]: 'green',
  [AssignmentState.REPLIED]: 'green',
};

const numberOf = (a?: Assignment) => (a ? `第 ${a.caseNumber} 号` : '');
const roleOf = (a?: Assignment) => (a ? wordOf(AssignmentRoleSchema, a.role) : '');
const isProvisional = (a: Assignment | undefined, d: DutyView) =>
  (d.kind === DutyKind.ACKNOWLEDGE ? a?.acknowledgeDue : a?.due)?.provisional;

function Subject({ of, duty }: { of?: Assignment; duty?: DutyView }) {
  if (duty?.commitment) return <CommitmentLink name={duty.commitment} />;
  // A duty may arrive a moment before its task.
  if (!of)
    return (
      <Link className="row-link" to={`/proposals/${idOf(duty!.proposal)}`}>
        查看提案
      </Link>
    );
  return (
    <span>
      <Link className="row-link" to={`/assignments/${idOf(of.name)}`}>
        {of.subject}
      </Link>
      {of.round > 1 && (
        <>
          {' '}
          <Tag tone="red">重新办理（第 {of.round} 轮）</Tag>
        </>
      )}
    </span>
  );
}

const Due = ({ date: ymd, provisional }: { date: string; provisional?: boolean }) => (
  <span>
    {date(ymd)}
    {provisional && (
      <>
        {' '}
        <Tag tone="yellow">暂定</Tag>
      </>
    )}
  </span>
);

function DueOrDone({ of: a, left }: { of: Assignment; left?: number }) {
  if (a.completedAt) return <span>{day(a.completedAt)} 办毕</span>;
  if (!isOpen(a)) return null;
  return (
    <span>
      <Due date={a.due!.date} provisional={a.due!.provisional} />
      {left !== undefined && <span className="hint"> {untilDue(a.due!.date, left)}</span>}
    </span>
  );
}
