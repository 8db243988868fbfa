import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { useAsk, useCommand, usePages } from '@/api/ask';
import { Assignments } from '@/api/clients';
import { idOf } from '@/api/ids';
import { date, minute } from '@/format';
import {
  type Assignment,
  AssignmentRoleSchema,
  type ExtensionRequest,
  ExtensionRequestState,
  ExtensionRequestStateSchema,
  type ReturnRequest,
  ReturnRequestState,
  ReturnRequestStateSchema,
} from '@/gen/proposals/assignment/v1/assignment_pb';
import { Facts } from '@/parts/case';
import { RadioField, SelectField } from '@/parts/choice-fields';
import { CommandButton } from '@/parts/command-button';
import { required } from '@/parts/field';
import { AreaField, DateField } from '@/parts/fields';
import { mostOf } from '@/parts/most';
import { useNames, useUnits } from '@/parts/names';
import { Empty, Loaded } from '@/parts/notes';
import { Page, Section } from '@/parts/page';
import { More } from '@/parts/rows';
import { Tag } from '@/parts/tags';
import { WordsButton } from '@/parts/words-button';
import { choices, wordOf } from '@/words';

/** Requests of units to the hand-over office: 申退 and 延期. */
export default function Requests() {
  return (
    <Page title="退办与延期" lead="申退未决期间，原单位的办理期限照常计算。">
      <Returns />
      <Extensions />
    </Page>
  );
}

