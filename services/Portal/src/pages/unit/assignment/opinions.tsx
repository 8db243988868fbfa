import { useState } from 'react';
import { useCommand } from '@/api/ask';
import { Assignments } from '@/api/clients';
import { idOf } from '@/api/ids';
import { date, minute, today } from '@/format';
import { type Assignment, type Opinion, OpinionMove, OpinionState } from '@/gen/proposals/assignment/v1/assignment_pb';
import type { PolicyProfile } from '@/gen/proposals/directory/v1/policy_pb';
import { Facts } from '@/parts/case';
import { CommandButton } from '@/parts/command-button';
import { required } from '@/parts/field';
import { AreaField, DateField, TextField } from '@/parts/fields';
import { KeptNote, useKept } from '@/parts/kept';
import { mostOf } from '@/parts/most';
import { useNames } from '@/parts/names';
import { Note } from '@/parts/notes';
import { Section } from '@/parts/page';
import { Tag } from '@/parts/tags';
import { answersProposer, isPast, isLive } from '@/parts/tasks';

/** The opinions of the co-handling units, and the units that still owe one. The lead unit may send one back. */
export function Opinions({ of: a, ofCase, opinions }: { of: Assignment; ofCase: Assignment[]; opinions: Opinion[] }) {
  const names = useNames();
  const co = ofCase.filter((o) => o.round === a.round && !answersProposer(o) && isLive(o));
  if (!co.length) return null;
  return (
    <Section title="会办意见">
      <ul className="list">
        {co.map((o) => {
          const given = opinions.filter((p) => p.assignment === o.name);
          const opinion = given.find((p) => p.state === OpinionState.GIVEN);
          return (
            <li key={o.name}>
              <h3>
                {names.unit(o.unit)}　
                {opinion ? <Tag tone="green">已交</Tag> : <Tag tone={isPast(o.due) ? 'red' : 'yellow'}>未交</Tag>}
              </h3>
              {opinion ? (
                <>
                  <p className="hint">{minute(opinion.givenAt)}</p>
                  <p className="prose">{opinion.text}</p>
                  <Papers of={opinion} />
                  {opinion.moves.includes(OpinionMove.SEND_BACK) && (
                    <SendBack of={opinion} due={o.due!.date} lead={a} />
                  )}
                </>
              ) : (
                <p className="hint">
                  期限 {date(o.due!.date)}
                  {isPast(o.due) && '，已逾期'}
                </p>
              )}
              <Earlier of={given} />
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

/** 文号, 签发人, 联系人和电话, as far as they were said. */
const Papers = ({ of: p }: { of: Opinion }) => (
  <Facts
    of={[
      ['文号', p.documentNumber],
      ['签发人', p.signatory],
      ['联系人', p.handler && `${p.handler}（${p.handlerPhone}）`],
    ]}
  />
);

/** 退回协商: what is to be agreed on, and until when. */
function SendBack({ of: opinion, due, lead }: { of: Opinion; due: string; lead: Assignment }) {
  const names = useNames();
  const [disagreement, setDisagreement] = useState('');
  const [until, setUntil] = useState('');
  const [tried, setTried] = useState(false);
  const sendBack = useCommand(Assignments.sendBackOpinion);
  return (
    <div className="actions">
      <CommandButton
        command={sendBack}
        label={`退回协商：${names.unit(opinion.unit)}`}
        onDone={() => {
          setDisagreement('');
          setUntil('');
          setTried(false);
        }}
        input={() => {
          setTried(true);
          return disagreement.trim() && until ? { name: opinion.name, disagreement: disagreement.trim(), until } : null;
        }}
        confirm={{
          title: `会办意见退回协商：${names.unit(opinion.unit)}`,
          ok: '退回协商',
          text: '会办单位协商后重新提交，原意见保留。反复协商仍不一致的，报分管领导决定。',
          body: (
            <>
              <AreaField
                label="需要协商的意见"
                required
                max={mostOf(Assignments.sendBackOpinion.input.field.disagreement)}
                value={disagreement}
                onChange={setDisagreement}
                error={sendBack.fieldProblem('disagreement') ?? (tried && !disagreement.trim() ? required : undefined)}
              />
              <DateField
                label="重新提交期限"
                required
                // A day before the one that stands would change nothing.
                min={due > today() ? due : today()}
                max={lead.due!.date}
                value={until}
                onChange={setUntil}
                hint={`不晚于本单位的答复期限 ${date(lead.due!.date)}`}
                error={sendBack.fieldProblem('until') ?? (tried && !until ? required : undefined)}
              />
            </>
          ),
        }}
      >
        退回协商
      </CommandButton>
    </div>
  );
}

/** The opinions that were sent back, with what was to be agreed on. */
function Earlier({ of: opinions }: { of: Opinion[] }) {
  const back = opinions.filter((p) => p.state === OpinionState.SENT_BACK);
  return back.map((p) => (
    <details key={p.name}>
      <summary>
        {minute(p.givenAt)} 提交的意见，{minute(p.sentBackAt)} 退回协商
      </summary>
      <p className="prose">{p.text}</p>
      <p className="prose">
        <span className="quiet">需要协商的意见：</span>
        {p.disagreement}
      </p>
    </details>
  ));
}

/** The opinion of a co-handling unit: given, or to be written, also again after it was sent back. */
export function OwnOpinion({
  of: a,
  working,
  opinions,
  policy,
}: {
  of: Assignment;
  working: boolean;
  opinions: Opinion[];
  policy?: PolicyProfile;
}) {
  const given = opinions.find((p) => p.state === OpinionState.GIVEN);
  const back = opinions.filter((p) => p.state === OpinionState.SENT_BACK).at(-1);
  const kept = useKept(`opinion.${idOf(a.name)}`, working ? (back?.text ?? '') : '');
  const [number, setNumber] = useState('');
  const [signatory, setSignatory] = useState('');
  const [handler, setHandler] = useState('');
  const [phone, setPhone] = useState('');
  const [tried, setTried] = useState(false);
  const submit = useCommand(Assignments.submitOpinion);
  if (!given && !working) return null;
  return (
    <Section title="会办意见">
      {given ? (
        <>
          <p className="hint">{minute(given.givenAt)} 提交</p>
          <p className="prose">{given.text}</p>
          <Papers of={given} />
        </>
      ) : (
        <>
          {back && (
            <Note kind="warn" title={`主办单位退回协商（${minute(back.sentBackAt)}）`}>
              <p className="prose">{back.disagreement}</p>
              <p>协商后请在 {date(a.due!.date)} 前重新提交。</p>
            </Note>
          )}
          <AreaField
            label="意见"
            required
            max={mostOf(Assignments.submitOpinion.input.field.text)}
            rows={8}
            value={kept.value}
            onChange={(text) => kept.change(text)}
            hint="交给主办单位，由主办单位一并答复提案者"
            error={submit.fieldProblem('text') ?? (tried && !kept.value.trim() ? required : undefined)}
          />
          <TextField
            label="文号"
            required={policy?.paperFieldsRequired}
            max={mostOf(Assignments.submitOpinion.input.field.documentNumber)}
            value={number}
            onChange={setNumber}
            hint="例如 某局提函〔2026〕12号"
            error={submit.fieldProblem('document_number')}
          />
          <TextField
            label="签发人"
            required={policy?.paperFieldsRequired}
            max={mostOf(Assignments.submitOpinion.input.field.signatory)}
            value={signatory}
            onChange={setSignatory}
            error={submit.fieldProblem('signatory')}
          />
          <TextField
            label="联系人"
            required={policy?.paperFieldsRequired}
            max={mostOf(Assignments.submitOpinion.input.field.handler)}
            value={handler}
            onChange={setHandler}
            error={submit.fieldProblem('handler')}
          />
          <TextField
            label="联系电话"
            max={mostOf(Assignments.submitOpinion.input.field.handlerPhone)}
            value={phone}
            onChange={setPhone}
            error={submit.fieldProblem('handler_phone')}
          />
          <KeptNote at={kept.at} />
          <div className="actions">
            <CommandButton
              primary
              command={submit}
              onDone={kept.clear}
              input={() => {
                setTried(true);
                return kept.value.trim()
                  ? {
                      assignment: a.name,
                      text: kept.value,
                      documentNumber: number,
                      signatory,
                      handler,
                      handlerPhone: phone,
                    }
                  : null;
              }}
              confirm={{ title: '提交会办意见', text: '提交后不能修改，主办单位随即看到。', ok: '提交' }}
            >
              提交会办意见
            </CommandButton>
          </div>
        </>
      )}
      <Earlier of={opinions} />
    </Section>
  );
}
