import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useCommand } from '@/api/ask';
import { Assignments } from '@/api/clients';
import { idOf } from '@/api/ids';
import { date, minute } from '@/format';
import {
  type Assignment,
  type Contact,
  ContactForm,
  ContactStage,
  type CopiedOffice,
  CopiedOfficeSchema,
  type Reply,
  ReplyState,
} from '@/gen/proposals/assignment/v1/assignment_pb';
import type { PolicyProfile } from '@/gen/proposals/directory/v1/policy_pb';
import type { Proposal } from '@/gen/proposals/intake/v1/intake_pb';
import { CheckField } from '@/parts/choice-fields';
import { CommandButton } from '@/parts/command-button';
import { useKept } from '@/parts/kept';
import { useNames } from '@/parts/names';
import { Note } from '@/parts/notes';
import { Section } from '@/parts/page';
import { choices } from '@/words';
import { type Draft, draftOf, isSame } from './draft';
import { Paper } from './paper';
import { Editor } from './reply-editor';
import { Sign } from './sign';
import { Versions } from './versions';

const offices = choices(CopiedOfficeSchema);

/** 起草、比对、签发、送达; after delivery the letter that was sent. */
export function ReplyOf({
  of: a,
  working,
  proposal,
  versions,
  policy,
  contacts,
  missing,
  others,
}: {
  of: Assignment;
  working: boolean;
  proposal: Proposal;
  versions: Reply[];
  policy: PolicyProfile;
  contacts?: Contact[];
  missing: Assignment[];
  /** The co-handling units of the case. */
  others: string[];
}) {
  const names = useNames();
  // Everybody whom the handbook names gets a copy, but for who is left out here.
  const [leftOut, setLeftOut] = useState<(CopiedOffice | string)[]>([]);
  const copied = <V extends CopiedOffice | string>(value: V, label: string) => (
    <CheckField
      key={value}
      label={label}
      value={!leftOut.includes(value)}
      onChange={(on) => setLeftOut(on ? leftOut.filter((v) => v !== value) : [...leftOut, value])}
    />
  );
  const [again, setAgain] = useState(false);
  const latest = versions.at(-1);
  const kept = useKept<Draft>(`reply.${idOf(a.name)}`, draftOf(latest));
  const signed = latest?.state === ReplyState.SIGNED;
  const back = versions.findLast((v) => v.state === ReplyState.SENT_BACK);
  const deliver = useCommand(Assignments.deliverReply);
  const owed = policy.opinionsRequired && missing.length > 0;
  // A text that was saved as a version is no longer kept here.
  const done = kept.kept && latest !== undefined && isSame(kept.value, draftOf(latest));
  useEffect(() => {
    if (done) kept.clear();
  });

  if (!working)
    return latest?.state === ReplyState.DELIVERED ? (
      <>
        <Section title="答复函" actions={<Button onClick={() => print()}>打印</Button>}>
          <p>已于 {minute(latest.deliveredAt)} 送达提案者，不能再修改。</p>
          <Paper of={latest} task={a} proposal={proposal} />
        </Section>
        <Versions of={versions} />
      </>
    ) : null;

  if (signed && !again)
    return (
      <>
        <Section
          title="答复函（已签发）"
          actions={
            <>
              <Button onClick={() => print()}>打印</Button>
              <Button onClick={() => setAgain(true)}>另起一稿</Button>
              <CommandButton
                primary
                disabled={owed}
                command={deliver}
                input={() => ({
                  name: latest.name,
                  etag: latest.etag,
                  copiedOffices: offices.map((o) => o.value).filter((o) => !leftOut.includes(o)),
                  copiedUnits: others.filter((u) => !leftOut.includes(u)),
                })}
                confirm={{
                  title: '送达答复',
                  text: '送达后不能再修改，提案者随即收到答复函和征询意见表。',
                  body: (
                    <fieldset className="field">
                      <legend>抄送</legend>
                      {offices.map((o) => copied(o.value, o.label))}
                      {others.map((u) => copied(u, names.unit(u)))}
                    </fieldset>
                  ),
                  ok: '送达',
                }}
              >
                送达
              </CommandButton>
            </>
          }
        >
          {owed && (
            <Note kind="warn" title="尚不能送达">
              <Owing units={missing} />
            </Note>
          )}
          <Paper of={latest} task={a} proposal={proposal} />
        </Section>
        <Versions of={versions} />
      </>
    );

  return (
    <>
      {signed && (
        <Note
          kind="warn"
          title="答复函已签发，尚未送达"
          actions={<Button onClick={() => setAgain(false)}>回到已签发的答复函</Button>}
        >
          <p>保存新一稿后，须重新签发。</p>
        </Note>
      )}
      {back && (
        <Note kind="warn" title={`答复已退回重办（${minute(back.sentBackAt)}）`}>
          <p className="prose">{back.requestedChanges}</p>
          <p>改正后另存一稿，重新签发、送达。期限：{date(a.due!.date)}。</p>
        </Note>
      )}
      <Editor of={a} proposal={proposal} latest={latest} kept={kept} onSaved={() => setAgain(false)} />
      <Versions of={versions} unsaved={kept.kept && !done ? kept.value : undefined} />
      <Sign
        of={latest?.state === ReplyState.DRAFTED ? latest : undefined}
        before={versions.findLast((v) => v.commitments.length > 0)?.commitments}
        policy={policy}
        missing={[
          !latest && '还没有答复稿，请先保存一稿。',
          latest === back && latest && '退回的答复须改正后保存为新一稿。',
          kept.kept && !done && '有存在本机、尚未保存的文字，请先保存为新一稿。',
          policy.contactRequired && contacts?.length === 0 && '还没有登记与提案者的沟通；本人提出不需要的也请登记。',
          policy.earlyContactRequired &&
            contacts?.every((c) => c.stage !== ContactStage.BEFORE && c.form !== ContactForm.WAIVED_BY_PROPOSER) &&
            '还没有登记办前面商；本人提出不需要的也请登记。',
          owed && <Owing key="owing" units={missing} />,
        ]}
      />
    </>
  );
}

function Owing({ units }: { units: Assignment[] }) {
  const names = useNames();
  return <>会办意见未交齐：{units.map((u) => names.unit(u.unit)).join('、')}。</>;
}
