import { Intake } from '@/api/clients';
import {
  CheckKind,
  CheckKindSchema,
  type CheckResult,
  CheckResultSchema,
  ExaminationCheckSchema,
} from '@/gen/proposals/intake/v1/intake_pb';
import { RadioField } from '@/parts/choice-fields';
import { required as missing } from '@/parts/field';
import { TextField } from '@/parts/fields';
import { mostOf } from '@/parts/most';
import { choices, wordOf } from '@/words';

const kinds = [CheckKind.QUALIFICATION, CheckKind.CONTENT, CheckKind.FORM];

/** What the examiner says of the three checks. Nothing is preset. */
export interface Checked {
  results: Partial<Record<CheckKind, CheckResult>>;
  remarks: Partial<Record<CheckKind, string>>;
  examiner: string;
}

export const unchecked: Checked = { results: {}, remarks: {}, examiner: '' };

export const isComplete = (c: Checked) => kinds.every((k) => c.results[k]) && !!c.examiner.trim();

/** The fields of the request. A remark without a result says nothing of the check. */
export const requestOf = (c: Checked) => ({
  checks: kinds
    .filter((kind) => c.results[kind])
    .map((kind) => ({ kind, result: c.results[kind]!, remark: c.remarks[kind]?.trim() ?? '' })),
  examiner: c.examiner.trim(),
});

/** 资格、内容、格式 with result and remark, and who examined. */
export function CheckFields({
  value: c,
  onChange,
  required,
  tried,
  problem,
}: {
  value: Checked;
  onChange: (to: Checked) => void;
  required?: boolean;
  /** The command was tried: what is missing is said. */
  tried?: boolean;
  problem: (path: string) => string | undefined;
}) {
  const lacks = (empty: boolean) => (required && tried && empty ? missing : undefined);
  return (
    <>
      {kinds.map((kind) => (
        <div key={kind}>
          <RadioField
            label={wordOf(CheckKindSchema, kind)}
            required={required}
            value={c.results[kind]}
            onChange={(v) => onChange({ ...c, results: { ...c.results, [kind]: v } })}
            choices={choices(CheckResultSchema)}
            error={lacks(!c.results[kind])}
          />
          {c.results[kind] !== undefined && (
            <TextField
              label={`${wordOf(CheckKindSchema, kind)}说明`}
              max={mostOf(ExaminationCheckSchema.field.remark)}
              value={c.remarks[kind] ?? ''}
              onChange={(v) => onChange({ ...c, remarks: { ...c.remarks, [kind]: v } })}
            />
          )}
        </div>
      ))}
      {problem('checks') && (
        <p className="field-error" role="alert">
          {problem('checks')}
        </p>
      )}
      <TextField
        label="审查人"
        required={required}
        max={mostOf(Intake.examineProposal.input.field.examiner)}
        value={c.examiner}
        onChange={(v) => onChange({ ...c, examiner: v })}
        error={problem('examiner') ?? lacks(!c.examiner.trim())}
      />
    </>
  );
}
