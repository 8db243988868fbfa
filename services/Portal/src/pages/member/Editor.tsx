import { Button } from 'antd';
import { useEffect, useId, useRef, useState } from 'react';
import { Link, useLocation, useNavigate, useParams } from 'react-router';
import { ask, useAsk, useCommand } from '@/api/ask';
import { Assignments, Intake } from '@/api/clients';
import { idOf } from '@/api/ids';
import { useSession } from '@/api/session';
import { clock, minute } from '@/format';
import type { PolicyProfile } from '@/gen/proposals/directory/v1/policy_pb';
import {
  InvitationState,
  ProposalState,
  type Proposal,
  type ProposalText as Text,
  type SimilarProposal,
} from '@/gen/proposals/intake/v1/intake_pb';
import { Attachments } from '@/parts/attachments';
import { unsent, useAutosave, type SaveState } from '@/parts/autosave';
import { CommandButton } from '@/parts/command-button';
import { AreaField, CheckField, ManyField, RadioField, SelectField, TextField } from '@/parts/fields';
import { useMembers, useNames, usePolicy, useSessions, useUnits } from '@/parts/names';
import { Empty, Loaded, Loading, Note, ProblemNote } from '@/parts/notes';
import { Page, Section } from '@/parts/page';
import { ProposalText } from '@/parts/proposal-text';
import { Tag } from '@/parts/tags';
import { invitationStates } from '@/words';

/** What the member writes. */
interface Draft {
  session: string;
  category: string;
  subject: string;
  situation: string;
  analysis: string;
  suggestions: string[];
  units: string[];
  mayPublish?: boolean;
  notPublicReason: string;
}

const draftOf = (p: Proposal): Draft => ({
  session: p.session,
  category: p.category,
  subject: p.text?.subject ?? '',
  situation: p.text?.situation ?? '',
  analysis: p.text?.analysis ?? '',
  suggestions: p.text?.suggestions.length ? p.text.suggestions : [''],
  units: p.suggestedUnits,
  mayPublish: p.mayPublish,
  notPublicReason: p.notPublicReason,
});
const empty = (session: string): Draft => ({
  session,
  category: '',
  subject: '',
  situation: '',
  analysis: '',
  suggestions: [''],
  units: [],
  mayPublish: true,
  notPublicReason: '',
});
const textOf = (d: Draft): Omit<Text, '$typeName'> => ({
  subject: d.subject,
  situation: d.situation,
  analysis: d.analysis,
  suggestions: d.suggestions.filter((s) => s.trim()),
});
const keyOf = (id: string) => `portal.draft.${id}`;

export default function Editor() {
  const { id } = useParams();
  const { state } = useLocation();
  // A new draft gets its name, and the page another address, with the first save; the page stays as it is then.
  const [shown, show] = useState(id!);
  if (id !== shown && !(state as { quiet?: boolean } | null)?.quiet) show(id!);
  return <Opened key={shown} started={shown} />;
}

function Opened({ started }: { started: string }) {
  const { name } = useSession();
  const policy = usePolicy();
  const sessions = useSessions();
  const proposal = useAsk(
    Intake.getProposal,
    { name: name('proposals', started) },
    { enabled: started !== 'new', staleTime: Infinity },
  );
  if (started === 'new')
    return policy && sessions ? (
      <Writing policy={policy} />
    ) : (
      <Page title="起草提案">
        <Loading />
      </Page>
    );
  return (
    <Loaded of={proposal} title="起草提案">
      {(p) =>
        p.state !== ProposalState.DRAFT && p.state !== ProposalState.RETURNED ? (
          <Page title="起草提案">
            <Note kind="warn" title="这件提案已经提交，不能再修改。">
              <Link to={`/proposals/${started}`}>查看提案</Link>
            </Note>
          </Page>
        ) : policy ? (
          <Writing policy={policy} saved={p} />
        ) : (
          <Page title="起草提案">
            <Loading />
          </Page>
        )
      }
    </Loaded>
  );
}

