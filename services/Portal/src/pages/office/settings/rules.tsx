import { clone } from '@bufbuild/protobuf';
import { Button } from 'antd';
import { useState } from 'react';
import { useCommand } from '@/api/ask';
import { Directory } from '@/api/clients';
import { PolicyProfileSchema, type PolicyProfile } from '@/gen/proposals/directory/v1/policy_pb';
import { CommandButton } from '@/parts/command-button';
import { Section } from '@/parts/page';
import { sentencesOf } from '@/parts/policy-words';
import { RulesForm } from './rules-form';

export function Rules({ profile, mayChange }: { profile: PolicyProfile; mayChange: boolean }) {
  const [draft, setDraft] = useState<PolicyProfile>();
  const now = sentencesOf(profile);
  const then = draft && sentencesOf(draft);
  const changed = then?.map((s, i) => ({ ...s, before: now[i]!.text })).filter((s) => s.text !== s.before) ?? [];
  const publish = useCommand(Directory.publishPolicyProfile);
  const edit = (change: (p: PolicyProfile) => void) => {
    const next = clone(PolicyProfileSchema, draft!);
    change(next);
    setDraft(next);
  };
  return (
    <Section
      title={`办理规则（第 ${profile.version} 版）`}
      actions={
        mayChange && (
          <Button
            aria-expanded={!!draft}
            onClick={() => {
              publish.reset();
              setDraft(draft ? undefined : clone(PolicyProfileSchema, profile));
            }}
          >
            {draft ? '放弃修改' : '修改规则'}
          </Button>
        )
      }
    >
      {!draft && (
        <dl className="rules">
          {now.map((s) => (
            <div key={s.title}>
              <dt>{s.title}</dt>
              <dd>{s.text}</dd>
            </div>
          ))}
        </dl>
      )}
      {draft && (
        <>
          <RulesForm profile={draft} edit={edit} problem={publish.fieldProblem} />
          <div aria-live="polite">
            <h3>将要更改的规则（{changed.length} 条）</h3>
            {changed.length === 0 && <p className="quiet">还没有更改。</p>}
            <dl className="rules">
              {changed.map((s) => (
                <div key={s.title}>
                  <dt>{s.title}</dt>
                  <dd>
                    <del>{s.before}</del>
                    <br />
                    <ins>{s.text}</ins>
                  </dd>
                </div>
              ))}
            </dl>
          </div>
          <div className="actions">
            <CommandButton
              primary
              disabled={!changed.length}
              command={publish}
              input={() => ({ policyProfile: draft })}
              confirm={{
                title: '发布新规则',
                text: `发布后成为第 ${profile.version + 1n} 版，适用于以后提交的提案；已提交的仍按原来的规则。`,
                ok: '发布新规则',
                body: (
                  <dl className="rules">
                    {changed.map((s) => (
                      <div key={s.title}>
                        <dt>{s.title}</dt>
                        <dd>{s.text}</dd>
                      </div>
                    ))}
                  </dl>
                ),
              }}
            >
              发布新规则
            </CommandButton>
          </div>
        </>
      )}
    </Section>
  );
}
