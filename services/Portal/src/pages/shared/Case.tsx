import { Button } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useAsk, useCommand } from '@/api/ask';
import { Assignments, Feedback, Intake, Supervision } from '@/api/clients';
import { idOf } from '@/api/ids';
import { useSession } from '@/api/session';
import { date, day, minute } from '@/format';
import type { Reply } from '@/gen/proposals/assignment/v1/assignment_pb';
import { Role } from '@/gen/proposals/directory/v1/directory_pb';
import { FormState, type FeedbackForm } from '@/gen/proposals/feedback/v1/feedback_pb';
import { ProposalState, type Proposal } from '@/gen/proposals/intake/v1/intake_pb';
import type { DutyView } from '@/gen/proposals/supervision/v1/supervision_pb';
import { Attachments } from '@/parts/attachments';
import { CaseSteps, Facts, Happened } from '@/parts/case';
import { CommandButton } from '@/parts/command-button';
import { AreaField } from '@/parts/fields';
import { useNames } from '@/parts/names';
import { Loaded, Note } from '@/parts/notes';
import { Page, Section } from '@/parts/page';
import { Answers, Letter, ProposalText } from '@/parts/proposal-text';
import { LightTag, StateTag, Tag } from '@/parts/tags';
import {
  assignmentRoles,
  assignmentStates,
  dutyKinds,
  proposerKinds,
  ratings,
  replyStates,
  sessionKinds,
} from '@/words';
import OfficeActions from '../office/CaseActions';
import SupervisorActions from '../supervisor/CaseActions';

/** One case for everybody who may see it: its text, how far it is, its replies, and the caller's own actions. */
export default function Case() {
  const { id } = useParams();
  const { name, has, account } = useSession();
  const proposal = useAsk(Intake.getProposal, { name: name('proposals', id!) });
  const submitted =
    !!proposal.data && proposal.data.state !== ProposalState.DRAFT && proposal.data.state !== ProposalState.DELETED;
  const view = useAsk(Supervision.getCase, { name: name('cases', id!) }, { enabled: submitted });
  const mine = has(Role.MEMBER) || has(Role.PROPOSALS_OFFICE) || has(Role.SUPERVISOR) || has(Role.LEADER);
  const forms =
    useAsk(Feedback.listFeedbackForms, { proposal: name('proposals', id!) }, { enabled: submitted && mine }).data
      ?.forms ?? [];

  return (
    <Loaded of={proposal} title="提案">
      {(p) => (
        <Page
          title={p.text?.subject || '提案'}
          lead={<Lead proposal={p} />}
          actions={<Button onClick={() => print()}>打印</Button>}
        >
          <Actions proposal={p} forms={forms} />
          <SupervisorActions proposal={p} caseView={view.data} />
          <OfficeActions proposal={p} caseView={view.data} />
          <Section title="进度">
            <CaseSteps view={view.data} state={p.state} />
            {p.opinion && (
              <Note title="审查意见">
                <p className="prose">{p.opinion}</p>
              </Note>
            )}
          </Section>
          <Replies proposal={p} forms={forms} duties={view.data?.duties ?? []} />
          <div className="columns">
            <div>
              <Section title="提案内容">
                <ProposalText text={p.text!} />
              </Section>
              <Section title="附件">
                <Attachments proposal={p} />
              </Section>
            </div>
            <div>
              <Section title="基本情况">
                <About proposal={p} />
              </Section>
              {!!view.data?.duties.length && (
                <Section title="办理事项">
                  <Duties duties={view.data.duties} />
                </Section>
              )}
              {submitted && (
                <Section title="办理经过">
                  <Loaded of={view}>{(v) => <Happened timeline={v.timeline} />}</Loaded>
                </Section>
              )}
              <Versions proposal={p} />
            </div>
          </div>
          {p.lead === account.member && <Withdraw proposal={p} />}
        </Page>
      )}
    </Loaded>
  );
}

function Lead({ proposal: p }: { proposal: Proposal }) {
  const names = useNames();
  return (
    <>
      {names.session(p.session)}{' '}
      {p.caseNumber ? `第 ${p.caseNumber} 号` : p.serialNumber ? `流水号 ${p.serialNumber}` : ''}{' '}
      <StateTag state={p.state} />
    </>
  );
}

function About({ proposal: p }: { proposal: Proposal }) {
  const names = useNames();
  return (
    <Facts
      of={[
        ['第一提案人', names.member(p.lead)],
        ['联名人', p.coSigners.map(names.member).join('、')],
        ['提案者类别', proposerKinds[p.proposerKind]],
        ['类别', names.category(p.category)],
        ['提案类型', sessionKinds[p.sessionKind]],
        ['提交', minute(p.submittedAt)],
        ['立案', day(p.filedAt)],
        ['建议承办单位', p.suggestedUnits.map(names.unit).join('、')],
        ['可否公开', p.mayPublish ? '可以公开' : `不宜公开：${p.notPublicReason}`],
        ['不予立案理由', p.rejectionReason && names.rejection(p.rejectionReason)],
        ['并入', p.mergedInto && <Link to={`/proposals/${idOf(p.mergedInto)}`}>查看主案</Link>],
      ]}
    />
  );
}

