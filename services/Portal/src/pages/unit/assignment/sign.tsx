import { useState, type ReactNode } from 'react';
import { useCommand } from '@/api/ask';
import { Assignments } from '@/api/clients';
import { today } from '@/format';
import { Disclosure, DisclosureSchema, type Reply } from '@/gen/proposals/assignment/v1/assignment_pb';
import type { PolicyProfile } from '@/gen/proposals/directory/v1/policy_pb';
import { RadioField } from '@/parts/choice-fields';
import { CommandButton } from '@/parts/command-button';
import { required } from '@/parts/field';
import { AreaField, DateField, TextField } from '@/parts/fields';
import { mostOf } from '@/parts/most';
import { Note } from '@/parts/notes';
import { Section } from '@/parts/page';
import { choices } from '@/words';
import { isWhole, type Planned, PlannedFields } from './planned';

/** 签发: no field is preset, and the page says beforehand what is missing. */
export function Sign({
  of: reply,
  before = [],
  policy,
  missing,
}: {
  of?: Reply;
  /** What an earlier version promised: the unit need not write it again. */
  before?: Planned[];
  policy: PolicyProfile;
  missing: ReactNode[];
}) {
  const [number, setNumber] = useState('');
  const [outcome, setOutcome] = useState<string>();
  const [signatory, setSignatory] = useState('');
  const [disclosure, setDisclosure] = useState<Disclosure>();
  const [summary, setSummary] = useState('');
  const [reviewer, setReviewer] = useState('');
  const [secret, setSecret] = useState('');
  const [on, setOn] = useState('');
  const [handler, setHandler] = useState('');
  const [phone, setPhone] = useState('');
  const [planned, setPlanned] = useState<Planned[]>(() =>
    before.map(({ what, responsible, dueDate }) => ({ what, responsible, dueDate })),
  );
  const [tried, setTried] = useState(false);
  const sign = useCommand(Assignments.signReply);
  const absent = missing.filter(Boolean);
  const promises = policy.outcomeClasses.some((c) => c.code === outcome && c.promises);
  const short = disclosure === Disclosure.SUMMARY;
  const error = (field: string, filled: unknown) =>
    sign.fieldProblem(field) ?? (tried && !filled ? required : undefined);
  return (
    <Section title="签发">
      {absent.length > 0 && (
        <Note kind="warn" title="签发前还差">
          <ul>
            {absent.map((m, i) => (
              <li key={i}>{m}</li>
            ))}
          </ul>
        </Note>
      )}
      {reply && (
        <>
          <TextField
            label="文号"
            required
            max={mostOf(Assignments.signReply.input.field.documentNumber)}
            value={number}
            onChange={setNumber}
            hint="例如 某局函〔2026〕12号"
            error={error('document_number', number)}
          />
          <DateField
            label="成文日期"
            max={today()}
            value={on}
            onChange={setOn}
            hint="不填的，为签发当日"
            error={sign.fieldProblem('document_date')}
          />
          <RadioField
            label="办理结果"
            required
            value={outcome}
            onChange={setOutcome}
            choices={policy.outcomeClasses.map((c) => ({ value: c.code, label: `${c.code}　${c.label}` }))}
            error={error('outcome_class', outcome)}
          />
          {promises && (
            <PlannedFields
              value={planned}
              onChange={setPlanned}
              tried={tried}
              problem={sign.fieldProblem}
              must={policy.commitmentsRequired}
            />
          )}
          <TextField
            label="核稿人"
            required={policy.paperFieldsRequired}
            max={mostOf(Assignments.signReply.input.field.reviewer)}
            value={reviewer}
            onChange={setReviewer}
            error={sign.fieldProblem('reviewer')}
          />
          <TextField
            label="签发人"
            required
            max={mostOf(Assignments.signReply.input.field.signatory)}
            value={signatory}
            onChange={setSignatory}
            error={error('signatory', signatory)}
          />
          <TextField
            label="经办人"
            required={policy.paperFieldsRequired}
            max={mostOf(Assignments.signReply.input.field.handler)}
            value={handler}
            onChange={setHandler}
            hint="提案者有疑问时找谁，写在答复函上"
            error={sign.fieldProblem('handler')}
          />
          <TextField
            label="联系电话"
            max={mostOf(Assignments.signReply.input.field.handlerPhone)}
            value={phone}
            onChange={setPhone}
            error={sign.fieldProblem('handler_phone')}
          />
          <RadioField
            label="公开属性"
            required
            value={disclosure}
            onChange={setDisclosure}
            choices={choices(DisclosureSchema)}
            hint="提案者不同意公开的，不公开"
            error={error('disclosure', disclosure)}
          />
          {short && (
            <AreaField
              label="公开的摘要"
              required
              max={mostOf(Assignments.signReply.input.field.summary)}
              value={summary}
              onChange={setSummary}
              error={error('summary', summary)}
            />
          )}
          {disclosure === Disclosure.NONE && (
            <AreaField
              label="不公开的理由"
              required={policy.paperFieldsRequired}
              max={mostOf(Assignments.signReply.input.field.notPublicReason)}
              value={secret}
              onChange={setSecret}
              error={sign.fieldProblem('not_public_reason')}
            />
          )}
          <div className="actions">
            <CommandButton
              primary
              command={sign}
              disabled={absent.length > 0}
              input={() => {
                setTried(true);
                const whole = !promises || planned.every(isWhole);
                return number && outcome && signatory && disclosure && (summary || !short) && whole
                  ? {
                      name: reply.name,
                      etag: reply.etag,
                      documentNumber: number,
                      outcomeClass: outcome,
                      signatory,
                      disclosure,
                      summary: short ? summary : '',
                      reviewer,
                      notPublicReason: disclosure === Disclosure.NONE ? secret : '',
                      documentDate: on,
                      handler,
                      handlerPhone: phone,
                      commitments: promises ? planned : [],
                    }
                  : null;
              }}
            >
              签发第 {reply.version} 稿
            </CommandButton>
          </div>
        </>
      )}
    </Section>
  );
}
