import { useState } from 'react';
import { useAll, useAsk, useCommand } from '@/api/ask';
import { Supervision } from '@/api/clients';
import { idOf } from '@/api/ids';
import { useSession } from '@/api/session';
import { date, today } from '@/format';
import {
  SupervisionFormSchema,
  type SupervisionProblem,
  type SupervisionRecord,
  type SupervisionTask,
  SupervisionTaskState,
} from '@/gen/proposals/supervision/v1/supervision_pb';
import { SelectField } from '@/parts/choice-fields';
import { CommandButton } from '@/parts/command-button';
import { required } from '@/parts/field';
import { AreaField, DateField } from '@/parts/fields';
import { mostOf } from '@/parts/most';
import { useNames } from '@/parts/names';
import { Loaded } from '@/parts/notes';
import { Section } from '@/parts/page';
import { ProblemTag } from '@/parts/supervision';
import { wordOf } from '@/words';

/** 问题清单: each problem with what was promised until when, and whether it was done. */
export function Problems({
  of: t,
  records,
  decides,
}: {
  of: SupervisionTask;
  records: SupervisionRecord[];
  decides: boolean;
}) {
  const names = useNames();
  const problems = useAll(Supervision.listSupervisionProblems, { task: t.name }, (page) => page.problems);
  const underWay = t.state === SupervisionTaskState.UNDER_WAY;
  const settles = decides && (underWay || t.state === SupervisionTaskState.FINISHED);
  return (
    <Section
      title="问题清单"
      actions={decides && underWay && records.length > 0 && <RaiseButton of={t} records={records} />}
    >
      <Loaded of={problems} rows={2} empty={<p className="quiet">没有登记问题。</p>}>
        {(rows) => (
          <ol className="list">
            {rows.map((p) => (
              <li key={p.name}>
                <ProblemTag of={p} />
                {p.unit && <span className="hint">{names.unit(p.unit)}</span>}
                <p className="prose">{p.problem}</p>
                <p className="prose">承诺事项：{p.promise}</p>
                {p.settlement && <p className="prose">整改情况：{p.settlement}</p>}
                {settles && !p.settledOn && <SettleButton of={p} records={records} />}
              </li>
            ))}
          </ol>
        )}
      </Loaded>
    </Section>
  );
}

function RaiseButton({ of: t, records }: { of: SupervisionTask; records: SupervisionRecord[] }) {
  const { name } = useSession();
  const raise = useCommand(Supervision.raiseSupervisionProblem);
  const duties = useAsk(Supervision.getCase, { name: name('cases', idOf(t.proposal)) }).data?.duties ?? [];
  const units = [...new Map(duties.map((d) => [d.unit, d.unitTitle]))];
  const [record, setRecord] = useState<string>();
  const [unit, setUnit] = useState<string>();
  const [problem, setProblem] = useState('');
  const [promise, setPromise] = useState('');
  const [dueDate, setDueDate] = useState('');
  const [tried, setTried] = useState(false);
  const field = Supervision.raiseSupervisionProblem.input.field;
  // Most problems are of the last visit.
  const from = record ?? records[0]?.name ?? '';
  const error = (path: string, value: string) => raise.fieldProblem(path) ?? (tried && !value ? required : undefined);
  return (
    <CommandButton
      command={raise}
      onDone={() => {
        setRecord(undefined);
        setUnit(undefined);
        setProblem('');
        setPromise('');
        setDueDate('');
        setTried(false);
      }}
      input={() => {
        setTried(true);
        return from && problem && promise && dueDate
          ? { record: from, unit: unit ?? '', problem, promise, dueDate }
          : null;
      }}
      confirm={{
        title: '登记问题',
        ok: '登记',
        body: (
          <>
            <SelectField
              label="哪一次督办"
              required
              value={from}
              onChange={setRecord}
              choices={records.map((r) => ({
                value: r.name,
                label: `${date(r.day)} ${wordOf(SupervisionFormSchema, r.form)} ${r.place}`,
              }))}
              error={error('record', from)}
            />
            <SelectField
              label="承诺单位"
              value={unit}
              placeholder="不指明"
              onChange={setUnit}
              choices={units.map(([value, label]) => ({ value, label }))}
              error={raise.fieldProblem('unit')}
            />
            <AreaField
              label="存在问题"
              required
              rows={3}
              max={mostOf(field.problem)}
              value={problem}
              onChange={setProblem}
              error={error('problem', problem)}
            />
            <AreaField
              label="承诺事项"
              required
              rows={3}
              max={mostOf(field.promise)}
              value={promise}
              onChange={setPromise}
              error={error('promise', promise)}
            />
            <DateField
              label="整改时限"
              required
              min={records.find((r) => r.name === from)?.day}
              value={dueDate}
              onChange={setDueDate}
              error={error('due_date', dueDate)}
            />
          </>
        ),
      }}
    >
      登记问题
    </CommandButton>
  );
}

function SettleButton({ of: p, records }: { of: SupervisionProblem; records: SupervisionRecord[] }) {
  const settle = useCommand(Supervision.settleSupervisionProblem);
  const [settledOn, setSettledOn] = useState('');
  const [settlement, setSettlement] = useState('');
  const [tried, setTried] = useState(false);
  const error = (path: string, value: string) => settle.fieldProblem(path) ?? (tried && !value ? required : undefined);
  return (
    <CommandButton
      command={settle}
      label={`销号：${p.problem}`}
      input={() => {
        setTried(true);
        return settledOn && settlement ? { name: p.name, settledOn, settlement } : null;
      }}
      confirm={{
        title: '问题销号',
        text: p.problem,
        ok: '销号',
        body: (
          <>
            <DateField
              label="整改完成日期"
              required
              min={records.find((r) => r.name === p.record)?.day}
              max={today()}
              value={settledOn}
              onChange={setSettledOn}
              error={error('settled_on', settledOn)}
            />
            <AreaField
              label="整改情况"
              required
              rows={3}
              max={mostOf(Supervision.settleSupervisionProblem.input.field.settlement)}
              value={settlement}
              onChange={setSettlement}
              error={error('settlement', settlement)}
            />
          </>
        ),
      }}
    >
      销号
    </CommandButton>
  );
}
