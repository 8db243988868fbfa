import { Link } from 'react-router';
import { useAll, usePages } from '@/api/ask';
import { Assignments, Supervision } from '@/api/clients';
import { idOf } from '@/api/ids';
import { minute } from '@/format';
import { AssignmentStateSchema } from '@/gen/proposals/assignment/v1/assignment_pb';
import { type Urge, UrgeChannelSchema } from '@/gen/proposals/supervision/v1/supervision_pb';
import { Empty, Loaded } from '@/parts/notes';
import { Page } from '@/parts/page';
import { More, Rows } from '@/parts/rows';
import { Tag } from '@/parts/tags';
import { wordOf } from '@/words';

export default function Urges() {
  const urges = usePages(Supervision.listUrges, { pageSize: 20 }, (p) => p.urges);
  return (
    <Page title="催办" lead="督办人员和交办机关对本单位的催办，新的在前">
      <Loaded
        of={urges}
        empty={
          <Empty title="没有收到催办">
            <p>按期签收、答复的提案不会被催办。</p>
            <Link to="/assignments">查看承办任务</Link>
          </Empty>
        }
      >
        {(rows) => (
          <Rows
            caption="收到的催办"
            rows={rows}
            keyOf={(u) => u.name}
            columns={[
              { title: '提案', bare: true, render: (u) => <Task of={u} /> },
              { title: '催办内容', bare: true, render: (u) => u.content },
              { title: '方式', least: true, render: (u) => wordOf(UrgeChannelSchema, u.channel) },
              { title: '时间', least: true, render: (u) => minute(u.urgedAt) },
            ]}
          />
        )}
      </Loaded>
      <More of={urges} />
    </Page>
  );
}

/** The unit's task of an urge; of several rounds the newest. */
function Task({ of: urge }: { of: Urge }) {
  const { data } = useAll(Assignments.listAssignments, { proposal: urge.proposal }, (page) => page.assignments);
  const task = data?.find((a) => a.unit === urge.unit);
  if (!task)
    return (
      <Link className="row-link" to={`/proposals/${idOf(urge.proposal)}`}>
        查看提案
      </Link>
    );
  return (
    <span>
      <Link className="row-link" to={`/assignments/${idOf(task.name)}`}>
        第 {task.caseNumber} 号　{task.subject}
      </Link>{' '}
      <Tag>{wordOf(AssignmentStateSchema, task.state)}</Tag>
    </span>
  );
}