function Returns() {
  const [state, setState] = useState<ReturnRequestState>(ReturnRequestState.PENDING);
  const requests = usePages(Assignments.listReturnRequests, { state }, (page) => page.returnRequests);
  return (
    <Section title="申退">
      <RadioField
        label="显示"
        value={state}
        onChange={(v) => v && setState(v)}
        choices={choices(ReturnRequestStateSchema)}
      />
      <Loaded of={requests} rows={2} empty={<Empty title={`没有${wordOf(ReturnRequestStateSchema, state)}的申退`} />}>
        {(all) => (
          <ul className="list">
            {all.map((r) => (
              <li key={r.name}>
                <Of assignment={r.assignment}>{(a) => <Return request={r} assignment={a} />}</Of>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      <More of={requests} />
    </Section>
  );
}

function Extensions() {
  const [state, setState] = useState<ExtensionRequestState>(ExtensionRequestState.PENDING);
  const requests = usePages(Assignments.listExtensionRequests, { state }, (page) => page.extensionRequests);
  return (
    <Section title="延期">
      <RadioField
        label="显示"
        value={state}
        onChange={(v) => v && setState(v)}
        choices={choices(ExtensionRequestStateSchema)}
      />
      <Loaded
        of={requests}
        rows={2}
        empty={<Empty title={`没有${wordOf(ExtensionRequestStateSchema, state)}的延期申请`} />}
      >
        {(all) => (
          <ul className="list">
            {all.map((r) => (
              <li key={r.name}>
                <Of assignment={r.assignment}>{(a) => <Extension request={r} assignment={a} />}</Of>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      <More of={requests} />
    </Section>
  );
}

/** The task of a request. */
function Of({ assignment, children }: { assignment: string; children: (a: Assignment) => ReactNode }) {
  const asked = useAsk(Assignments.getAssignment, { name: assignment });
  const names = useNames();
  return (
    <Loaded of={asked} rows={2}>
      {(a) => (
        <div className="stack">
          <h3>
            <Link className="row-link" to={`/proposals/${idOf(a.proposal)}`}>
              第 {String(a.caseNumber)} 号 {a.subject}
            </Link>
          </h3>
          <p className="quiet">
            {names.unit(a.unit)}（{wordOf(AssignmentRoleSchema, a.role)}，第 {a.round} 轮）
          </p>
          {children(a)}
        </div>
      )}
    </Loaded>
  );
}

const returnTones = new Map<ReturnRequestState, 'green' | 'red'>([
  [ReturnRequestState.APPROVED, 'green'],
  [ReturnRequestState.REFUSED, 'red'],
]);

const extensionTones = new Map<ExtensionRequestState, 'green' | 'red'>([
  [ExtensionRequestState.GRANTED, 'green'],
  [ExtensionRequestState.DENIED, 'red'],
]);

function Return({ request: r, assignment: a }: { request: ReturnRequest; assignment: Assignment }) {
  const names = useNames();
  const units = useUnits() ?? [];
  const [unit, setUnit] = useState<string>();
  const approve = useCommand(Assignments.approveReturn);
  const refuse = useCommand(Assignments.refuseReturn);
  return (
    <>
      <Facts
        of={[
          ['申退理由', r.reason],
          ['建议改由', names.unit(r.suggestedUnit)],
          ['申请时间', minute(r.requestedAt)],
          ['申退期限', date(a.returnDue?.date ?? '')],
          ['办理期限', date(a.due?.date ?? '')],
          ['不同意的理由', r.refusal],
        ]}
      />
      {r.state === ReturnRequestState.PENDING ? (
        <div className="actions">
          <CommandButton
            primary
            command={approve}
            input={() => ({ name: r.name, unit: unit ?? '' })}
            label={`同意改办 第 ${a.caseNumber} 号`}
            confirm={{
              title: `同意改办 第 ${a.caseNumber} 号`,
              ok: '同意改办',
              text: `${names.unit(a.unit)}不再办理，由下面的单位接办。`,
              body: (
                <SelectField
                  search
                  label="改由"
                  value={unit}
                  onChange={setUnit}
                  placeholder={`按建议：${names.unit(r.suggestedUnit)}`}
                  choices={units.filter((u) => u.name !== a.unit).map((u) => ({ value: u.name, label: u.title }))}
                  error={approve.fieldProblem('unit')}
                />
              ),
            }}
          >
            同意改办
          </CommandButton>
          <WordsButton
            command={refuse}
            input={(reason) => ({ name: r.name, reason })}
            field="不同意的理由"
            path="reason"
            max={mostOf(Assignments.refuseReturn.input.field.reason)}
            text="原单位继续办理，期限不变。"
            label={`不同意申退 第 ${a.caseNumber} 号`}
          >
            不同意
          </WordsButton>
        </div>
      ) : (
        <div>
          <Tag tone={returnTones.get(r.state) ?? 'plain'}>{wordOf(ReturnRequestStateSchema, r.state)}</Tag>
        </div>
      )}
    </>
  );
}

function Extension({ request: r, assignment: a }: { request: ExtensionRequest; assignment: Assignment }) {
  const [until, setUntil] = useState(r.until);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const grant = useCommand(Assignments.grantExtension);
  const deny = useCommand(Assignments.denyExtension);
  const due = a.due?.date ?? r.oldDue;
  // Another day than the one asked for needs its reason.
  const missing = until !== r.until && !reason.trim();
  return (
    <>
      <Facts
        of={[
          ['延期理由', r.reason],
          ['原期限', date(r.oldDue)],
          ['申请延至', date(r.until)],
          ['准予延至', date(r.grantedUntil)],
          ['准予的理由', r.grantReason],
          ['不予延期的理由', r.denial],
          ['审批时间', minute(r.decidedAt)],
        ]}
      />
      {r.state === ExtensionRequestState.PENDING ? (
        <div className="actions">
          <CommandButton
            primary
            command={grant}
            input={() => {
              setTried(true);
              return until && !missing ? { name: r.name, until, reason: reason.trim() } : null;
            }}
            label={`准予延期 第 ${a.caseNumber} 号`}
            confirm={{
              title: `准予延期 第 ${a.caseNumber} 号`,
              ok: '准予延期',
              text: `期限由 ${date(due)} 改为 ${date(until)}。可以准予比申请更早的日期，须说明理由。`,
              body: (
                <>
                  <DateField
                    label="准予延至"
                    required
                    min={due}
                    max={r.until}
                    value={until}
                    onChange={setUntil}
                    error={grant.fieldProblem('until') ?? (tried && !until ? required : undefined)}
                  />
                  <AreaField
                    label="准予的理由"
                    required={until !== r.until}
                    max={mostOf(Assignments.grantExtension.input.field.reason)}
                    value={reason}
                    onChange={setReason}
                    error={grant.fieldProblem('reason') ?? (tried && missing ? required : undefined)}
                  />
                </>
              ),
            }}
          >
            准予延期
          </CommandButton>
          <WordsButton
            command={deny}
            input={(reason) => ({ name: r.name, reason })}
            field="不予延期的理由"
            path="reason"
            max={mostOf(Assignments.denyExtension.input.field.reason)}
            text={`期限仍为 ${date(due)}。`}
            label={`不予延期 第 ${a.caseNumber} 号`}
          >
            不予延期
          </WordsButton>
        </div>
      ) : (
        <div>
          <Tag tone={extensionTones.get(r.state) ?? 'plain'}>{wordOf(ExtensionRequestStateSchema, r.state)}</Tag>
        </div>
      )}
    </>
  );
}
