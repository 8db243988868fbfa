import { Button } from 'antd';
import { useState } from 'react';
import { usePages } from '@/api/ask';
import { Supervision } from '@/api/clients';
import {
  type SupervisionMode,
  SupervisionModeSchema,
  SupervisionPlanSchema,
  type SupervisionTaskState,
  SupervisionTaskStateSchema,
} from '@/gen/proposals/supervision/v1/supervision_pb';
import { SelectField } from '@/parts/choice-fields';
import { TextField } from '@/parts/fields';
import { mostOf } from '@/parts/most';
import { Empty, Loaded } from '@/parts/notes';
import { Page } from '@/parts/page';
import { More } from '@/parts/rows';
import { useAddress } from '@/parts/session-choice';
import { OverdueProblems, TaskRows } from '@/parts/supervision';
import { choices } from '@/words';

/** The supervision tasks of the committee, newest first, and the promises that are late. */
export default function SupervisionTasks() {
  const [get, change] = useAddress();
  const [body, setBody] = useState(get('committee'));
  const mode = Number(get('mode')) as SupervisionMode;
  const state = Number(get('state')) as SupervisionTaskState;
  const tasks = usePages(
    Supervision.listSupervisionTasks,
    { mode, state, specialCommittee: get('committee'), pageSize: 50 },
    (p) => p.tasks,
  );
  return (
    <Page title="督办任务" wide lead="最近拟定的在前；在案件页拟定">
      <OverdueProblems />
      <form
        className="filters"
        role="search"
        onSubmit={(e) => {
          e.preventDefault();
          change({ committee: body.trim() });
        }}
      >
        <SelectField
          label="督办方式"
          value={mode || undefined}
          placeholder="全部"
          onChange={(v) => change({ mode: v ? String(v) : '' })}
          choices={choices(SupervisionModeSchema)}
        />
        <SelectField
          label="状态"
          value={state || undefined}
          placeholder="全部"
          onChange={(v) => change({ state: v ? String(v) : '' })}
          choices={choices(SupervisionTaskStateSchema)}
        />
        <TextField
          label="牵头专委会"
          type="search"
          max={mostOf(SupervisionPlanSchema.field.specialCommittee)}
          value={body}
          onChange={setBody}
        />
        <Button htmlType="submit">查找</Button>
      </form>
      <Loaded
        of={tasks}
        empty={
          <Empty title="没有这样的督办任务">
            <p>提案立案后，提案委办公室和督办人员在案件页拟定；或请放宽条件。</p>
          </Empty>
        }
      >
        {(rows) => <TaskRows tasks={rows} withCase />}
      </Loaded>
      <More of={tasks} />
    </Page>
  );
}
