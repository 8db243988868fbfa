import { useState } from 'react';
import { useCommand } from '@/api/ask';
import { Intake } from '@/api/clients';
import { ProposerKind, SessionKind } from '@/gen/proposals/directory/v1/policy_pb';
import {
  FilingBody,
  FilingBodySchema,
  type Proposal,
  PublicationDecision,
  PublicationDecisionSchema,
} from '@/gen/proposals/intake/v1/intake_pb';
import { ManyField, RadioField, SelectField } from '@/parts/choice-fields';
import { CommandButton } from '@/parts/command-button';
import { required } from '@/parts/field';
import { AreaField, TextField } from '@/parts/fields';
import { mostOf } from '@/parts/most';
import { useNames, usePolicy, useUnits } from '@/parts/names';
import { choices } from '@/words';
import type { Of } from './first';

const { AS_WISHED, CLOSED, OPEN } = PublicationDecision;

// As the server checks it where the profile asks for the body (handbook T27).
const notOfTheChair = [ProposerKind.PARTY, ProposerKind.PEOPLES_ORGANIZATION, ProposerKind.SPECIAL_COMMITTEE];
const bodiesOf = (p: Proposal) =>
  choices(FilingBodySchema)
    .map((c) => c.value)
    .filter((body) => body !== FilingBody.EXAMINATION_COMMITTEE || p.sessionKind === SessionKind.IN_SESSION)
    .filter((body) => body !== FilingBody.COMMITTEE_CHAIR || !notOfTheChair.includes(p.proposerKind));

/** 立案, with what the deciding body determines: category, units, publication. */
export function FileIt({ proposal: p, onDone }: Of) {
  const names = useNames();
  const units = useUnits() ?? [];
  const policy = usePolicy(p.policyVersion);
  const [category, setCategory] = useState<string>();
  const [chosen, setChosen] = useState<string[]>();
  // A proposer may have suggested a unit that is no more.
  const intended = chosen ?? p.suggestedUnits.filter((name) => units.some((u) => u.name === name));
  const [publication, setPublication] = useState(AS_WISHED);
  const [reason, setReason] = useState('');
  const [consent, setConsent] = useState('');
  const [body, setBody] = useState<number>();
  const [tried, setTried] = useState(false);
  const command = useCommand(Intake.fileProposal);
  const asked = !!policy?.filingBodyRequired;
  const lacks = {
    reason: publication === CLOSED && !reason.trim(),
    consent: publication === OPEN && !consent.trim(),
    body: asked && !body,
  };
  const input = () => {
    setTried(true);
    return lacks.reason || lacks.consent || lacks.body
      ? null
      : {
          name: p.name,
          etag: p.etag,
          category: category ?? '',
          intendedUnits: intended,
          publication,
          publicationReason: publication === CLOSED ? reason.trim() : '',
          publicationConsent: publication === OPEN ? consent.trim() : '',
          filingBody: body ?? 0,
        };
  };
  const error = (path: string, lacking: boolean) =>
    command.fieldProblem(path) ?? (tried && lacking ? required : undefined);
  return (
    <CommandButton
      primary
      command={command}
      input={input}
      onDone={onDone}
      confirm={{
        title: '立案',
        text: '立案后取得本届次下一个案号，进入待交办。',
        ok: '立案',
        body: (
          <>
            <SelectField
              label="类别（审查确定）"
              value={category}
              onChange={setCategory}
              placeholder={`沿用提案者所选：${names.category(p.category)}`}
              choices={(policy?.categories ?? []).map((c) => ({ value: c.code, label: c.label }))}
              error={command.fieldProblem('category')}
            />
            <ManyField
              label="拟承办单位"
              max={20}
              hint="第一个为拟主办单位；已填入提案者的建议"
              value={intended}
              onChange={setChosen}
              choices={units.map((u) => ({ value: u.name, label: u.title }))}
              error={command.fieldProblem('intended_units')}
            />
            <RadioField
              label="可否公开（审定）"
              required
              value={publication}
              onChange={(v) => setPublication(v ?? AS_WISHED)}
              choices={choices(PublicationDecisionSchema, [AS_WISHED, p.mayPublish ? CLOSED : OPEN])}
              hint={`提案者意愿：${p.mayPublish ? '可以公开' : '不宜公开'}`}
              error={command.fieldProblem('publication')}
            />
            {publication === CLOSED && (
              <AreaField
                label="不公开的理由"
                required
                max={mostOf(Intake.fileProposal.input.field.publicationReason)}
                value={reason}
                onChange={setReason}
                error={error('publication_reason', lacks.reason)}
              />
            )}
            {publication === OPEN && (
              <TextField
                label="提案者怎样同意公开的"
                required
                max={mostOf(Intake.fileProposal.input.field.publicationConsent)}
                value={consent}
                onChange={setConsent}
                hint="例如：某月某日电话征得第一提案人同意"
                error={error('publication_consent', lacks.consent)}
              />
            )}
            <SelectField
              label="审定机构"
              required={asked}
              value={body}
              onChange={setBody}
              choices={choices(FilingBodySchema, asked ? bodiesOf(p) : undefined)}
              error={error('filing_body', lacks.body)}
            />
          </>
        ),
      }}
    >
      立案
    </CommandButton>
  );
}