/** What the caller can do now. Other roles add theirs here, each a line with its own component. */
function Actions({ proposal: p, forms }: { proposal: Proposal; forms: FeedbackForm[] }) {
  const { account, has } = useSession();
  const open = forms.filter((f) => f.member === account.member && f.state === FormState.OPEN);
  return (
    <>
      {p.state === ProposalState.RETURNED && p.lead === account.member && (
        <Note
          kind="warn"
          title="提案退回修改"
          actions={<Link to={`/proposals/${idOf(p.name)}/edit`}>修改后重新提交</Link>}
        />
      )}
      {p.state === ProposalState.DRAFT && p.lead === account.member && (
        <Note title="这是草稿，尚未提交" actions={<Link to={`/proposals/${idOf(p.name)}/edit`}>继续起草</Link>} />
      )}
      {open.length > 0 && (
        <Note
          kind="warn"
          title="请评价办理"
          actions={open.map((f) => (
            <Rating key={f.name} form={f} />
          ))}
        >
          {date(open[0]!.dueDate)} 前填写，逾期按“未表态”记录。
        </Note>
      )}
      {has(Role.HANDLING_UNIT) && <OwnTasks proposal={p} />}
    </>
  );
}

/** A unit works on its own tasks of the case. */
function OwnTasks({ proposal: p }: { proposal: Proposal }) {
  const { account } = useSession();
  const tasks =
    useAsk(Assignments.listAssignments, { proposal: p.name }).data?.assignments.filter(
      (a) => a.unit === account.unit,
    ) ?? [];
  if (!tasks.length) return null;
  return (
    <Note title="本单位的承办任务">
      <ul>
        {tasks.map((a) => (
          <li key={a.name}>
            <Link className="row-link" to={`/assignments/${idOf(a.name)}`}>
              {assignmentRoles[a.role]}
              {a.round > 1 && `，第 ${a.round} 轮`}
            </Link>
            　{assignmentStates[a.state]}
          </li>
        ))}
      </ul>
    </Note>
  );
}

function Rating({ form }: { form: FeedbackForm }) {
  const names = useNames();
  return <Link to={`/rate/${idOf(form.name)}`}>评价{names.unit(form.unit)}的答复</Link>;
}

const withdrawable = [ProposalState.SUBMITTED, ProposalState.RETURNED, ProposalState.EXAMINED, ProposalState.FILED];

function Withdraw({ proposal: p }: { proposal: Proposal }) {
  const navigate = useNavigate();
  const [reason, setReason] = useState('');
  const withdraw = useCommand(Intake.withdrawProposal);
  const replied = useAsk(Assignments.listReplies, { proposal: p.name }).data?.replies.length;
  if (!withdrawable.includes(p.state) || replied) return null;
  return (
    <div className="actions">
      <CommandButton
        command={withdraw}
        danger
        input={() => (reason.trim() ? { name: p.name, etag: p.etag, reason } : null)}
        onDone={() => navigate('/my')}
        confirm={{
          title: '撤案',
          text: '撤案后不再办理，承办单位和联名人都会知道。',
          body: (
            <AreaField
              label="撤案理由"
              required
              value={reason}
              onChange={setReason}
              max={500}
              error={withdraw.fieldProblem('reason')}
            />
          ),
          ok: '撤案',
        }}
      >
        撤案
      </CommandButton>
    </div>
  );
}

function Replies({ proposal, forms, duties }: { proposal: Proposal; forms: FeedbackForm[]; duties: DutyView[] }) {
  const names = useNames();
  const handled = [ProposalState.FILED, ProposalState.MERGED].includes(proposal.state);
  const replies = useAsk(Assignments.listReplies, { proposal: proposal.name, pageSize: 200 }, { enabled: handled });
  if (!handled || !replies.data?.replies.length) return null;
  const unitOf = (r: Reply) =>
    names.unit(forms.find((f) => f.reply === r.name)?.unit ?? '') ||
    (duties.length === 1 ? duties[0]!.unitTitle : '') ||
    '承办单位';
  return (
    <>
      {replies.data.replies.map((r) => {
        const form = forms.find((f) => f.reply === r.name && f.state === FormState.SUBMITTED);
        return (
          <Section
            key={r.name}
            title={`${unitOf(r)}的答复`}
            actions={
              <>
                {r.outcomeClass && <Tag tone="green">{names.outcome(r.outcomeClass)}</Tag>}
                <Tag>{replyStates[r.state]}</Tag>
              </>
            }
          >
            <Answers reply={r} suggestions={proposal.text?.suggestions ?? []} />
            <details open={!r.answers.length}>
              <summary>答复全文</summary>
              <Letter reply={r} unit={unitOf(r)} to={names.member(proposal.lead)} />
            </details>
            {form && (
              <>
                <h3>提案者评价</h3>
                <Facts
                  of={[
                    ['办理工作', ratings[form.work]],
                    ['办理结果', ratings[form.result]],
                    ['意见', form.comment],
                  ]}
                />
              </>
            )}
          </Section>
        );
      })}
    </>
  );
}

const Duties = ({ duties }: { duties: DutyView[] }) => (
  <ul className="list">
    {duties.map((d) => (
      <li key={d.name}>
        {d.unitTitle}
        {dutyKinds[d.kind]} <span className="hint">{date(d.dueDate)} 前</span>{' '}
        {d.doneAt ? <Tag tone="green">已办</Tag> : <LightTag light={d.light} text={d.lightText} />}
      </li>
    ))}
  </ul>
);

function Versions({ proposal }: { proposal: Proposal }) {
  const versions = useAsk(
    Intake.listProposalVersions,
    { name: proposal.name, pageSize: 200 },
    { enabled: proposal.textVersion > 1n },
  );
  if (!versions.data) return null;
  return (
    <Section title="历次文稿">
      <ul className="list">
        {versions.data.versions.toReversed().map((v) => (
          <li key={String(v.version)}>
            <details>
              <summary>
                第 {String(v.version)} 稿 <span className="hint">{minute(v.savedAt)}</span>
              </summary>
              <ProposalText text={v.text!} subject />
            </details>
          </li>
        ))}
      </ul>
    </Section>
  );
}
