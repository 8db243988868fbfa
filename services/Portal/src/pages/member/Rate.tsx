import { Button } from 'antd';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { type Command, useAsk, useCommand } from '@/api/ask';
import { Assignments, Feedback, Intake } from '@/api/clients';
import { idOf } from '@/api/ids';
import { useSession } from '@/api/session';
import { date, minute } from '@/format';
import {
  type FeedbackForm,
  FormMove,
  FormState,
  FormStateSchema,
  Rating,
  RatingSchema,
} from '@/gen/proposals/feedback/v1/feedback_pb';
import { Facts } from '@/parts/case';
import { RadioField } from '@/parts/choice-fields';
import { CommandButton } from '@/parts/command-button';
import { AreaField } from '@/parts/fields';
import { KeptNote, useKept } from '@/parts/kept';
import { mostOf } from '@/parts/most';
import { useNames } from '@/parts/names';
import { Loaded, Note } from '@/parts/notes';
import { Page, Section } from '@/parts/page';
import { Answers, Letter } from '@/parts/proposal-text';
import { Statements } from '@/parts/statements';
import { choices, wordOf } from '@/words';

export default function Rate() {
  const { form: id } = useParams();
  const { name } = useSession();
  const names = useNames();
  const form = useAsk(Feedback.getFeedbackForm, { name: name('forms', id!) });
  const reply = useAsk(Assignments.getReply, { name: form.data?.reply ?? '' }, { enabled: !!form.data });
  const proposal = useAsk(Intake.getProposal, { name: form.data?.proposal ?? '' }, { enabled: !!form.data });
  return (
    <Page title="评价办理" lead={proposal.data?.text?.subject}>
      <Loaded of={form}>
        {(f) => (
          <>
            <Section title={`${names.unit(f.unit)}的答复`}>
              <Loaded of={reply}>
                {(r) => (
                  <>
                    <Answers reply={r} suggestions={proposal.data?.text?.suggestions ?? []} />
                    <details open={!r.answers.length}>
                      <summary>答复全文</summary>
                      <Letter reply={r} unit={names.unit(f.unit)} to={names.member(f.member)} />
                    </details>
                  </>
                )}
              </Loaded>
            </Section>
            {f.moves.includes(FormMove.SUBMIT) ? (
              <Form form={f} />
            ) : (
              <Section title="我的评价">
                <Facts
                  of={[
                    ['状态', wordOf(FormStateSchema, f.state)],
                    ['办理工作', wordOf(RatingSchema, f.work)],
                    ['办理结果', wordOf(RatingSchema, f.result)],
                    ['意见', f.comment],
                    ['反馈时间', minute(f.submittedAt)],
                    ['来源', f.onPaper && '提案委员会办公室凭您签字的纸质表代录'],
                    ['裁定的理由', f.settlement],
                  ]}
                />
                {f.state === FormState.SUBMITTED && <Statements of={f} />}
                {f.setAside && (
                  <Note>这份答复已退回承办单位重办，不再计入评价；重新答复后，请填写新的征询意见表。</Note>
                )}
                {f.state === FormState.LAPSED && (
                  <Note>反馈期限已过，按“未表态”记录，不计为满意。需要补填的，请联系提案委员会办公室重新开放。</Note>
                )}
              </Section>
            )}
            {f.moves.includes(FormMove.RESTATE) && <Restate form={f} />}
          </>
        )}
      </Loaded>
    </Page>
  );
}

/** A rating while it is written. */
interface Draft {
  work?: Rating;
  result?: Rating;
  comment: string;
}

/** What both commands take. */
interface Stated {
  name: string;
  etag: string;
  work: Rating;
  result: Rating;
  comment: string;
}

function Form({ form }: { form: FeedbackForm }) {
  const submit = useCommand(Feedback.submitFeedback);
  return (
    <Section title="我的评价">
      <p className="quiet">请在 {date(form.dueDate)} 前填写。逾期按“未表态”记录，不计为满意。</p>
      <Fields form={form} command={submit} words="提交后不能修改。" verb="提交评价" />
    </Section>
  );
}