function Writing({ policy, saved }: { policy: PolicyProfile; saved?: Proposal }) {
  const navigate = useNavigate();
  const sessions = useSessions()!;
  const units = useUnits() ?? [];
  const [proposal, setProposal] = useState(saved);
  const [theirs, setTheirs] = useState<Proposal>();
  const [checked, setChecked] = useState(false);
  const [noSecret, setNoSecret] = useState(false);
  const create = useCommand(Intake.createProposal, { quiet: true });
  const update = useCommand(Intake.updateProposal, { quiet: true });
  const submit = useCommand(Intake.submitProposal);
  const remove = useCommand(Intake.deleteProposal);
  const name = useRef(saved?.name ?? '');

  // What was typed here and never reached the server comes back, on top of what it was written on.
  const [kept] = useState(() => unsent<Draft>(keyOf(saved ? idOf(saved.name) : 'new')));
  const [initial] = useState(() => kept?.value ?? (saved ? draftOf(saved) : empty(sessions[0]?.name ?? '')));

  const autosave = useAutosave<Draft>({
    key: keyOf(saved ? idOf(saved.name) : 'new'),
    initial,
    etag: kept?.etag || (saved?.etag ?? ''),
    restored: kept !== null,
    ready: (d) => d.subject.trim() !== '' && d.session !== '',
    save: async (d, etag) => {
      const wanted = {
        name: name.current,
        etag,
        session: d.session,
        category: d.category,
        text: textOf(d),
        suggestedUnits: d.units,
        mayPublish: d.mayPublish ?? false,
        notPublicReason: d.notPublicReason,
      };
      const isNew = !name.current;
      try {
        const answer = await (isNew ? create : update).run({ proposal: wanted });
        name.current = answer.name;
        setProposal(answer);
        if (isNew) {
          autosave.rename(keyOf(idOf(answer.name)));
          void navigate(`/proposals/${idOf(answer.name)}/edit`, { replace: true, state: { quiet: true } });
        }
        return answer.etag;
      } catch (e) {
        if (name.current) setTheirs(await ask(Intake.getProposal, { name: name.current }).catch(() => undefined));
        throw e;
      }
    },
  });
  const draft = autosave.value;
  const set = (change: Partial<Draft>) => autosave.change({ ...draft, ...change });

  const stale = autosave.state.kind === 'failed' && autosave.state.problem.reason === 'STALE';
  const wrong = (path: string) => {
    const problems = [autosave.state.kind === 'failed' ? autosave.state.problem : null, submit.problem];
    return problems.flatMap((p) => Object.entries(p?.fields ?? {})).find(([field]) => field.endsWith(path))?.[1];
  };
  const missing = [
    !draft.subject.trim() && '案由',
    !draft.category && '类别',
    !draft.situation.trim() && '情况',
    !draft.analysis.trim() && '分析',
    !draft.suggestions.some((s) => s.trim()) && '至少一条建议',
    draft.mayPublish === false && !draft.notPublicReason.trim() && '不公开的理由',
    !noSecret && '不涉密承诺',
  ].filter((x): x is string => !!x);
  const need = (value: boolean, words: string) => (checked && value ? words : undefined);

  return (
    <Page
      title={saved?.state === ProposalState.RETURNED ? '修改提案' : '起草提案'}
      lead={<Saved state={autosave.state} />}
    >
      {saved?.state === ProposalState.RETURNED && saved.opinion && (
        <Note kind="warn" title="退回意见">
          <p className="prose">{saved.opinion}</p>
        </Note>
      )}
      {kept && <Note title={`已恢复本机上未保存的文字（${clock(new Date(kept.at))}）`} />}
      {autosave.state.kind === 'failed' && !stale && (
        <ProblemNote problem={autosave.state.problem} retry={() => void autosave.flush()} />
      )}
      {stale && theirs && (
        <Section title="两个版本不一致">
          <Note kind="warn" title="这件提案已在别处修改，这里的修改尚未保存。">
            请比较后选择一个版本继续；另一个版本的文字可以先复制下来。
          </Note>
          <div className="pair">
            <div>
              <div className="pair-label">别处保存的版本</div>
              <ProposalText text={theirs.text!} subject />
            </div>
            <div>
              <div className="pair-label">这里的版本</div>
              <ProposalText text={{ ...textOf(draft) } as Text} subject />
            </div>
          </div>
          <div className="actions">
            <Button
              onClick={() => {
                setProposal(theirs);
                autosave.rebase(draftOf(theirs), theirs.etag, false);
              }}
            >
              用别处的版本
            </Button>
            <Button type="primary" onClick={() => autosave.rebase(draft, theirs.etag, true)}>
              用这里的版本
            </Button>
          </div>
        </Section>
      )}

      <div className="columns columns-start">
        <div className="card start">
          <TextField
            label="案由"
            required
            value={draft.subject}
            onChange={(subject) => set({ subject })}
            max={policy.subjectMaxCharacters}
            hint="一事一案，写明主题"
            error={wrong('text.subject') ?? need(!draft.subject.trim(), '请写案由。')}
          />
          {!proposal && sessions.length > 1 && (
            <SelectField
              label="届次"
              required
              value={draft.session}
              onChange={(session) => set({ session: session ?? '' })}
              choices={sessions.map((s) => ({ value: s.name, label: s.title }))}
            />
          )}
          <SelectField
            label="类别"
            required
            value={draft.category || undefined}
            onChange={(category) => set({ category: category ?? '' })}
            choices={policy.categories.map((c) => ({ value: c.code, label: c.label }))}
            error={wrong('category') ?? need(!draft.category, '请选择类别。')}
          />
        </div>
        <aside className="side">
          <Similar subject={draft.subject} leaveOut={proposal?.name ?? ''} />
        </aside>
        <div className="rest">
          <div className="card">
            <AreaField
              label="情况"
              required
              rows={5}
              value={draft.situation}
              onChange={(situation) => set({ situation })}
              max={policy.sectionMaxCharacters}
              hint="反映什么问题，现状如何"
              error={wrong('text.situation') ?? need(!draft.situation.trim(), '请写情况。')}
            />
            <AreaField
              label="分析"
              required
              rows={5}
              value={draft.analysis}
              onChange={(analysis) => set({ analysis })}
              max={policy.sectionMaxCharacters}
              hint="原因在哪里，依据是什么"
              error={wrong('text.analysis') ?? need(!draft.analysis.trim(), '请写分析。')}
            />
            <Suggestions
              value={draft.suggestions}
              onChange={(suggestions) => set({ suggestions })}
              policy={policy}
              error={wrong('text.suggestions') ?? need(!draft.suggestions.some((s) => s.trim()), '请至少写一条建议。')}
            />
          </div>
          <div className="card">
            <ManyField
              label="建议承办单位"
              value={draft.units}
              onChange={(next) => set({ units: next })}
              max={20}
              choices={units.map((u) => ({ value: u.name, label: u.title }))}
              hint="仅供交办时参考"
              error={wrong('suggested_units')}
            />
            <RadioField
              label="可否公开"
              required
              value={draft.mayPublish === undefined ? undefined : draft.mayPublish ? 'yes' : 'no'}
              onChange={(v) => set({ mayPublish: v === 'yes' })}
              choices={[
                { value: 'yes', label: '可以公开' },
                { value: 'no', label: '不宜公开' },
              ]}
            />
            {draft.mayPublish === false && (
              <TextField
                label="不公开的理由"
                required
                value={draft.notPublicReason}
                onChange={(notPublicReason) => set({ notPublicReason })}
                max={500}
                error={wrong('not_public_reason') ?? need(!draft.notPublicReason.trim(), '请写理由。')}
              />
            )}
          </div>
          <Section title="附件">
            {proposal ? (
              <Attachments
                proposal={proposal}
                edit
                onChanged={(p) => {
                  setProposal(p);
                  autosave.follow(p.etag);
                }}
              />
            ) : (
              <p className="quiet">写下案由并保存后可以添加附件。</p>
            )}
          </Section>
          {proposal?.state === ProposalState.DRAFT && <CoSigners proposal={proposal} />}
          <Section title="提交">
            <CheckField
              label="不涉密承诺：本提案（含附件）不含国家秘密、工作秘密和不宜公开的个人信息"
              value={noSecret}
              onChange={setNoSecret}
              error={wrong('contains_no_secret') ?? need(!noSecret, '提交前须作不涉密承诺。')}
            />
            {checked && missing.length > 0 && (
              <Note kind="bad" title="还缺：">
                {missing.join('、')}
              </Note>
            )}
            <ProblemNote problem={submit.problem} />
            <div className="actions">
              <Button
                type="primary"
                size="large"
                loading={submit.isPending}
                disabled={stale}
                onClick={() =>
                  void (async () => {
                    setChecked(true);
                    if (missing.length) return;
                    await autosave.flush();
                    if (autosave.dirty()) return;
                    await submit.run({ name: name.current, etag: autosave.etag(), containsNoSecret: true }).then(
                      () => navigate(`/proposals/${idOf(name.current)}`),
                      () => {},
                    );
                  })()
                }
              >
                提交提案
              </Button>
              {proposal?.state === ProposalState.DRAFT && (
                <CommandButton
                  command={remove}
                  danger
                  input={() => ({ name: proposal.name })}
                  onDone={() => navigate('/my')}
                  confirm={{ title: '删除草稿', text: '删除后不能恢复，未答复的联名邀请同时失效。', ok: '删除' }}
                >
                  删除草稿
                </CommandButton>
              )}
            </div>
            <p className="hint">提交时间以系统收到的时间为准，并据此分为大会提案和平时提案。</p>
          </Section>
        </div>
      </div>
    </Page>
  );
}

