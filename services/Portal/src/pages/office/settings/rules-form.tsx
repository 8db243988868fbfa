import { create, getOption, hasOption, ScalarType } from '@bufbuild/protobuf';
import { Button } from 'antd';
import {
  CommitmentSettler,
  CommitmentSettlerSchema,
  type DeadlineRule,
  DeadlineRuleSchema,
  DeadlineStart,
  DeadlineStartSchema,
  FiledConventionSchema,
  PeriodUnit,
  type PolicyProfile,
  PolicyProfileSchema,
  ProposerKind,
  ProposerKindSchema,
  RatingRuleSchema,
  RehandlingTriggerSchema,
  SessionKind,
  SessionKindSchema,
} from '@/gen/proposals/directory/v1/policy_pb';
import { field_zh, range } from '@/gen/proposals/options/v1/options_pb';
import { CheckField, RadioField, SelectField } from '@/parts/choice-fields';
import { NumberField, TextField } from '@/parts/fields';
import { mostOf } from '@/parts/most';
import { choices } from '@/words';
import { EntriesField, OutcomesField } from './entries-field';
import { PeriodField } from './period-field';

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
const switches = settings
  .filter((f) => f.scalar === ScalarType.BOOL)
  .map((f) => ({ key: f.localName as Keys<boolean>, label: getOption(f, field_zh) }));
const kinds = [SessionKind.IN_SESSION, SessionKind.INTER_SESSION];
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
  const period = (path: string, label: string, of: (q: PolicyProfile) => DeadlineRule | undefined) => (
    <PeriodField
      label={label}
      rule={of(p) ?? create(DeadlineRuleSchema)}
      edit={(change) => edit((q) => change(of(q)!))}
      error={problem(path)}
    />
  );
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
      {period('acknowledge', labelOf('acknowledge'), (q) => q.acknowledge)}
      {period('return_window', labelOf('returnWindow'), (q) => q.returnWindow)}
      {period('co_handling_opinion', labelOf('coHandlingOpinion'), (q) => q.coHandlingOpinion)}
      {p.reply.map((r, i) => (
        <div key={i} className="field">
          {period('reply', `${labelOf('reply')} ${i + 1}`, (q) => q.reply[i])}
          <SelectField
            label={`${labelOf('reply')} ${i + 1} 适用于`}
            value={r.sessionKind || undefined}
            choices={choices(SessionKindSchema)}
            placeholder="全部提案"
            onChange={(v) =>
              edit((q) => {
                q.reply[i]!.sessionKind = v ?? SessionKind.UNSPECIFIED;
              })
            }
          />
          <SelectField
            label={`${labelOf('reply')} ${i + 1} 适用的提案者`}
            value={r.proposerKind || undefined}
            choices={choices(ProposerKindSchema)}
            placeholder="全部提案者"
            onChange={(v) =>
              edit((q) => {
                q.reply[i]!.proposerKind = v ?? ProposerKind.UNSPECIFIED;
              })
            }
          />
          <SelectField
            label={`${labelOf('reply')} ${i + 1} 起算`}
            value={r.start || undefined}
            choices={choices(DeadlineStartSchema)}
            placeholder="交办之日"
            onChange={(v) =>
              edit((q) => {
                q.reply[i]!.start = v ?? DeadlineStart.UNSPECIFIED;
              })
            }
          />
          {p.reply.length > 1 && (
            <Button size="small" type="text" onClick={() => edit((q) => q.reply.splice(i, 1))}>
              移除{labelOf('reply')} {i + 1}
            </Button>
          )}
        </div>
      ))}
      <div className="field">
        <Button
          onClick={() =>
            edit((q) => {
              const sessionKind = kinds.find((kind) => !q.reply.some((r) => r.sessionKind === kind));
              q.reply.unshift(create(DeadlineRuleSchema, { sessionKind, unit: PeriodUnit.MONTH, amount: 3 }));
            })
          }
        >
          添加答复期限
        </Button>
        <div className="hint">按顺序取第一条适用的；适用于全部提案的放在最后。</div>
      </div>
      {period('feedback', labelOf('feedback'), (q) => q.feedback)}
      {period('rehandling', labelOf('rehandling'), (q) => q.rehandling)}
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
      <RadioField
        label={labelOf('commitmentSettler')}
        // An older profile says nothing: the offices.
        value={p.commitmentSettler || CommitmentSettler.OFFICE}
        onChange={(v) =>
          edit((q) => {
            q.commitmentSettler = v ?? q.commitmentSettler;
          })
        }
        choices={choices(CommitmentSettlerSchema)}
      />
      <EntriesField
        label="提案类别"
        entries={p.categories}
        edit={(change) => edit((q) => change(q.categories))}
        error={problem('categories')}
      />
      <EntriesField
        label="不予立案理由"
        entries={p.rejectionReasons}
        edit={(change) => edit((q) => change(q.rejectionReasons))}
        error={problem('rejection_reasons')}
      />
      <EntriesField
        label="办理结果类别"
        promising
        entries={p.outcomeClasses}
        edit={(change) => edit((q) => change(q.outcomeClasses))}
        error={problem('outcome_classes')}
      />
      <OutcomesField
        label="审查结果"
        outcomes={p.examinationOutcomes}
        edit={(change) => edit((q) => change(q.examinationOutcomes))}
        error={problem('examination_outcomes')}
      />
    </div>
  );
}
