import {
  type DeadlineRule,
  FiledConventionSchema,
  PeriodUnit,
  PeriodUnitSchema,
  type PolicyProfile,
  RatingRuleSchema,
  RehandlingTriggerSchema,
  SessionKindSchema,
} from '@/gen/proposals/directory/v1/policy_pb';
import { CheckField, RadioField } from '@/parts/choice-fields';
import { NumberField, TextField } from '@/parts/fields';
import { choices, wordOf } from '@/words';

type Keys<T> = { [K in keyof PolicyProfile]-?: PolicyProfile[K] extends T ? K : never }[keyof PolicyProfile];

// Field, path, label, least and greatest value. The limits are Directory's (PublishPolicyProfile), which decides.
const numbers: [Keys<number>, string, string, number, number][] = [
  ['capMonths', 'cap_months', '答复总时限（月）', 1, 24],
  ['maxExtensions', 'max_extensions', '最多延期次数', 0, 10],
  ['maxReturns', 'max_returns', '最多退办次数', 0, 10],
  ['maxRounds', 'max_rounds', '最多办理轮次', 1, 9],
  ['yellowWorkingDays', 'yellow_working_days', '黄灯（剩余工作日）', 0, 120],
  ['redWorkingDays', 'red_working_days', '红灯（剩余工作日）', 0, 60],
  ['coSignHoursInSession', 'co_sign_hours_in_session', '大会期间联名（小时）', 1, 720],
  ['coSignHoursInterSession', 'co_sign_hours_inter_session', '平时联名（小时）', 1, 720],
  ['subjectMaxCharacters', 'subject_max_characters', '案由字数', 10, 200],
  ['sectionMaxCharacters', 'section_max_characters', '正文每部分字数', 100, 10000],
  ['maxSuggestions', 'max_suggestions', '建议条数', 1, 50],
];
const switches: [Keys<boolean>, string][] = [
  ['contactRequired', '签发答复前须登记面商'],
  ['opinionsRequired', '签发答复前会办意见须交齐'],
  ['restartClockOnReassign', '改办后重新计算期限'],
  ['resubmissionKeepsKind', '退回后重新提交仍按大会提案'],
  ['mostlySatisfiedReopens', '基本满意也重新办理'],
  ['closeWithoutStatement', '无人表态可以办结'],
];

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
    ['签收', 'acknowledge', (q) => q.acknowledge],
    ['申退', 'return_window', (q) => q.returnWindow],
    ['会办意见', 'co_handling_opinion', (q) => q.coHandlingOpinion],
    ...p.reply.map((r, i): [string, string, (q: PolicyProfile) => DeadlineRule | undefined] => [
      `答复${r.sessionKind ? `（${wordOf(SessionKindSchema, r.sessionKind)}）` : ''}`,
      'reply',
      (q) => q.reply[i],
    ]),
    ['反馈', 'feedback', (q) => q.feedback],
    ['重新办理', 'rehandling', (q) => q.rehandling],
  ];
  return (
    <div className="form-grid">
      <TextField
        label="名称"
        required
        max={100}
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
            min={1}
            max={400}
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
      {numbers.map(([key, path, label, min, max]) => (
        <NumberField
          key={key}
          label={label}
          required
          min={min}
          max={max}
          hint={`${min} 至 ${max}`}
          value={p[key]}
          onChange={(v) =>
            edit((q) => {
              Object.assign(q, { [key]: v ?? 0 });
            })
          }
          error={problem(path)}
        />
      ))}
      {switches.map(([key, label]) => (
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
        label="评价口径"
        value={p.ratingRule}
        onChange={(v) =>
          edit((q) => {
            q.ratingRule = v ?? q.ratingRule;
          })
        }
        choices={choices(RatingRuleSchema)}
      />
      <RadioField
        label="重新办理"
        value={p.rehandlingTrigger}
        onChange={(v) =>
          edit((q) => {
            q.rehandlingTrigger = v ?? q.rehandlingTrigger;
          })
        }
        choices={choices(RehandlingTriggerSchema)}
      />
      <RadioField
        label="立案统计口径"
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
