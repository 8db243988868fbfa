import { Link } from 'react-router';
import { useAll, useAsk, useCommand, usePages } from '@/api/ask';
import { Feedback, Supervision } from '@/api/clients';
import { idOf, sibling } from '@/api/ids';
import {
  type Case,
  CaseMove,
  type FeedbackForm,
  FormMove,
  FormStateSchema,
  Rating,
  RatingSchema,
} from '@/gen/proposals/feedback/v1/feedback_pb';
import { Stage, type CaseView } from '@/gen/proposals/supervision/v1/supervision_pb';
import { Conciliations } from '@/parts/conciliations';
import { mostOf } from '@/parts/most';
import { useNames } from '@/parts/names';
import { Empty, Loaded, Note } from '@/parts/notes';
import { Page, Section } from '@/parts/page';
import { More, Rows, type Column } from '@/parts/rows';
import { markOf } from '@/parts/statements';
import { Tag } from '@/parts/tags';
import { WordsButton } from '@/parts/words-button';
import { wordOf } from '@/words';
import { RecordConciliation } from './conciliation';
import { Settle } from './paper-forms';

/** Cases that the closing rule leaves to the office. */
export default function Closing() {
  const cases = usePages(Supervision.listCases, { stage: Stage.AWAITING_CLOSURE }, (page) => page.cases);
  return (
    <Page title="待办结" lead="反馈期满而无人表态、最后一轮仍不满意，或规则要求确认的提案，由提案委办公室决定办结。">
      <Loaded of={cases} empty={<Empty title="没有待办结的提案">按规则能自动办结的，反馈后已经办结。</Empty>}>
        {(all) => all.map((view) => <Awaiting key={view.name} view={view} />)}
      </Loaded>
      <More of={cases} />
    </Page>
  );
}

const grave = (r: Rating) => r === Rating.DISSATISFIED;
const Mark = ({ of }: { of: Rating }) => (
  <Tag tone={grave(of) ? 'red' : of === Rating.UNSPECIFIED ? 'yellow' : 'green'}>{wordOf(RatingSchema, of)}</Tag>
);

function Awaiting({ view }: { view: CaseView }) {
  const names = useNames();
  const closing = useAsk(Feedback.getCase, { name: sibling(view.name, 'closings') });
  const forms = useAll(Feedback.listFeedbackForms, { proposal: view.proposal }, (page) => page.forms);
  const close = useCommand(Feedback.closeCase);
  const columns: Column<FeedbackForm>[] = [
    { title: '提案者', render: (f) => names.member(f.member) },
    { title: '承办单位', render: (f) => names.unit(f.unit) },
    { title: '轮次', least: true, render: (f) => `第 ${f.round} 轮` },
    { title: '办理工作', least: true, render: (f) => <Mark of={f.work} /> },
    { title: '办理结果', least: true, render: (f) => <Mark of={f.result} /> },
    {
      title: '意见',
      render: (f) => (f.comment || wordOf(FormStateSchema, f.state)) + (markOf(f) && `（${markOf(f)}）`),
    },
    {
      title: '补填、裁定',
      least: true,
      render: (f) => (
        <>
          {f.moves.includes(FormMove.REOPEN) && <Reopen form={f} />}
          {f.moves.includes(FormMove.SETTLE) && <Settle form={f} />}
        </>
      ),
    },
  ];
  return (
    <Section
      title={`第 ${view.caseNumber} 号 ${view.subject}`}
      actions={
        <Link className="row-link" to={`/proposals/${idOf(view.proposal)}`}>
          查看全案
        </Link>
      }
    >
      <Loaded of={closing} rows={1}>
        {(c) => (
          <>
            <Why case={c} />
            <Loaded of={forms} rows={2}>
              {(all) => (
                <Rows
                  caption={`第 ${view.caseNumber} 号征询意见表`}
                  rows={all}
                  keyOf={(f) => f.name}
                  columns={columns}
                />
              )}
            </Loaded>
            <Conciliations of={c.name} />
            {c.blocked && <Note>{c.blocked}</Note>}
            <div className="actions">
              {c.moves.includes(CaseMove.CONCILIATE) && (
                <RecordConciliation of={c} label={`记录协商、说明（第 ${view.caseNumber} 号）`} />
              )}
              {c.moves.includes(CaseMove.CLOSE) && (
                <WordsButton
                  primary
                  command={close}
                  input={(reason) => ({ name: c.name, etag: c.etag, reason })}
                  field="办结理由"
                  path="reason"
                  max={mostOf(Feedback.closeCase.input.field.reason)}
                  label={`办结 第 ${view.caseNumber} 号`}
                  text="办结后评价如实保留：不满意仍记不满意，未表态不计为满意。"
                >
                  办结
                </WordsButton>
              )}
            </div>
          </>
        )}
      </Loaded>
    </Section>
  );
}

/** Gives a proposer who stated nothing the whole period again. */
function Reopen({ form }: { form: FeedbackForm }) {
  const names = useNames();
  const reopen = useCommand(Feedback.reopenForm);
  return (
    <WordsButton
      command={reopen}
      input={(reason) => ({ name: form.name, etag: form.etag, reason })}
      field="重新开放的理由"
      path="reason"
      max={mostOf(Feedback.reopenForm.input.field.reason)}
      label={`重新开放 ${names.member(form.member)} 的征询意见表`}
      text="提案者重新有一个完整的反馈期限；填写之前仍按“未表态”记录。"
    >
      重新开放
    </WordsButton>
  );
}

/** The reason why the rule did not close the case. */
function Why({ case: c }: { case: Case }) {
  if (grave(c.work) || grave(c.result))
    return (
      <Note kind="warn" title={`第 ${c.round} 轮办理后仍不满意`}>
        办理工作：{wordOf(RatingSchema, c.work)}；办理结果：{wordOf(RatingSchema, c.result)}。办结后保留此评价。
      </Note>
    );
  if (c.work === Rating.UNSPECIFIED && c.result === Rating.UNSPECIFIED)
    return (
      <Note kind="warn" title="反馈期满，无人表态">
        按“未表态”记录，不计为满意。
      </Note>
    );
  return (
    <Note title="待提案委办公室确认办结">
      办理工作：{wordOf(RatingSchema, c.work)}；办理结果：{wordOf(RatingSchema, c.result)}。
    </Note>
  );
}
