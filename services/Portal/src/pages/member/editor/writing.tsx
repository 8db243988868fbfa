import { Button } from 'antd';
import { useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { ask, useCommand } from '@/api/ask';
import { Intake } from '@/api/clients';
import { idOf } from '@/api/ids';
import { clock } from '@/format';
import type { PolicyProfile } from '@/gen/proposals/directory/v1/policy_pb';
import { ProposalState, type Proposal } from '@/gen/proposals/intake/v1/intake_pb';
import { Attachments } from '@/parts/attachments';
import { unsent, useAutosave } from '@/parts/autosave';
import { CheckField, ManyField, RadioField, SelectField } from '@/parts/choice-fields';
import { CommandButton } from '@/parts/command-button';
import { AreaField, TextField } from '@/parts/fields';
import { useSessions, useUnits } from '@/parts/names';
import { Note, ProblemNote } from '@/parts/notes';
import { Page, Section } from '@/parts/page';
import { CoSigners } from './co-signers';
import { type Draft, draftOf, empty, keyOf, textOf } from './draft';
import { Conflict, Saved } from './saved';
import { Similar } from './similar';
import { Suggestions } from './suggestions';

/** The form of a draft, its autosave and its submission. */
export function Writing({ policy, saved }: { policy: PolicyProfile; saved?: Proposal }) {
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

  // Text that never reached the server comes back, with the etag of the version it was written on.
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
          theirs={theirs}
          mine={textOf(draft)}
          onTheirs={() => {
            setProposal(theirs);
            autosave.rebase(draftOf(theirs), theirs.etag, false);
          }}
          onMine={() => autosave.rebase(draft, theirs.etag, true)}
        />
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
          {proposal && <CoSigners proposal={proposal} />}
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
