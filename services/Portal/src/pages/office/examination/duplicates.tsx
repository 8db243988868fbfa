import { useAsk } from '@/api/ask';
import { Intake } from '@/api/clients';
import {
  DuplicateCheckSchema,
  DuplicateConclusion,
  DuplicateConclusionSchema,
  type Proposal,
} from '@/gen/proposals/intake/v1/intake_pb';
import { ManyField, RadioField } from '@/parts/choice-fields';
import { required as missing } from '@/parts/field';
import { AreaField } from '@/parts/fields';
import { mostOf } from '@/parts/most';
import { choices } from '@/words';

/** What the examiner concludes from the similar proposals. Nothing is preset. */
export interface Concluded {
  conclusion?: DuplicateConclusion;
  proposals: string[];
  reason: string;
}

export const notConcluded: Concluded = { proposals: [], reason: '' };

const isLike = (c: Concluded) => !!c.conclusion && c.conclusion !== DuplicateConclusion.NONE;

/** True when it may be sent: nothing is said where nothing is asked for, or all of it. */
export const isConcluded = (c: Concluded, required: boolean) =>
  !c.conclusion ? !required : !isLike(c) || (c.proposals.length > 0 && !!c.reason.trim());

/** The field of the request; not set while nothing is concluded. */
export const duplicateCheckOf = (c: Concluded) =>
  c.conclusion
    ? { conclusion: c.conclusion, proposals: isLike(c) ? c.proposals : [], reason: isLike(c) ? c.reason.trim() : '' }
    : undefined;

/** 查重结论: the conclusion, the proposals that are alike, and why. */
export function DuplicateFields({
  of: p,
  value: c,
  onChange,
  required,
  tried,
  problem,
}: {
  of: Proposal;
  value: Concluded;
  onChange: (to: Concluded) => void;
  required?: boolean;
  tried?: boolean;
  problem: (path: string) => string | undefined;
}) {
  const similar = useAsk(Intake.findSimilarProposals, { subject: p.text!.subject, leaveOut: p.name, limit: 10 });
  const lacks = (empty: boolean) => (tried && empty ? missing : undefined);
  return (
    <>
      <RadioField
        label="查重结论"
        required={required}
        value={c.conclusion}
        onChange={(conclusion) => onChange({ ...c, conclusion })}
        choices={choices(DuplicateConclusionSchema)}
        error={
          problem('duplicate_check') ?? problem('duplicate_check.conclusion') ?? lacks(!!required && !c.conclusion)
        }
      />
      {isLike(c) && (
        <>
          <ManyField
            label="重复或相近的提案"
            required
            max={10}
            value={c.proposals}
            onChange={(proposals) => onChange({ ...c, proposals })}
            choices={(similar.data?.proposals ?? []).map((s) => ({
              value: s.proposal!.name,
              label: `${Math.round(s.similarity * 100)}% ${
                s.proposal!.caseNumber ? `第 ${s.proposal!.caseNumber} 号` : `流水号 ${s.proposal!.serialNumber}`
              } ${s.proposal!.text?.subject}`,
            }))}
            error={problem('duplicate_check.proposals') ?? lacks(!c.proposals.length)}
          />
          <AreaField
            label="查重结论的理由"
            required
            max={mostOf(DuplicateCheckSchema.field.reason)}
            value={c.reason}
            onChange={(reason) => onChange({ ...c, reason })}
            error={problem('duplicate_check.reason') ?? lacks(!c.reason.trim())}
          />
        </>
      )}
    </>
  );
}
