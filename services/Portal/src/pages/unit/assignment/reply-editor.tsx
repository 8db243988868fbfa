import { Button } from 'antd';
import { useState } from 'react';
import { useCommand } from '@/api/ask';
import { Assignments } from '@/api/clients';
import { type Assignment, Disclosure, type Reply, ReplyStateSchema } from '@/gen/proposals/assignment/v1/assignment_pb';
import type { Proposal } from '@/gen/proposals/intake/v1/intake_pb';
import { CommandButton } from '@/parts/command-button';
import { required } from '@/parts/field';
import { AreaField } from '@/parts/fields';
import { KeptNote, type useKept } from '@/parts/kept';
import { mostOf } from '@/parts/most';
import { Note } from '@/parts/notes';
import { Section } from '@/parts/page';
import { wordOf } from '@/words';
import { type Draft } from './draft';
import { Paper } from './paper';

/** The text and an answer to each suggestion. They are kept on this device until the unit saves a version. */
export function Editor({
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
        max={mostOf(Assignments.draftReply.input.field.text)}
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
            max={mostOf(Assignments.draftReply.input.field.answers)}
            rows={3}
            value={answers[i]!}
            onChange={(x) => change({ text: draft.text, answers: answers.map((old, j) => (j === i ? x : old)) })}
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
        <span className="hint">
          {latest ? `现为第 ${version} 稿（${wordOf(ReplyStateSchema, latest.state)}）` : '还没有保存过'}
        </span>
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
