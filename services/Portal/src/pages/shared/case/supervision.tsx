import { useNavigate } from 'react-router';
import { usePages } from '@/api/ask';
import { Supervision } from '@/api/clients';
import { useSession } from '@/api/session';
import { Role } from '@/gen/proposals/directory/v1/directory_pb';
import { ProposalState, type Proposal } from '@/gen/proposals/intake/v1/intake_pb';
import { Section } from '@/parts/page';
import { More } from '@/parts/rows';
import { TaskRows, taskPath } from '@/parts/supervision';
import { OpenTaskButton } from '@/parts/supervision-plan';

/** The supervision tasks of a case, for everybody who reads them. */
export function SupervisionTasks({ proposal: p }: { proposal: Proposal }) {
  const { has } = useSession();
  const navigate = useNavigate();
  const tasks = usePages(Supervision.listSupervisionTasks, { proposal: p.name, pageSize: 50 }, (page) => page.tasks);
  const opens = has(Role.PROPOSALS_OFFICE, Role.SUPERVISOR) && p.state === ProposalState.FILED;
  if (!tasks.data?.length && !opens) return null;
  return (
    <Section
      title="督办任务"
      actions={opens && <OpenTaskButton proposal={p.name} onDone={(task) => void navigate(taskPath(task))} />}
    >
      {tasks.data?.length ? <TaskRows tasks={tasks.data} /> : <p className="quiet">还没有督办任务。</p>}
      <More of={tasks} />
    </Section>
  );
}
