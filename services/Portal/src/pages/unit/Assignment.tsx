import { Button } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { useAll, useAsk, useCommand } from '@/api/ask';
import { Assignments, Intake, Supervision } from '@/api/clients';
import { idOf } from '@/api/ids';
import { useSession } from '@/api/session';
import { clock, date, day, minute, today, untilDue } from '@/format';
import {
  AssignmentRole,
  AssignmentState,
  ContactForm,
  Disclosure,
  ExtensionRequestState,
  ReplyState,
  ReturnRequestState,
  type Assignment,
  type Contact,
  type Opinion,
  type Reply,
} from '@/gen/proposals/assignment/v1/assignment_pb';
import { ProposerKind } from '@/gen/proposals/directory/v1/directory_pb';
import type { PolicyProfile } from '@/gen/proposals/directory/v1/policy_pb';
import type { Proposal } from '@/gen/proposals/intake/v1/intake_pb';
import { Attachments } from '@/parts/attachments';
import { unsent } from '@/parts/autosave';
import { Facts, Joined } from '@/parts/case';
import { CommandButton } from '@/parts/command-button';
import { Diff } from '@/parts/diff';
import { AreaField, DateField, RadioField, SelectField, TextField } from '@/parts/fields';
import { useMembers, useNames, usePolicy, useUnits } from '@/parts/names';
import { Loaded, Note } from '@/parts/notes';
import { Page, Section } from '@/parts/page';
import { Answers, Letter, ProposalText, type LetterText } from '@/parts/proposal-text';
import { LightTag, Tag } from '@/parts/tags';
import {
  assignmentRoles,
  assignmentStates,
  choices,
  contactForms,
  disclosures,
  dutyKinds,
  extensionRequestStates,
  lights,
  replyStates,
  returnRequestStates,
} from '@/words';

const required = '此项必填。';
const isOpen = (a: Assignment) => a.state === AssignmentState.HANDED_OVER || a.state === AssignmentState.ACKNOWLEDGED;
const isLive = (a: Assignment) => a.state !== AssignmentState.RETURNED && a.state !== AssignmentState.CANCELLED;
const answersProposer = (a: Assignment) => a.role !== AssignmentRole.CO_HANDLE;

export default function AssignmentPage() {
  const { id } = useParams();
  const { name } = useSession();
  const assignment = useAsk(Assignments.getAssignment, { name: name('assignments', id!) });
  const a = assignment.data;
  return (
    <Page
      title={a?.subject ?? '承办任务'}
      lead={
        a && (
          <>
            第 {a.caseNumber} 号　{assignmentRoles[a.role]}　<Tag>{assignmentStates[a.state]}</Tag>
          </>
        )
      }
    >
      <Loaded of={assignment} rows={8}>
        {(task) => <Task key={task.name} of={task} />}
      </Loaded>
    </Page>
  );
}

/** The proposal at the side, the work in the middle: what can be done follows from the state. */
function Task({ of: a }: { of: Assignment }) {
  const { account } = useSession();
  const own = a.unit === account.unit;
  const proposal = useAsk(Intake.getProposal, { name: a.proposal });
  const ofCase = useAll(Assignments.listAssignments, { proposal: a.proposal }, (p) => p.assignments);
  const opinions = useAll(Assignments.listOpinions, { proposal: a.proposal }, (p) => p.opinions);
  const replies = useAll(Assignments.listReplies, { proposal: a.proposal }, (p) => p.replies);
  const contacts = useAll(Assignments.listContacts, { assignment: a.name }, (p) => p.contacts);
  const policy = usePolicy(proposal.data?.policyVersion);
  const working = own && a.state === AssignmentState.ACKNOWLEDGED;
  const versions = (replies.data ?? []).filter((r) => r.assignment === a.name).sort((x, y) => x.version - y.version);
  const missing = (ofCase.data ?? []).filter((o) => o.round === a.round && !answersProposer(o) && isOpen(o));

  return (
    <>
      <Rounds of={a} ofCase={ofCase.data ?? []} replies={replies.data ?? []} proposal={proposal.data} />
      <div className="columns">
        <div>
          <Overview of={a} own={own} />
          {answersProposer(a) && <Opinions of={a} ofCase={ofCase.data ?? []} opinions={opinions.data ?? []} />}
          {!answersProposer(a) && (
            <OwnOpinion of={a} working={working} given={opinions.data?.find((o) => o.assignment === a.name)} />
          )}
          {a.state !== AssignmentState.HANDED_OVER && (
            <Contacts of={a} working={working} contacts={contacts} policy={policy} />
          )}
          {answersProposer(a) && own && proposal.data && policy && replies.data && (
            <ReplyOf
              of={a}
              working={working}
              proposal={proposal.data}
              versions={versions}
              policy={policy}
              contacts={contacts.data}
              missing={missing}
            />
          )}
        </div>
        <aside className="section sticky" aria-label="提案原文" tabIndex={0}>
          <h2>提案原文</h2>
          <Loaded of={proposal}>{(p) => <Original of={p} />}</Loaded>
        </aside>
      </div>
    </>
  );
}

