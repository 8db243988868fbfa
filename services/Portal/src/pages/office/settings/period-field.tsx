import { getOption } from '@bufbuild/protobuf';
import {
  type DeadlineRule,
  DeadlineRuleSchema,
  PeriodUnit,
  PeriodUnitSchema,
} from '@/gen/proposals/directory/v1/policy_pb';
import { range } from '@/gen/proposals/options/v1/options_pb';
import { CheckField, SelectField } from '@/parts/choice-fields';
import { useField } from '@/parts/field';
import { NumberField } from '@/parts/fields';
import { choices } from '@/words';

const amount = getOption(DeadlineRuleSchema.field.amount, range);

/** A period: its length or its fixed day, its latest day, and what becomes of a last day that is no working day. */
export function PeriodField({
  label,
  rule,
  edit,
  error,
}: {
  label: string;
  rule: DeadlineRule;
  edit: (change: (rule: DeadlineRule) => void) => void;
  error?: string;
}) {
  const f = useField({ label, error });
  const number = (
    name: string,
    value: number,
    most: number,
    set: (rule: DeadlineRule, value: number) => void,
    least = 1,
  ) => (
    <NumberField
      label={name}
      min={least}
      max={most}
      value={value || undefined}
      onChange={(v) => edit((r) => set(r, v ?? 0))}
    />
  );
  const fixed = rule.unit === PeriodUnit.FIXED_DATE;
  return (
    <fieldset className="field period" aria-describedby={f.control['aria-describedby']}>
      <legend>{label}</legend>
      <SelectField
        label="计算单位"
        value={rule.unit || undefined}
        choices={choices(PeriodUnitSchema)}
        onChange={(unit) =>
          edit((r) => {
            r.unit = unit ?? r.unit;
            // A fixed date has no length and no latest day, and the other units have no fixed day.
            if (r.unit === PeriodUnit.FIXED_DATE) r.amount = r.notAfterMonth = r.notAfterDay = 0;
            else r.fixedMonth = r.fixedDay = 0;
          })
        }
      />
      {fixed ? (
        <>
          {number('月', rule.fixedMonth, 12, (r, v) => (r.fixedMonth = v))}
          {number('日', rule.fixedDay, 31, (r, v) => (r.fixedDay = v))}
        </>
      ) : (
        <>
          {number('长度', rule.amount, amount.most, (r, v) => (r.amount = v), amount.least)}
          {number('最迟不过（月）', rule.notAfterMonth, 12, (r, v) => (r.notAfterMonth = v))}
          {number('最迟不过（日）', rule.notAfterDay, 31, (r, v) => (r.notAfterDay = v))}
        </>
      )}
      <CheckField
        label="期满日不是工作日的顺延"
        value={rule.rollToWorkingDay}
        onChange={(v) =>
          edit((r) => {
            r.rollToWorkingDay = v;
          })
        }
      />
      {f.notes}
    </fieldset>
  );
}