/** What was recorded from paper is stated again by the proposer itself. */
function Restate({ form }: { form: FeedbackForm }) {
  const restate = useCommand(Feedback.restateFeedback);
  return (
    <Section title="更正评价">
      <p className="quiet">
        {form.conflict
          ? '纸质表与您网上的评价不一致。'
          : form.onPaper
            ? '这份评价系凭纸质表代录。'
            : '纸质表与您网上的评价不一致，已裁定以网上填写为准。'}
        请在 {date(form.restateBy)} 前核对；您本人填写的评价为准，原来的一份保留在案。
      </p>
      <Fields form={form} command={restate} words="以这次填写的为准。" verb="提交更正" />
    </Section>
  );
}

function Fields({
  form,
  command: submit,
  words: otherwise,
  verb,
}: {
  form: FeedbackForm;
  command: Command<Stated, FeedbackForm> & { fieldProblem: (path: string) => string | undefined };
  words: string;
  verb: string;
}) {
  const navigate = useNavigate();
  const kept = useKept<Draft>(`rating.${idOf(form.name)}`, { comment: '' });
  const { work, result, comment } = kept.value;
  const set = (change: Partial<Draft>) => kept.change({ ...kept.value, ...change });
  const [checked, setChecked] = useState(false);
  const unhappy = work === Rating.DISSATISFIED || result === Rating.DISSATISFIED;
  const need = (value: unknown) => (checked && value === undefined ? '请选择一项；系统不预设任何评价。' : undefined);
  const silent = unhappy && !comment.trim();
  const complete = work !== undefined && result !== undefined && !silent;
  const done = unhappy
    ? '评价已提交。办理结果“不满意”的，由承办单位重新办理后再次答复，届时请您再评价一次。'
    : '评价已提交，谢谢。办结后会在这里显示。';
  const words = unhappy ? '办理结果“不满意”可能引起重新办理。' : otherwise;
  return (
    <>
      <RadioField
        label="对办理工作"
        required
        value={work}
        onChange={(v) => set({ work: v })}
        choices={choices(RatingSchema)}
        hint="联系、沟通、答复是否及时周到"
        error={submit.fieldProblem('work') ?? need(work)}
      />
      <RadioField
        label="对办理结果"
        required
        value={result}
        onChange={(v) => set({ result: v })}
        choices={choices(RatingSchema)}
        hint="建议是否得到采纳和落实"
        error={submit.fieldProblem('result') ?? need(result)}
      />
      <AreaField
        label="意见和建议"
        value={comment}
        onChange={(v) => set({ comment: v })}
        max={mostOf(Feedback.submitFeedback.input.field.comment)}
        required={unhappy}
        hint={unhappy ? '不满意的，请写明哪一条没有办好，便于重新办理。' : '可以不写'}
        error={submit.fieldProblem('comment') ?? (checked && silent ? '不满意的，请写明理由。' : undefined)}
      />
      <KeptNote at={kept.at} />
      <div className="actions">
        {complete ? (
          <CommandButton
            command={submit}
            primary
            input={() => ({ name: form.name, etag: form.etag, work, result, comment })}
            onDone={() => {
              kept.clear();
              return navigate(`/proposals/${idOf(form.proposal)}`, { state: { done } });
            }}
            confirm={{
              title: verb,
              body: (
                <Facts
                  of={[
                    ['办理工作', wordOf(RatingSchema, work)],
                    ['办理结果', wordOf(RatingSchema, result)],
                    ['意见', comment],
                  ]}
                />
              ),
              text: words,
              ok: '确认提交',
            }}
          >
            {verb}
          </CommandButton>
        ) : (
          <Button type="primary" onClick={() => setChecked(true)}>
            {verb}
          </Button>
        )}
      </div>
    </>
  );
}