function Original({ of: p }: { of: Proposal }) {
  const names = useNames();
  return (
    <>
      <Facts
        of={[
          ['第一提案人', names.member(p.lead)],
          ['联名人', p.coSigners.length > 0 && <Joined of={p.coSigners.map((m) => names.member(m))} />],
          ['届次', names.session(p.session)],
          ['类别', names.category(p.category)],
          ['提案者意愿', p.mayPublish ? '可以公开' : `不宜公开${p.notPublicReason && `：${p.notPublicReason}`}`],
        ]}
      />
      {p.text && <ProposalText text={p.text} />}
      <div className="prose-part">
        <h3>附件</h3>
        <Attachments proposal={p} />
      </div>
    </>
  );
}

/** 重新办理, with its own clock, and what was answered before. */
function Rounds({
  of: a,
  ofCase,
  replies,
  proposal,
}: {
  of: Assignment;
  ofCase: Assignment[];
  replies: Reply[];
  proposal?: Proposal;
}) {
  const names = useNames();
  const own = ofCase.filter((o) => o.unit === a.unit && isLive(o));
  const later = own.find((o) => o.round > a.round);
  const before = own.filter((o) => o.round < a.round).sort((x, y) => y.round - x.round);
  const delivered = before.flatMap((o) =>
    replies.filter((r) => r.assignment === o.name && r.state === ReplyState.DELIVERED),
  );
  return (
    <>
      {later && (
        <Note
          kind="warn"
          title={`本案已进入重新办理（第 ${later.round} 轮）`}
          actions={
            <Link className="row-link" to={`/assignments/${idOf(later.name)}`}>
              去办理第 {later.round} 轮
            </Link>
          }
        >
          <p>这里是第 {a.round} 轮的办理情况。</p>
        </Note>
      )}
      {a.round > 1 && (
        <Note kind="warn" title={`重新办理（第 ${a.round} 轮）`}>
          <p>按提案者对上一轮的评价，本案须重新办理。本轮期限另行计算：{date(a.due!.date)}截止。</p>
          {delivered.map((r) => (
            <details key={r.name}>
              <summary>
                上一轮的答复（{r.documentNumber}，{day(r.deliveredAt)} 送达）
              </summary>
              <p className="prose">{r.text}</p>
              <Answers reply={r} suggestions={proposal?.text?.suggestions ?? []} />
              <Facts of={[['办理结果', names.outcome(r.outcomeClass)]]} />
            </details>
          ))}
        </Note>
      )}
    </>
  );
}

