import { getOption, hasOption, ScalarType } from '@bufbuild/protobuf';
import {
  type DeadlineRule,
  DeadlineRuleSchema,
  FiledConventionSchema,
  PeriodUnit,
  PeriodUnitSchema,
  type PolicyProfile,
  PolicyProfileSchema,
  RatingRuleSchema,
  RehandlingTriggerSchema,
  SessionKindSchema,
} from '@/gen/proposals/directory/v1/policy_pb';
import { field_zh, range } from '@/gen/proposals/options/v1/options_pb';
import { CheckField, RadioField } from '@/parts/choice-fields';
import { NumberField, TextField } from '@/parts/fields';
import { mostOf } from '@/parts/most';
import { choices, wordOf } from '@/words';

type Keys<T> = { [K in keyof PolicyProfile]-?: PolicyProfile[K] extends T ? K : never }[keyof PolicyProfile];

// The contract says which fields are settings, what each is called, and the least and greatest value of a number.
const settings = PolicyProfileSchema.fields.filter((f) => hasOption(f, field_zh));
const numbers = settings
  .filter((f) => hasOption(f, range))
  .map((f) => ({
    key: f.localName as Keys<number>,
    path: f.name,
    label: getOption(f, field_zh),
    ...getOption(f, range),
  }));
const amount = getOption(DeadlineRuleSchema.field.amount, range);
const switches = settings
  .filter((f) => f.scalar === ScalarType.BOOL)
  .map((f) => ({ key: f.localName as Keys<boolean>, label: getOption(f, field_zh) }));
const labelOf = (key: keyof typeof PolicyProfileSchema.field) => getOption(PolicyProfileSchema.field[key], field_zh);

export function RulesForm({
  profile: p,
  edit,
  problem,
}: {
  profile: PolicyProfile;
  edit: (change: (p: PolicyProfile) => void) => void;
  problem: (path: string) => string | undefined;
}) {
  const periods: [string, string, (q: PolicyProfile) => DeadlineRule | undefined][] = [
    [labelOf('acknowledge'), 'acknowledge', (q) => q.acknowledge],
    [labelOf('returnWindow'), 'return_window', (q) => q.returnWindow],
    [labelOf('coHandlingOpinion'), 'co_handling_opinion', (q) => q.coHandlingOpinion],
    ...p.reply.map((r, i): [string, string, (q: PolicyProfile) => DeadlineRule | undefined] => [
      `${labelOf('reply')}${r.sessionKind ? `（${wordOf(SessionKindSchema, r.sessionKind)}）` : ''}`,
      'reply',
      (q) => q.reply[i],
    ]),
    [labelOf('feedback'), 'feedback', (q) => q.feedback],
    [labelOf('rehandling'), 'rehandling', (q) => q.rehandling],
  ];
  return (
    <div className="form-grid">
      <TextField
        label="名称"
        required
        max={mostOf(PolicyProfileSchema.field.title)}
        value={p.title}
        onChange={(v) =>
          edit((q) => {
            q.title = v;
          })
        }
        error={problem('title')}
      />
      {periods.map(([label, path, of]) => {
        const rule = of(p)!;
        return rule.unit === PeriodUnit.FIXED_DATE ? (
          <div key={label} className="field">
            <div className="field-head">
              <strong>{label}</strong>
            </div>
            {rule.fixedMonth} 月 {rule.fixedDay} 日（{wordOf(PeriodUnitSchema, rule.unit)}）
          </div>
        ) : (
          <NumberField
            key={label}
            label={`${label}（${wordOf(PeriodUnitSchema, rule.unit)}）`}
            required
            min={amount.least}
            max={amount.most}
            value={rule.amount || undefined}
            onChange={(v) =>
              edit((q) => {
                of(q)!.amount = v ?? 0;
              })
            }
            error={problem(path)}
          />
        );
      })}
      {numbers.map(({ key, path, label, least, most }) => (
        <NumberField
          key={key}
          label={label}
          required
          min={least}
          max={most}
          hint={`${least} 至 ${most}`}
          value={p[key]}
          onChange={(v) =>
            edit((q) => {
              Object.assign(q, { [key]: v ?? 0 });
            })
          }
          error={problem(path)}
        />
      ))}
      {switches.map(({ key, label }) => (
        <CheckField
          key={key}
          label={label}
          value={p[key]}
          onChange={(v) =>
            edit((q) => {
              q[key] = v;
            })
          }
        />
      ))}
      <RadioField
        label={labelOf('ratingRule')}
        value={p.ratingRule}
        onChange={(v) =>
          edit((q) => {
            q.ratingRule = v ?? q.ratingRule;
          })
        }
        choices={choices(RatingRuleSchema)}
      />
      <RadioField
        label={labelOf('rehandlingTrigger')}
        value={p.rehandlingTrigger}
        onChange={(v) =>
          edit((q) => {
            q.rehandlingTrigger = v ?? q.rehandlingTrigger;
          })
        }
        choices={choices(RehandlingTriggerSchema)}
      />
      <RadioField
        label={labelOf('filedConvention')}
        value={p.filedConvention}
        onChange={(v) =>
          edit((q) => {
            q.filedConvention = v ?? q.filedConvention;
          })
        }
        choices={choices(FiledConventionSchema)}
      />
    </div>
  );
}
