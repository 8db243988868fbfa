import { create } from '@bufbuild/protobuf';
import { useState } from 'react';
import { useCommand } from '@/api/ask';
import { Supervision } from '@/api/clients';
import { ProposerKind } from '@/gen/proposals/directory/v1/policy_pb';
import {
  type SupervisionMode,
  SupervisionModeSchema,
  type SupervisionPlan,
  SupervisionPlanSchema,
  type SupervisionTask,
} from '@/gen/proposals/supervision/v1/supervision_pb';
import { choices } from '@/words';
import { ManyField, SelectField } from './choice-fields';
import { CommandButton } from './command-button';
import { required } from './field';
import { AreaField, DateField, TextField } from './fields';
import { mostOf } from './most';
import { useMembers } from './names';

const most = (field: keyof typeof SupervisionPlanSchema.field) => mostOf(SupervisionPlanSchema.field[field]);
const mostMembers = 50;

/** What a plan must say before it is sent. */
const isWhole = (p: SupervisionPlan) => !!(p.leader.trim() && p.outline.trim() && p.firstDay);

/** 拟定督办: opens a task on a case, with its mode and plan. `onDone` gets its name. */
export function OpenTaskButton({ proposal, onDone }: { proposal: string; onDone: (task: string) => void }) {
  const open = useCommand(Supervision.openSupervisionTask);
  const [mode, setMode] = useState<SupervisionMode>();
  const [plan, setPlan] = useState<SupervisionPlan>();
  const [tried, setTried] = useState(false);
  const value = plan ?? create(SupervisionPlanSchema);
  return (
    <CommandButton
      command={open}
      onDone={(task) => {
        setMode(undefined);
        setPlan(undefined);
        setTried(false);
        onDone(task.name);
      }}
      input={() => {
        setTried(true);
        return mode && isWhole(value) ? { proposal, mode, plan: value } : null;
      }}
      confirm={{
        title: '拟定督办',
        ok: '拟定',
        body: (
          <>
            <SelectField
              label="督办方式"
              required
              value={mode}
              onChange={setMode}
              choices={choices(SupervisionModeSchema)}
              error={open.fieldProblem('mode') ?? (tried && !mode ? required : undefined)}
            />
            <PlanFields value={value} onChange={setPlan} tried={tried} problem={open.fieldProblem} />
          </>
        ),
      }}
    >
      拟定督办
    </CommandButton>
  );
}

/** 修改方案: the whole plan of a task that has not ended. */
export function RevisePlanButton({ of: t }: { of: SupervisionTask }) {
  const revise = useCommand(Supervision.reviseSupervisionTask);
  // What is changed rests on the version that was read when the first change was made.
  const [changed, setChanged] = useState<{ plan: SupervisionPlan; etag: string }>();
  const [tried, setTried] = useState(false);
  const value = changed?.plan ?? t.plan ?? create(SupervisionPlanSchema);
  return (
    <CommandButton
      command={revise}
      onDone={() => {
        setChanged(undefined);
        setTried(false);
      }}
      input={() => {
        setTried(true);
        return isWhole(value) ? { name: t.name, etag: changed?.etag ?? t.etag, plan: value } : null;
      }}
      confirm={{
        title: '修改方案',
        ok: '保存方案',
        body: (
          <PlanFields
            value={value}
            onChange={(plan) => setChanged({ plan, etag: changed?.etag ?? t.etag })}
            tried={tried}
            problem={revise.fieldProblem}
          />
        ),
      }}
    >
      修改方案
    </CommandButton>
  );
}

function PlanFields({
  value: p,
  onChange,
  tried,
  problem,
}: {
  value: SupervisionPlan;
  onChange: (plan: SupervisionPlan) => void;
  tried: boolean;
  problem: (path: string) => string | undefined;
}) {
  const members = useMembers()?.filter((m) => m.kind === ProposerKind.MEMBER || p.members.includes(m.name));
  const set = (change: Partial<SupervisionPlan>) => onChange({ ...p, ...change });
  const absent = (text: string) => (tried && !text.trim() ? required : undefined);
  return (
    <>
      <TextField
        label="督办领导"
        required
        max={most('leader')}
        value={p.leader}
        onChange={(leader) => set({ leader })}
        error={problem('plan.leader') ?? absent(p.leader)}
      />
      <TextField
        label="牵头专委会"
        max={most('specialCommittee')}
        value={p.specialCommittee}
        onChange={(specialCommittee) => set({ specialCommittee })}
        hint="没有的不填"
        error={problem('plan.special_committee')}
      />
      <DateField
        label="开始日期"
        required
        value={p.firstDay}
        onChange={(firstDay) => set({ firstDay })}
        error={problem('plan.first_day') ?? absent(p.firstDay)}
      />
      <DateField
        label="结束日期"
        min={p.firstDay || undefined}
        value={p.lastDay}
        onChange={(lastDay) => set({ lastDay })}
        hint="只有一天的不填"
        error={problem('plan.last_day')}
      />
      <ManyField
        label="参加委员"
        max={mostMembers}
        value={p.members}
        onChange={(names) => set({ members: names })}
        choices={members?.map((m) => ({ value: m.name, label: m.displayName })) ?? []}
        error={problem('plan.members')}
      />
      <AreaField
        label="工作方案"
        required
        max={most('outline')}
        value={p.outline}
        onChange={(outline) => set({ outline })}
        error={problem('plan.outline') ?? absent(p.outline)}
      />
      <AreaField
        label="任务分工"
        rows={2}
        max={most('division')}
        value={p.division}
        onChange={(division) => set({ division })}
        error={problem('plan.division')}
      />
      <AreaField
        label="质量标准"
        rows={2}
        max={most('standard')}
        value={p.standard}
        onChange={(standard) => set({ standard })}
        error={problem('plan.standard')}
      />
    </>
  );
}