/** Dates, lights, and what is decided about the task itself: 签收, 申请退回, 申请延期. */
function Overview({ of: a, own }: { of: Assignment; own: boolean }) {
  const names = useNames();
  const { account } = useSession();
  const duties =
    useAsk(Supervision.listDuties, { proposal: a.proposal }).data?.duties.filter(
      (d) => d.unit === a.unit && d.round === a.round,
    ) ?? [];
  const urges =
    useAsk(Supervision.listUrges, { proposal: a.proposal }).data?.urges.filter((u) => u.unit === account.unit) ?? [];
  const returns =
    useAll(Assignments.listReturnRequests, {}, (p) => p.returnRequests, { enabled: own }).data?.filter(
      (r) => r.assignment === a.name,
    ) ?? [];
  const extensions =
    useAll(Assignments.listExtensionRequests, {}, (p) => p.extensionRequests, { enabled: own }).data?.filter(
      (r) => r.assignment === a.name,
    ) ?? [];
  const acknowledge = useCommand(Assignments.acknowledgeAssignment);
  const provisional = (due: Assignment['due']) =>
    due?.provisional && (
      <>
        {' '}
        <Tag tone="yellow">暂定</Tag>
      </>
    );
  const answer = answersProposer(a) ? '答复' : '会办意见';

  return (
    <Section
      title="办理情况"
      actions={
        <Link className="row-link" to={`/assignments/${idOf(a.name)}/deadline`}>
          期限说明
        </Link>
      }
    >
      {a.state === AssignmentState.HANDED_OVER && own && (
        <p>请核对是否属于本单位职责：属于的请签收；不属于的请在申退期限内申请退回。</p>
      )}
      <Facts
        of={[
          ['承办单位', names.unit(a.unit)],
          ['交办', day(a.handedOverAt)],
          [
            '签收',
            a.acknowledgedAt
              ? day(a.acknowledgedAt)
              : a.acknowledgeDue &&
                isOpen(a) && (
                  <>
                    {date(a.acknowledgeDue.date)}截止{provisional(a.acknowledgeDue)}
                  </>
                ),
          ],
          [
            `${answer}期限`,
            a.due && (
              <>
                {date(a.due.date)}
                {provisional(a.due)}
                {a.originalDue && a.originalDue.date !== a.due.date && `（原期限 ${date(a.originalDue.date)}）`}
              </>
            ),
          ],
          [answersProposer(a) ? '答复送达' : '会办意见提交', day(a.completedAt)],
        ]}
      />
      {duties.length > 0 && (
        <ul aria-label="剩余时间">
          {duties.map((d) => (
            <li key={d.name}>
              {dutyKinds[d.kind]}　
              <LightTag light={d.light} text={`${lights[d.light]}：${untilDue(d.dueDate, d.workingDaysLeft)}`} />
            </li>
          ))}
        </ul>
      )}
      {urges.length > 0 && (
        <p>
          已被催办 {urges.length} 次，最近一次：{minute(urges[0]!.urgedAt)}“{urges[0]!.content}”　
          <Link className="row-link" to="/urges-received">
            全部催办
          </Link>
        </p>
      )}
      {own && isOpen(a) && (
        <div className="actions">
          {a.state === AssignmentState.HANDED_OVER && (
            <CommandButton primary command={acknowledge} input={() => ({ name: a.name, etag: a.etag })}>
              签收
            </CommandButton>
          )}
          <ReturnButton of={a} pending={returns.some((r) => r.state === ReturnRequestState.PENDING)} />
          <ExtensionButton of={a} pending={extensions.some((r) => r.state === ExtensionRequestState.PENDING)} />
        </div>
      )}
      {own && isOpen(a) && <ReturnWindow of={a} />}
      {returns.length > 0 && (
        <ul className="list" aria-label="申退记录">
          {returns.map((r) => (
            <li key={r.name}>
              {day(r.requestedAt)} 申请退回，建议由{names.unit(r.suggestedUnit)}承办：{r.reason}　
              <Tag>{returnRequestStates[r.state]}</Tag>
              {r.refusal && <p>不同意的理由：{r.refusal}</p>}
            </li>
          ))}
        </ul>
      )}
      {extensions.length > 0 && (
        <ul className="list" aria-label="延期记录">
          {extensions.map((r) => (
            <li key={r.name}>
              申请由 {date(r.oldDue)} 延至 {date(r.until)}：{r.reason}　<Tag>{extensionRequestStates[r.state]}</Tag>
              {r.denial && <p>不予延期的理由：{r.denial}</p>}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

const isClosed = (due: Assignment['due']) => due !== undefined && today() > due.date;

const ReturnWindow = ({ of: a }: { of: Assignment }) =>
  isClosed(a.returnDue) ? (
    <p className="hint">申退期限已于 {date(a.returnDue!.date)} 截止，逾期不作调整，请按期办理。</p>
  ) : (
    <p className="hint">
      申退截止：{date(a.returnDue!.date)}（当日有效）{a.returnDue!.provisional && '，暂定'}
      。申退未批准前，期限照常计算。
    </p>
  );

function ReturnButton({ of: a, pending }: { of: Assignment; pending: boolean }) {
  const units = useUnits();
  const [reason, setReason] = useState('');
  const [unit, setUnit] = useState<string>();
  const [tried, setTried] = useState(false);
  const request = useCommand(Assignments.requestReturn);
  if (pending) return <span className="hint">申退待审核</span>;
  if (isClosed(a.returnDue)) return null;
  return (
    <CommandButton
      command={request}
      onDone={() => {
        setReason('');
        setUnit(undefined);
        setTried(false);
      }}
      input={() => {
        setTried(true);
        return reason && unit ? { assignment: a.name, reason, suggestedUnit: unit } : null;
      }}
      confirm={{
        title: '申请退回',
        ok: '提交申退',
        text: `不属于本单位职责的，可在 ${date(a.returnDue!.date)}（含当日）前申请退回，由交办机关审核。`,
        body: (
          <>
            <AreaField
              label="申退理由"
              required
              max={500}
              value={reason}
              onChange={setReason}
              error={request.fieldProblem('reason') ?? (tried && !reason ? required : undefined)}
            />
            <SelectField
              label="建议承办单位"
              required
              search
              value={unit}
              onChange={setUnit}
              choices={(units ?? []).filter((u) => u.name !== a.unit).map((u) => ({ value: u.name, label: u.title }))}
              error={request.fieldProblem('suggested_unit') ?? (tried && !unit ? required : undefined)}
            />
          </>
        ),
      }}
    >
      申请退回
    </CommandButton>
  );
}

function ExtensionButton({ of: a, pending }: { of: Assignment; pending: boolean }) {
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState('');
  const [tried, setTried] = useState(false);
  const request = useCommand(Assignments.requestExtension);
  if (pending) return <span className="hint">延期申请待审批</span>;
  if (isClosed(a.due)) return <span className="hint">期限已过，不能再申请延期</span>;
  return (
    <CommandButton
      command={request}
      onDone={() => {
        setReason('');
        setUntil('');
        setTried(false);
      }}
      input={() => {
        setTried(true);
        return reason && until ? { assignment: a.name, reason, until } : null;
      }}
      confirm={{
        title: '申请延期',
        ok: '提交申请',
        text: `现有期限 ${date(a.due!.date)}。批准前，期限照常计算。`,
        body: (
          <>
            <DateField
              label="延期至"
              required
              min={a.due!.date}
              value={until}
              onChange={setUntil}
              error={request.fieldProblem('until') ?? (tried && !until ? required : undefined)}
            />
            <AreaField
              label="延期理由"
              required
              max={500}
              value={reason}
              onChange={setReason}
              error={request.fieldProblem('reason') ?? (tried && !reason ? required : undefined)}
            />
          </>
        ),
      }}
    >
      申请延期
    </CommandButton>
  );
}

/** 沟通、面商. */
function Contacts({
  of: a,
  working,
  contacts,
  policy,
}: {
  of: Assignment;
  working: boolean;
  contacts: { data: Contact[] | undefined; error: Error | null; isPending: boolean; refetch: () => unknown };
  policy?: PolicyProfile;
}) {
  const [on, setOn] = useState('');
  const [form, setForm] = useState<ContactForm>();
  const [summary, setSummary] = useState('');
  const [tried, setTried] = useState(false);
  const log = useCommand(Assignments.logContact);
  const waived = form === ContactForm.WAIVED_BY_PROPOSER;
  return (
    <Section
      title="与提案者沟通"
      actions={
        working && (
          <CommandButton
            command={log}
            onDone={() => {
              setOn('');
              setForm(undefined);
              setSummary('');
              setTried(false);
            }}
            input={() => {
              setTried(true);
              return on && form && (summary || waived) ? { assignment: a.name, date: on, form, summary } : null;
            }}
            confirm={{
              title: '登记沟通',
              ok: '登记',
              body: (
                <>
                  <DateField
                    label="日期"
                    required
                    max={today()}
                    value={on}
                    onChange={setOn}
                    error={log.fieldProblem('date') ?? (tried && !on ? required : undefined)}
                  />
                  <RadioField
                    label="形式"
                    required
                    value={form}
                    onChange={setForm}
                    choices={choices(contactForms)}
                    error={log.fieldProblem('form') ?? (tried && !form ? required : undefined)}
                  />
                  <AreaField
                    label="沟通情况"
                    required={!waived}
                    max={2000}
                    value={summary}
                    onChange={setSummary}
                    hint="谈了什么，提案者有什么意见"
                    error={log.fieldProblem('summary') ?? (tried && !summary && !waived ? required : undefined)}
                  />
                </>
              ),
            }}
          >
            登记沟通
          </CommandButton>
        )
      }
    >
      <Loaded
        of={contacts}
        rows={2}
        empty={
          <p className="quiet">
            还没有沟通记录。{policy?.contactRequired && answersProposer(a) && '签发答复前须与提案者沟通。'}
          </p>
        }
      >
        {(rows) => (
          <ul className="list">
            {rows.map((c) => (
              <li key={c.name}>
                {date(c.date)}　<Tag>{contactForms[c.form]}</Tag>
                {c.summary && <p className="prose">{c.summary}</p>}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Section>
  );
}

/** What the co-handling units say, and who has not said anything yet. */
function Opinions({ of: a, ofCase, opinions }: { of: Assignment; ofCase: Assignment[]; opinions: Opinion[] }) {
  const names = useNames();
  const co = ofCase.filter((o) => o.round === a.round && !answersProposer(o) && isLive(o));
  if (!co.length) return null;
  return (
    <Section title="会办意见">
      <ul className="list">
        {co.map((o) => {
          const opinion = opinions.find((p) => p.assignment === o.name);
          return (
            <li key={o.name}>
              <h3>
                {names.unit(o.unit)}　
                {opinion ? <Tag tone="green">已交</Tag> : <Tag tone={isClosed(o.due) ? 'red' : 'yellow'}>未交</Tag>}
              </h3>
              {opinion ? (
                <>
                  <p className="hint">{minute(opinion.givenAt)}</p>
                  <p className="prose">{opinion.text}</p>
                </>
              ) : (
                <p className="hint">
                  期限 {date(o.due!.date)}
                  {isClosed(o.due) && '，已逾期'}
                </p>
              )}
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

function OwnOpinion({ of: a, working, given }: { of: Assignment; working: boolean; given?: Opinion }) {
  const kept = useKept(`portal.opinion.${idOf(a.name)}`, '');
  const [tried, setTried] = useState(false);
  const submit = useCommand(Assignments.submitOpinion);
  if (!given && !working) return null;
  return (
    <Section title="会办意见">
      {given ? (
        <>
          <p className="hint">{minute(given.givenAt)} 提交</p>
          <p className="prose">{given.text}</p>
        </>
      ) : (
        <>
          <AreaField
            label="意见"
            required
            max={10000}
            rows={8}
            value={kept.value}
            onChange={kept.change}
            hint="交给主办单位，由主办单位一并答复提案者"
            error={submit.fieldProblem('text') ?? (tried && !kept.value.trim() ? required : undefined)}
          />
          <KeptNote at={kept.at} />
          <div className="actions">
            <CommandButton
              primary
              command={submit}
              onDone={kept.clear}
              input={() => {
                setTried(true);
                return kept.value.trim() ? { assignment: a.name, text: kept.value } : null;
              }}
              confirm={{ title: '提交会办意见', text: '提交后不能修改，主办单位随即看到。', ok: '提交' }}
            >
              提交会办意见
            </CommandButton>
          </div>
        </>
      )}
    </Section>
  );
}

/** A text that is kept on this device until it is sent; `base` is what it was written on. */
function useKept<T>(name: string, none: T) {
  const { account } = useSession();
  const key = `${name}.${idOf(account.name)}`;
  const [kept, setKept] = useState(() => unsent<T>(key));
  return {
    value: kept?.value ?? none,
    kept: kept !== null,
    base: kept?.etag ?? '',
    at: kept?.at,
    change: (value: T, base = kept?.etag ?? '') => {
      const next = { value, etag: base, at: Date.now() };
      localStorage.setItem(key, JSON.stringify(next));
      setKept(next);
    },
    clear: () => {
      localStorage.removeItem(key);
      setKept(null);
    },
  };
}

const KeptNote = ({ at }: { at?: number }) => (
  <p className="hint" aria-live="polite">
    {at ? `已存在本机 ${clock(new Date(at))}，尚未提交` : '输入的文字随时存在本机。'}
  </p>
);

interface Draft {
  text: string;
  answers: string[];
}

const draftOf = (reply: Reply | undefined): Draft => ({ text: reply?.text ?? '', answers: reply?.answers ?? [] });
const isSame = (a: Draft, b: Draft) =>
  JSON.stringify([a.text, a.answers.filter(Boolean)]) === JSON.stringify([b.text, b.answers.filter(Boolean)]);
const whole = (d: Draft) => [d.text, ...d.answers.map((answer, i) => `建议 ${i + 1} 的答复：${answer}`)].join('\n\n');

/** 起草、比对、签发、送达; after delivery what was sent. */
function ReplyOf({
  of: a,
  working,
  proposal,
  versions,
  policy,
  contacts,
  missing,
}: {
  of: Assignment;
  working: boolean;
  proposal: Proposal;
  versions: Reply[];
  policy: PolicyProfile;
  contacts?: Contact[];
  missing: Assignment[];
}) {
  const [again, setAgain] = useState(false);
  const latest = versions.at(-1);
  const kept = useKept<Draft>(`portal.reply.${idOf(a.name)}`, draftOf(latest));
  const signed = latest?.state === ReplyState.SIGNED;
  const deliver = useCommand(Assignments.deliverReply);
  // What was saved as a version need not be kept here any longer.
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
                command={deliver}
                input={() => ({ name: latest.name, etag: latest.etag })}
                confirm={{
                  title: '送达答复',
                  text: '送达后不能再修改，提案者随即收到答复函和征询意见表。',
                  ok: '送达',
                }}
              >
                送达
              </CommandButton>
            </>
          }
        >
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
      <Editor of={a} proposal={proposal} latest={latest} kept={kept} onSaved={() => setAgain(false)} />
      <Versions of={versions} unsaved={kept.kept && !done ? kept.value : undefined} />
      <Sign
        of={latest?.state === ReplyState.DRAFTED ? latest : undefined}
        policy={policy}
        missing={[
          !latest && '还没有答复稿，请先保存一稿。',
          kept.kept && !done && '有存在本机、尚未保存的文字，请先保存为新一稿。',
          policy.contactRequired && contacts?.length === 0 && '还没有登记与提案者的沟通；本人提出不需要的也请登记。',
          policy.opinionsRequired && missing.length > 0 && <Owing key="owing" units={missing} />,
        ]}
      />
    </>
  );
}

function Owing({ units }: { units: Assignment[] }) {
  const names = useNames();
  return <>会办意见未交齐：{units.map((u) => names.unit(u.unit)).join('、')}。</>;
}

/** 称谓: one by name, many by the first and how many. */
function useAddressee(p: Proposal) {
  const members = useMembers();
  const of = (name: string) => members?.find((m) => m.name === name)?.displayName ?? '';
  if (p.proposerKind !== ProposerKind.MEMBER) return of(p.lead);
  const people = [p.lead, ...p.coSigners];
  return people.length <= 3 ? `${people.map(of).join('、')}委员` : `${of(p.lead)}等 ${people.length} 位委员`;
}

/** The letter as it is printed: A4, and nothing else of the page. */
function Paper({ of: reply, task, proposal }: { of: LetterText; task: Assignment; proposal: Proposal }) {
  const names = useNames();
  const to = useAddressee(proposal);
  const session = names.session(proposal.session);
  return (
    <div className="letter-sheet">
      <Letter
        reply={reply}
        unit={names.unit(task.unit)}
        to={to}
        title={`关于政协${session}第 ${task.caseNumber} 号提案的答复`}
        suggestions={proposal.text?.suggestions}
      />
    </div>
  );
}

/** The text and an answer to each suggestion. It is kept on this device while it is written; a version is made on purpose. */
function Editor({
  of: a,
  proposal,
  latest,
  kept,
  onSaved,
}: {
  of: Assignment;
  proposal: Proposal;
  latest?: Reply;
  kept: ReturnType<typeof useKept<Draft>>;
  onSaved: () => void;
}) {
  const [preview, setPreview] = useState(false);
  const [tried, setTried] = useState(false);
  const save = useCommand(Assignments.draftReply);
  const suggestions = (proposal.text?.suggestions ?? []).slice(0, 50);
  const draft = kept.value;
  const answers = suggestions.map((_, i) => draft.answers[i] ?? '');
  const some = answers.some((x) => x.trim());
  const unanswered = some ? answers.flatMap((x, i) => (x.trim() ? [] : [i + 1])) : [];
  const version = String(latest?.version ?? 0);
  const change = (next: Draft) => kept.change(next, kept.kept ? kept.base : version);
  const outdated = kept.kept && Number(kept.base) < Number(version);

  return (
    <Section
      title="起草答复"
      actions={
        <Button aria-pressed={preview} onClick={() => setPreview(!preview)}>
          预览答复函
        </Button>
      }
    >
      {outdated && (
        <Note
          kind="warn"
          title={`系统中已有第 ${version} 稿，比本机的文字新`}
          actions={
            <>
              <Button onClick={() => kept.clear()}>改用第 {version} 稿</Button>
              <Button onClick={() => kept.change(draft, version)}>保留本机的文字</Button>
            </>
          }
        >
          <p>下面是存在本机的文字，没有丢失；可在“历稿”中与第 {version} 稿比对后再决定。</p>
        </Note>
      )}
      <AreaField
        label="正文"
        required
        max={20000}
        rows={10}
        value={draft.text}
        onChange={(text) => change({ text, answers })}
        hint="不写标题、称谓和落款，系统自动排入"
        error={save.fieldProblem('text') ?? (tried && !draft.text.trim() ? required : undefined)}
      />
      {suggestions.length > 0 && <h3>逐条答复</h3>}
      {suggestions.map((s, i) => (
        <div className="suggestion" key={i}>
          <p className="prose">
            <span className="quiet">建议 {i + 1}：</span>
            {s}
          </p>
          <AreaField
            label={`对建议 ${i + 1} 的答复`}
            max={5000}
            rows={3}
            value={answers[i]!}
            onChange={(x) => change({ text: draft.text, answers: answers.with(i, x) })}
            error={
              save.fieldProblem(`answers[${i}]`) ??
              (tried && unanswered.includes(i + 1) ? '其他建议已答复，这一条也要答复。' : undefined)
            }
          />
        </div>
      ))}
      {suggestions.length > 0 && <p className="hint">逐条答复的，每条都要写；都不写的，只送达正文。</p>}
      <KeptNote at={kept.at} />
      <div className="actions">
        <CommandButton
          primary
          command={save}
          disabled={!kept.kept}
          onDone={onSaved}
          input={() => {
            setTried(true);
            return draft.text.trim() && !unanswered.length
              ? { assignment: a.name, text: draft.text, answers: some ? answers : [] }
              : null;
          }}
        >
          保存为新一稿
        </CommandButton>
        <span className="hint">{latest ? `现为第 ${version} 稿（${replyStates[latest.state]}）` : '还没有保存过'}</span>
      </div>
      {preview && (
        <>
          <div className="section-head no-print">
            <h3>预览</h3>
            <Button onClick={() => print()}>打印</Button>
          </div>
          <Paper
            of={{
              text: draft.text,
              answers: some ? answers : [],
              documentNumber: '',
              outcomeClass: '',
              signatory: '',
              disclosure: Disclosure.UNSPECIFIED,
            }}
            task={a}
            proposal={proposal}
          />
        </>
      )}
    </Section>
  );
}

/** All versions, and what changed between two of them. */
function Versions({ of: versions, unsaved }: { of: Reply[]; unsaved?: Draft }) {
  const all = [
    ...versions.map((r) => ({
      value: r.version,
      label: `第 ${r.version} 稿（${replyStates[r.state]}）`,
      draft: draftOf(r),
    })),
    ...(unsaved ? [{ value: 0, label: '本机的文字（尚未保存）', draft: unsaved }] : []),
  ];
  const [from, setFrom] = useState<number>();
  const [to, setTo] = useState<number>();
  if (all.length < 2) return null;
  // The last two until others are chosen.
  const [older, newer] = [
    all.find((v) => v.value === from) ?? all.at(-2)!,
    all.find((v) => v.value === to) ?? all.at(-1)!,
  ];
  const select = { choices: all.map(({ value, label }) => ({ value, label })) };
  return (
    <Section title="历稿">
      <details>
        <summary>比对两稿（共 {versions.length} 稿）</summary>
        <div className="pair">
          <SelectField label="从" value={older.value} onChange={setFrom} {...select} />
          <SelectField label="到" value={newer.value} onChange={setTo} {...select} />
        </div>
        <p className="hint" aria-live="polite">
          从{older.label}到{newer.label}：<del>删去的文字</del>　<ins>新增的文字</ins>
        </p>
        <Diff from={whole(older.draft)} to={whole(newer.draft)} />
      </details>
    </Section>
  );
}

/** 签发: nothing is preset, and what is missing is said before one tries. */
function Sign({ of: reply, policy, missing }: { of?: Reply; policy: PolicyProfile; missing: ReactNode[] }) {
  const [number, setNumber] = useState('');
  const [outcome, setOutcome] = useState<string>();
  const [signatory, setSignatory] = useState('');
  const [disclosure, setDisclosure] = useState<Disclosure>();
  const [summary, setSummary] = useState('');
  const [tried, setTried] = useState(false);
  const sign = useCommand(Assignments.signReply);
  const absent = missing.filter(Boolean);
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
            max={100}
            value={number}
            onChange={setNumber}
            hint="例如 某局函〔2026〕12号"
            error={error('document_number', number)}
          />
          <RadioField
            label="办理结果"
            required
            value={outcome}
            onChange={setOutcome}
            choices={policy.outcomeClasses.map((c) => ({ value: c.code, label: `${c.code}　${c.label}` }))}
            error={error('outcome_class', outcome)}
          />
          <TextField
            label="签发人"
            required
            max={50}
            value={signatory}
            onChange={setSignatory}
            error={error('signatory', signatory)}
          />
          <RadioField
            label="公开属性"
            required
            value={disclosure}
            onChange={setDisclosure}
            choices={choices(disclosures)}
            hint="提案者不同意公开的，不公开"
            error={error('disclosure', disclosure)}
          />
          {short && (
            <AreaField
              label="公开的摘要"
              required
              max={2000}
              value={summary}
              onChange={setSummary}
              error={error('summary', summary)}
            />
          )}
          <div className="actions">
            <CommandButton
              primary
              command={sign}
              disabled={absent.length > 0}
              input={() => {
                setTried(true);
                return number && outcome && signatory && disclosure && (summary || !short)
                  ? {
                      name: reply.name,
                      etag: reply.etag,
                      documentNumber: number,
                      outcomeClass: outcome,
                      signatory,
                      disclosure,
                      summary: short ? summary : '',
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