function Saved({ state }: { state: SaveState }) {
  const words =
    state.kind === 'saved'
      ? `已保存 ${clock(state.at)}`
      : state.kind === 'saving'
        ? '正在保存……'
        : state.kind === 'failed'
          ? '尚未保存，文字留在本机'
          : state.kind === 'waiting'
            ? '停笔两秒后自动保存'
            : '自动保存';
  return (
    <span role="status" aria-live="polite">
      {words}
    </span>
  );
}

/** One box a suggestion, so that each can be answered by itself. */
function Suggestions({
  value,
  onChange,
  policy,
  error,
}: {
  value: string[];
  onChange: (value: string[]) => void;
  policy: PolicyProfile;
  error?: string;
}) {
  const id = useId();
  const move = (i: number, to: number) => {
    const next = value.slice();
    next.splice(to, 0, ...next.splice(i, 1));
    onChange(next);
    requestAnimationFrame(() =>
      document.querySelectorAll<HTMLTextAreaElement>(`[data-suggestions="${id}"] textarea`)[to]?.focus(),
    );
  };
  return (
    <div role="group" aria-label="建议" data-suggestions={id} className="suggestions">
      {value.map((s, i) => (
        <div className="suggestion" key={i}>
          <AreaField
            label={`建议 ${i + 1}`}
            required={i === 0}
            rows={3}
            value={s}
            onChange={(v) => onChange(value.map((x, j) => (j === i ? v : x)))}
            max={policy.sectionMaxCharacters}
            error={i === 0 ? error : undefined}
          />
          {value.length > 1 && (
            <div className="actions">
              <Button size="small" disabled={i === 0} aria-label={`建议 ${i + 1} 上移`} onClick={() => move(i, i - 1)}>
                上移
              </Button>
              <Button
                size="small"
                disabled={i === value.length - 1}
                aria-label={`建议 ${i + 1} 下移`}
                onClick={() => move(i, i + 1)}
              >
                下移
              </Button>
              <Button
                size="small"
                aria-label={`删除建议 ${i + 1}`}
                onClick={() => onChange(value.filter((_, j) => j !== i))}
              >
                删除
              </Button>
            </div>
          )}
        </div>
      ))}
      <Button
        disabled={value.length >= policy.maxSuggestions}
        onClick={() => {
          onChange([...value, '']);
          requestAnimationFrame(() =>
            document
              .querySelectorAll<HTMLTextAreaElement>(`[data-suggestions="${id}"] textarea`)
              [value.length]?.focus(),
          );
        }}
      >
        添加一条建议
      </Button>
      <p className="hint">每条一件事，便于逐条答复；最多 {policy.maxSuggestions} 条。</p>
    </div>
  );
}

