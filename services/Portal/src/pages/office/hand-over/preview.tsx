import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { ask } from '@/api/ask';
import { Assignments } from '@/api/clients';
import { problemOf } from '@/api/errors';
import { date } from '@/format';
import {
  AssignmentRole,
  AssignmentRoleSchema,
  type AwaitingProposal,
  HandlingMode,
  type PlannedTask,
} from '@/gen/proposals/assignment/v1/assignment_pb';
import { Dialog } from '@/parts/dialog';
import { useNames } from '@/parts/names';
import { Loaded } from '@/parts/notes';
import { wordOf } from '@/words';
import type { Plan } from './kept';

/** What a plan sends: a field that the mode hides is not sent. */
export const requestOf = (proposal: string, plan: Plan) => {
  const mode = plan.mode ?? HandlingMode.UNSPECIFIED;
  return {
    proposal,
    mode,
    leadUnit: mode === HandlingMode.SEPARATE ? '' : (plan.lead ?? ''),
    otherUnits: mode === HandlingMode.SOLE ? [] : (plan.others ?? []),
  };
};

interface Job {
  row: AwaitingProposal;
  plan: Plan;
}

/** What the hand-over will do, with its dates, before it is done. */
export function Preview({
  jobs,
  onClose,
  onConfirm,
}: {
  jobs: Job[];
  onClose: () => void;
  onConfirm: (rows: AwaitingProposal[]) => void;
}) {
  const asked = useQuery({
    queryKey: ['assignment', 'preview', jobs.map(({ row, plan }) => requestOf(row.proposal, plan))],
    queryFn: ({ signal }) =>
      Promise.all(
        jobs.map(({ row, plan }) =>
          ask(Assignments.previewHandOver, requestOf(row.proposal, plan), signal).then(
            ({ tasks }) => ({ row, tasks, refused: '' }),
            (e: unknown) => {
              const problem = problemOf(e);
              if (problem.transient) throw e;
              return { row, tasks: [], refused: Object.values(problem.fields).join('') || problem.text };
            },
          ),
        ),
      ),
    gcTime: 0,
    staleTime: Infinity,
  });
  const ready = asked.data?.filter((a) => !a.refused).map((a) => a.row) ?? [];
  return (
    <Dialog
      title="核对后交办"
      open
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>取消</Button>
          <Button type="primary" disabled={!ready.length} onClick={() => onConfirm(ready)}>
            确认交办 {ready.length} 件
          </Button>
        </>
      }
    >
      <Loaded of={asked}>
        {(all) => (
          <ul className="list scroll" aria-label="将要交办" tabIndex={0}>
            {all.map(({ row, tasks, refused }) => (
              <li key={row.proposal}>
                <strong>
                  第 {String(row.caseNumber)} 号 {row.subject}
                </strong>
                {refused ? (
                  <p className="field-error">不能交办：{refused}</p>
                ) : (
                  tasks.map((t) => <Planned key={t.unit} task={t} />)
                )}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      <p className="hint">期限按今天交办计算。单位签收以前，可以撤回交办。</p>
    </Dialog>
  );
}

function Planned({ task: t }: { task: PlannedTask }) {
  const names = useNames();
  return (
    <div>
      {names.unit(t.unit)}（{wordOf(AssignmentRoleSchema, t.role)}）：{date(t.acknowledgeDue?.date ?? '')}前签收，
      {date(t.due?.date ?? '')}前{t.role === AssignmentRole.CO_HANDLE ? '提交会办意见' : '答复'}
      {t.due?.provisional && '（该年日历未发布，期限为暂定）'}
    </div>
  );
}
