import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { ask, keyOf as keyOfQuery, useCommand } from '@/api/ask';
import { Intake } from '@/api/clients';
import { problemOf } from '@/api/errors';
import { idOf } from '@/api/ids';
import { useSession } from '@/api/session';
import { keptKey, type Kept } from '@/device';
import { clock } from '@/format';
import type { PolicyProfile } from '@/gen/proposals/directory/v1/policy_pb';
import { ProposalState, type Proposal, ProposalSchema } from '@/gen/proposals/intake/v1/intake_pb';
import { Attachments } from '@/parts/attachments';
import { useAutosave } from '@/parts/autosave';
import { CheckField, ManyField, RadioField, SelectField } from '@/parts/choice-fields';
import { CommandButton } from '@/parts/command-button';
import { AreaField, TextField } from '@/parts/fields';
import { mostOf } from '@/parts/most';
import { useSessions, useUnits } from '@/parts/names';
import { Note, ProblemNote } from '@/parts/notes';
import { Page, Section } from '@/parts/page';
import { CoSigners } from './co-signers';
import { type Draft, draftOf, empty, isSame, keptName, textOf } from './draft';
import { Conflict, Saved } from './saved';
import { Similar } from './similar';
import { Suggestions } from './suggestions';

/** The form of a draft, its autosave and its submission. */
export function Writing({
  policy,
  saved,
  kept: found,
}: {
  policy: PolicyProfile;
  saved?: Proposal;
  kept: Kept<Draft> | null;
}) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { account } = useSession();
  const sessions = useSessions()!;
  const units = useUnits() ?? [];
  // An attachment or another version: what the server has, unless a save has answered since.
  const [changed, setChanged] = useState<Proposal>();
  const [theirs, setTheirs] = useState<Proposal>();
  const [checked, setChecked] = useState(false);
  const [noSecret, setNoSecret] = useState(false);
  const create = useCommand(Intake.createProposal, { quiet: true });
  const update = useCommand(Intake.updateProposal, { quiet: true });
  const submit = useCommand(Intake.submitProposal);
  const remove = useCommand(Intake.deleteProposal);
  const summary = useRef<HTMLDivElement>(null);

  // Text that never reached the server comes back, with the version it was written on.
  const [kept] = useState(() => (found && saved && isSame(found.value, draftOf(saved)) ? null : found));
  const [initial] = useState(() => kept?.value ?? (saved ? draftOf(saved) : empty(sessions[0]?.name ?? '')));
  const keyOf = (name: string) => keptKey(idOf(account.name), keptName(name ? idOf(name) : 'new'));

  const autosave = useAutosave<Draft, Proposal>({
    key: keyOf(saved?.name ?? ''),
    keyOf,
    initial,
    on: saved && { name: saved.name, etag: kept?.etag || saved.etag },
    restored: kept !== null,
    sent: kept?.sent,
    ready: (d) => d.subject.trim() !== '' && d.session !== '',
    save: async (d, { name, etag }) => {
      const wanted = {
        name,
        etag,
        session: d.session,
        category: d.category,
        text: textOf(d),
        suggestedUnits: d.units,
        mayPublish: d.mayPublish ?? false,
        notPublicReason: d.mayPublish ? '' : d.notPublicReason,
      };
      const take = (answer: Proposal) => {
        // Every page that shows the proposal, and the editor when it opens again, starts from this answer.
        queries.setQueryData(keyOfQuery(Intake.getProposal, { name: answer.name }), answer);
        return answer;
      };
      try {
        return take(await (name ? update : create).run({ proposal: wanted }));
      } catch (e) {
        if (!name || problemOf(e).reason !== 'STALE') throw e;
        const there = await ask(Intake.getProposal, { name }).catch(() => undefined);
        // A version that was sent from here is no other version: the answer to it was lost on the way.
        if (there && autosave.isOwn((value) => isSame(value, draftOf(there))))
          return take(
            isSame(d, draftOf(there)) ? there : await update.run({ proposal: { ...wanted, etag: there.etag } }),
          );
        setTheirs(there);
        throw e;
      }
    },
  });
  const proposal = newest(saved, changed, autosave.saved);
  const { saved: answer } = autosave;
  const named = answer?.name;
  useEffect(() => {
    // The first save has given the draft its name. Only the page that is open goes to its address.
    if (named && !saved) void navigate(`/proposals/${idOf(named)}/edit`, { replace: true, state: { quiet: true } });
  }, [named, saved, navigate]);
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
    draft.mayPublish === undefined && '可否公开',
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
        <Conflict
          theirs={draftOf(theirs)}
          mine={draft}
          onTheirs={() => {
            setChanged(theirs);
            autosave.rebase(draftOf(theirs), theirs.etag, false);
          }}
          onMine={() => {
            setChanged(theirs);
            autosave.rebase(draft, theirs.etag, true);
          }}
        />
      )}
      {checked && missing.length > 0 && (
        <div ref={summary} tabIndex={-1}>
          <Note kind="bad" title="提交前还缺：">
            <ul>
              {missing.map((m) => (
                <li key={m}>
                  <button type="button" className="as-link" onClick={() => toField(m)}>
                    {m}
                  </button>
                </li>
              ))}
            </ul>
          </Note>
        </div>
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
              error={need(draft.mayPublish === undefined, '请选择可否公开。')}
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
                max={mostOf(ProposalSchema.field.notPublicReason)}
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
                  setChanged(p);
                  autosave.follow(p.etag);
                }}
              />
            ) : (
              <p className="quiet">写下案由并保存后可以添加附件。</p>
            )}
          </Section>
          {proposal && <CoSigners proposal={proposal} />}
          <Section title="提交">
            <CheckField
              label="不涉密承诺：本提案（含附件）不含国家秘密、工作秘密和不宜公开的个人信息"
              value={noSecret}
              onChange={setNoSecret}
              error={wrong('contains_no_secret') ?? need(!noSecret, '提交前须作不涉密承诺。')}
            />
            <ProblemNote problem={submit.problem} />
            <p>
              <Saved state={autosave.state} silent />
            </p>
            <div className="actions">
              <Button
                type="primary"
                size="large"
                loading={submit.isPending}
                disabled={stale}
                onClick={() =>
                  void (async () => {
                    setChecked(true);
                    if (missing.length) return requestAnimationFrame(() => summary.current?.focus());
                    await autosave.flush();
                    if (autosave.dirty()) return;
                    const again = proposal?.state === ProposalState.RETURNED;
                    await submit.run({ name: autosave.name(), etag: autosave.etag(), containsNoSecret: true }).then(
                      (p) => navigate(`/proposals/${idOf(p.name)}`, { state: { done: submitted(p, again) } }),
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
                  onDone={() => {
                    autosave.drop();
                    return navigate('/my');
                  }}
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

/** What comes next after submission, for the page of the proposal. */
const submitted = (p: Proposal, again: boolean) =>
  `${again ? '已重新提交' : '已提交'}，流水号 ${p.serialNumber}。接下来由提案委办公室审查，结果显示在这里和“通知”中。`;

/** Of several answers of the server the last one: every change counts the etag up. */
const newest = (...answers: (Proposal | undefined)[]) =>
  answers.reduce((a, b) => (a && b ? (order(b) >= order(a) ? b : a) : (a ?? b)));
const order = (p: Proposal) => Number(p.etag.replace(/\D/g, ''));

/** Beginnings of the labels that differ from what the summary says is missing. */
const FIELD_OF: Record<string, string> = { 至少一条建议: '建议 1', 不涉密承诺: '不涉密承诺：' };

/** Leads to the field that is missing. */
function toField(label: string) {
  const words = FIELD_OF[label] ?? label;
  const of = [...document.querySelectorAll('main label, main legend')].find((l) => l.textContent?.startsWith(words));
  const control = of instanceof HTMLLabelElement && of.control ? of.control : of?.parentElement?.querySelector('input');
  control?.focus();
}