function CoSigners({ proposal }: { proposal: Proposal }) {
  const names = useNames();
  const members = useMembers() ?? [];
  const [member, setMember] = useState<string>();
  const invitations = useAsk(Intake.listInvitations, { proposal: proposal.name, pageSize: 200 });
  const invite = useCommand(Intake.inviteCoSigner);
  const cancel = useCommand(Intake.cancelInvitation);
  const asked = new Set(
    invitations.data?.invitations.filter((i) => i.state !== InvitationState.CANCELLED).map((i) => i.member),
  );
  return (
    <Section title="联名">
      <SelectField
        search
        label="邀请联名的委员"
        value={member}
        onChange={setMember}
        placeholder="输入姓名查找"
        choices={members
          .filter((m) => m.name !== proposal.lead && !asked.has(m.name))
          .map((m) => ({ value: m.name, label: m.displayName }))}
        hint="受邀人须在期限内本人签名；提交时尚未签名的邀请失效。"
      />
      <div className="actions">
        <CommandButton
          command={invite}
          disabled={!member}
          input={() => (member ? { proposal: proposal.name, member } : null)}
          onDone={() => setMember(undefined)}
        >
          发出邀请
        </CommandButton>
      </div>
      <Loaded of={invitations} rows={1}>
        {({ invitations: all }) =>
          all.length === 0 ? (
            <p className="quiet">尚未邀请联名人。</p>
          ) : (
            <ul className="list" aria-label="联名邀请">
              {all.map((i) => (
                <li key={i.name} className="section-head">
                  <span>
                    {names.member(i.member)}{' '}
                    <Tag tone={i.state === InvitationState.SIGNED ? 'green' : 'plain'}>{invitationStates[i.state]}</Tag>
                    {i.state === InvitationState.PENDING && <span className="hint"> {minute(i.expiresAt)} 前有效</span>}
                  </span>
                  {i.state === InvitationState.PENDING && (
                    <CommandButton
                      command={cancel}
                      input={() => ({ name: i.name })}
                      label={`撤回对${names.member(i.member)}的邀请`}
                    >
                      撤回
                    </CommandButton>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  );
}

const likeness = (x: number) => (x >= 0.8 ? '几乎相同' : x >= 0.5 ? '很相似' : x >= 0.35 ? '相似' : '有些相似');

/** Similar proposals while typing, and how they were answered. */
function Similar({ subject, leaveOut }: { subject: string; leaveOut: string }) {
  const [typed, setTyped] = useState(subject);
  useEffect(() => {
    const timer = setTimeout(() => setTyped(subject.trim()), 500);
    return () => clearTimeout(timer);
  }, [subject]);
  const enabled = typed.length >= 2;
  const similar = useAsk(
    Intake.findSimilarProposals,
    { subject: typed.slice(0, 200), leaveOut, limit: 5 },
    { enabled, keep: true },
  );
  return (
    <Section title="类似提案">
      {!enabled ? (
        <p className="quiet">写下案由后，这里列出类似的提案和它们的答复。</p>
      ) : (
        <Loaded of={similar} rows={2}>
          {({ proposals }) =>
            proposals.length === 0 ? (
              <Empty title="没有找到类似提案" />
            ) : (
              <ul className="list" aria-label="类似提案">
                {proposals.map((s) => (
                  <li key={s.proposal!.name}>
                    <Like similar={s} />
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
      )}
    </Section>
  );
}

function Like({ similar: { proposal, similarity, shared } }: { similar: SimilarProposal }) {
  const names = useNames();
  const [open, setOpen] = useState(false);
  const replies = useAsk(Assignments.listPublishedReplies, { proposal: proposal!.name }, { enabled: open });
  return (
    <>
      <p>
        <Link className="row-link" to={`/proposals/${idOf(proposal!.name)}`} target="_blank">
          {proposal!.text?.subject}
        </Link>
      </p>
      <p className="hint">
        {names.session(proposal!.session)}
        {proposal!.caseNumber ? ` 第 ${proposal!.caseNumber} 号` : ''} · {likeness(similarity)}
        {shared.length > 0 && `：都提到“${shared.join('”“')}”`}
      </p>
      {proposal!.caseNumber > 0n && (
        <Button size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? '收起答复' : '怎样答复的'}
        </Button>
      )}
      {open && (
        <Loaded of={replies} rows={2}>
          {({ replies: all }) =>
            all.length === 0 ? (
              <p className="quiet">没有公开的答复。</p>
            ) : (
              all.map((r, i) => (
                <div key={i} className="prose-part">
                  <p>
                    <strong>{r.unit}</strong> {r.outcome && <Tag>{r.outcome}</Tag>}
                  </p>
                  <p className="prose">{r.text}</p>
                  {r.answers.length > 0 && (
                    <ol className="items">
                      {r.answers.map((a, j) => (
                        <li key={j}>
                          <p className="prose">{a}</p>
                        </li>
                      ))}
                    </ol>
                  )}
                </div>
              ))
            )
          }
        </Loaded>
      )}
    </>
  );
}
