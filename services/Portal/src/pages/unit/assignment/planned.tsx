import { Button } from 'antd';
import { today } from '@/format';
import { PlannedCommitmentSchema } from '@/gen/proposals/assignment/v1/assignment_pb';
import { required } from '@/parts/field';
import { AreaField, DateField, TextField } from '@/parts/fields';
import { mostOf } from '@/parts/most';

export interface Planned {
  what: string;
  responsible: string;
  dueDate: string;
}

const most = 20;

export const isWhole = (p: Planned) => !!(p.what.trim() && p.responsible.trim() && p.dueDate);

/** 承诺事项 of a reply: what is to be done, who is responsible, by which day. */
export function PlannedFields({
  value,
  onChange,
  tried,
  problem,
  must,
}: {
  value: Planned[];
  onChange: (value: Planned[]) => void;
  tried: boolean;
  problem: (path: string) => string | undefined;
  /** The rules want at least one. */
  must: boolean;
}) {
  const change = (i: number, to: Partial<Planned>) => onChange(value.map((p, j) => (j === i ? { ...p, ...to } : p)));
  const error = (i: number, path: string, filled: string) =>
    problem(`commitments[${i}].${path}`) ?? (tried && !filled.trim() ? required : undefined);
  const missing = problem('commitments');
  return (
    <fieldset className="field suggestions">
      <legend>承诺事项</legend>
      <p className="hint">
        列入计划、尚未落实的，逐项写明；送达后列入承诺台账，办结后仍跟踪到销号。
        {must && '按办理规则至少写一项；本单位在本案已有未销号承诺的除外。'}
      </p>
      {value.map((p, i) => (
        <div className="suggestion" key={i}>
          <AreaField
            label={`承诺 ${i + 1}`}
            required
            rows={2}
            max={mostOf(PlannedCommitmentSchema.field.what)}
            value={p.what}
            onChange={(what) => change(i, { what })}
            error={error(i, 'what', p.what)}
          />
          <TextField
            label={`承诺 ${i + 1} 责任人`}
            required
            max={mostOf(PlannedCommitmentSchema.field.responsible)}
            value={p.responsible}
            onChange={(responsible) => change(i, { responsible })}
            hint="负责落实的人或处室"
            error={error(i, 'responsible', p.responsible)}
          />
          <DateField
            label={`承诺 ${i + 1} 落实时限`}
            required
            min={today()}
            value={p.dueDate}
            onChange={(dueDate) => change(i, { dueDate })}
            error={error(i, 'due_date', p.dueDate)}
          />
          <div className="actions">
            <Button size="small" onClick={() => onChange(value.filter((_, j) => j !== i))}>
              移除承诺 {i + 1}
            </Button>
          </div>
        </div>
      ))}
      <Button
        disabled={value.length >= most}
        onClick={() => onChange([...value, { what: '', responsible: '', dueDate: '' }])}
      >
        添加一项承诺
      </Button>
      {missing && (
        <div className="field-error" role="alert">
          {missing}
        </div>
      )}
    </fieldset>
  );
}
