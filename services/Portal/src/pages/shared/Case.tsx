import { Button } from 'antd';
import { Link, useParams } from 'react-router';
import { useAll, useAsk } from '@/api/ask';
import { Feedback, Intake, Supervision } from '@/api/clients';
import { idOf } from '@/api/ids';
import { useSession } from '@/api/session';
import { date, day, minute } from '@/format';
import { Role } from '@/gen/proposals/directory/v1/directory_pb';
import { ProposerKindSchema, SessionKindSchema } from '@/gen/proposals/directory/v1/policy_pb';
import {
  FilingBodySchema,
  ProposalMoveSchema,
  ProposalState,
  type Proposal,
} from '@/gen/proposals/intake/v1/intake_pb';
import { type CaseView, DutyKindSchema, type DutyView, Stage } from '@/gen/proposals/supervision/v1/supervision_pb';
import { Attachments } from '@/parts/attachments';
import { CaseSteps, Facts, Happened } from '@/parts/case';
import { CommitmentsOf } from '@/parts/commitments';
import { Conciliations } from '@/parts/conciliations';
import { LateOpinions } from '@/parts/late-opinions';
import { useNames } from '@/parts/names';
import { Loaded, Note } from '@/parts/notes';
import { Fold, Page, Section } from '@/parts/page';
import { ProposalText } from '@/parts/proposal-text';
import { publicationOf } from '@/parts/publication';
import { LightTag, StateTag, Tag } from '@/parts/tags';
import { OtherProposal } from '@/parts/taken-up';
import { useUnfolded } from '@/parts/unfolded';
import { Withdrawal } from '@/parts/withdrawal';
import { usePrefs } from '@/prefs';
import { wordOf } from '@/words';
import OfficeActions from '../office/CaseActions';
import { PaperForms } from '../office/paper-forms';
import { Done } from '../office/queue';
import SupervisorActions from '../supervisor/CaseActions';
import { Actions, Withdraw } from './case/actions';
import { FormHead } from './case/form-head';
import { Instructions } from './case/instructions';
import { Replies } from './case/replies';
import { Retractions } from './case/retractions';
import { SupervisionTasks } from './case/supervision';

/** A case for every role: its text, its progress, its replies, and the caller's own actions. */
export default function Case() {
  const { id } = useParams();
  const { name, has, account } = useSession();
  const { large } = usePrefs();
  useUnfolded();
  const proposal = useAsk(Intake.getProposal, { name: name('proposals', id!) });
  const submitted =
    !!proposal.data && proposal.data.state !== ProposalState.DRAFT && proposal.data.state !== ProposalState.DELETED;
  const view = useAsk(Supervision.getCase, { name: name('cases', id!) }, { enabled: submitted });
  const mine = has(Role.MEMBER) || has(Role.PROPOSALS_OFFICE) || has(Role.SUPERVISOR) || has(Role.LEADER);
  const forms =
    useAll(Feedback.listFeedbackForms, { proposal: name('proposals', id!) }, (page) => page.forms, {
      enabled: submitted && mine,
    }).data ?? [];

  return (
    <Loaded of={proposal} title="提案">
      {(p) => (
        <Page
          title={p.text?.subject || '提案'}
          lead={<Lead proposal={p} view={view.data} />}
          actions={<Button onClick={() => print()}>打印</Button>}
        >
          {p.abridged && (
            <Note title="这件提案不对外公开">
              全文由提案者和承担审查、交办、办理、督办的人员阅读；这里只有案由和基本情况。
            </Note>
          )}
          <div className="acts no-print">
            <Done />
            <Withdrawal proposal={p} stage={view.data?.stage} />
            <Actions proposal={p} forms={forms} />
            <SupervisorActions proposal={p} caseView={view.data} />
            <OfficeActions proposal={p} caseView={view.data} />
          </div>
          <div className="case">
            <div className="case-now">
              <Section title="进度">
                <CaseSteps view={view.data} state={p.state} small={large} />
                <Opinions proposal={p} />
                {forms.length > 0 && <Conciliations of={name('closings', id!)} />}
                {view.data?.stage === Stage.CLOSED && <WhyClosed name={name('closings', id!)} />}
                {view.data?.keyRemovalReason && (
                  <Note title="已取消重点提案">
                    <p className="prose">{view.data.keyRemovalReason}</p>
                  </Note>
                )}
              </Section>
            </div>
            <div className="case-replies">
              {has(Role.PROPOSALS_OFFICE) && <PaperForms forms={forms} />}
              <Replies
                proposal={p}
                forms={forms}
                duties={view.data?.duties ?? []}
                closed={view.data?.stage === Stage.CLOSED}
              />
              {p.state === ProposalState.FILED && <CommitmentsOf proposal={p.name} />}
              {view.data && p.caseNumber > 0n && (
                <>
                  <SupervisionTasks proposal={p} />
                  {!has(Role.MEMBER) && <Instructions proposal={p} />}
                </>
              )}
            </div>
            <div className="case-text">
              {!p.abridged && (
                <Section title="提案内容">
                  <ProposalText text={p.text!} />
                </Section>
              )}
            </div>
            <div className="case-facts">
              <Fold title="基本情况" className="no-print">
                <About proposal={p} />
                {submitted && (p.lead === account.member || has(Role.PROPOSALS_OFFICE)) && <Retractions proposal={p} />}
              </Fold>
              {!p.abridged && (
                <Section title="附件">
                  <Attachments proposal={p} />
                </Section>
              )}
              {!!view.data?.duties.length && (
                <Fold title="办理事项" className="no-print">
                  <Duties duties={view.data.duties} />
                </Fold>
              )}
            </div>
            <div className="case-past">
              {submitted && (
                <Fold title="办理经过">
                  <Loaded of={view}>{(v) => <Happened timeline={v.timeline} />}</Loaded>
                </Fold>
              )}
              <Versions proposal={p} />
            </div>
          </div>
          {p.lead === account.member && <Withdraw proposal={p} caseView={view.data} />}
          <FormHead proposal={p} units={[...new Set(view.data?.duties.map((d) => d.unitTitle))]} />
        </Page>
      )}
    </Loaded>
  );
}

/** Every opinion and reason that was given, oldest first; the next decision does not replace it. */
function Opinions({ proposal: p }: { proposal: Proposal }) {
  // Proposals that were decided before opinions were kept have the last one only.
  if (!p.opinions.length)
    return p.opinion ? (
      <Note title="意见">
        <p className="prose">{p.opinion}</p>
      </Note>
    ) : null;
  return p.opinions.map((o, i) => (
    <Note key={i} title={`${wordOf(ProposalMoveSchema, o.move)}${o.givenAt ? `（${minute(o.givenAt)}）` : ''}`}>
      <p className="prose">{o.text}</p>
    </Note>
  ));
}

/** Why the office closed a case that the rule did not close by itself. */
function WhyClosed({ name }: { name: string }) {
  const reason = useAsk(Feedback.getCase, { name }).data?.reason;
  return reason ? (
    <Note title="办结理由">
      <p className="prose">{reason}</p>
    </Note>
  ) : null;
}

/** The stage of the case, once it is known; until then the proposal's own state. */
function Lead({ proposal: p, view }: { proposal: Proposal; view?: CaseView }) {
  const names = useNames();
  return (
    <>
      {names.session(p.session)}{' '}
      {p.caseNumber ? `第 ${p.caseNumber} 号` : p.serialNumber ? `流水号 ${p.serialNumber}` : ''}{' '}
      {view && view.stage !== Stage.UNSPECIFIED ? <Tag>{view.stageText}</Tag> : <StateTag state={p.state} />}
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
        ['提案者类别', wordOf(ProposerKindSchema, p.proposerKind)],
        ['类别', names.category(p.category)],
        ['提案类型', wordOf(SessionKindSchema, p.sessionKind)],
        ['提交', minute(p.submittedAt)],
        ['立案', day(p.filedAt)],
        ['建议承办单位', p.suggestedUnits.map(names.unit).join('、')],
        ['拟承办单位', p.intendedUnits.map(names.unit).join('、')],
        ['可否公开', publicationOf(p)],
        ['审定机构', !!p.filingBody && wordOf(FilingBodySchema, p.filingBody)],
        ['不予立案理由', p.rejectionReason && names.rejection(p.rejectionReason)],
        ['转作其他处理', p.redirectedAs && names.examination(p.redirectedAs)],
        ['并入', p.mergedInto && <Main name={p.mergedInto} />],
        ['原提案（不予立案）', p.takesUp && <OtherProposal name={p.takesUp} />],
        ['重新提出', p.takenUpBy && <OtherProposal name={p.takenUpBy} />],
      ]}
    />
  );
}

/** The main case that a proposal was merged into, by its number and 案由. */
function Main({ name }: { name: string }) {
  const main = useAsk(Intake.getProposal, { name }).data;
  return (
    <Link to={`/proposals/${idOf(name)}`}>
      {main ? `第 ${main.caseNumber} 号《${main.text?.subject ?? ''}》` : '查看主案'}
    </Link>
  );
}

const Duties = ({ duties }: { duties: DutyView[] }) => (
  <ul className="list">
    {duties.map((d) => (
      <li key={d.name}>
        {d.unitTitle}
        {wordOf(DutyKindSchema, d.kind)} <span className="hint">期限 {date(d.dueDate)}</span>{' '}
        {d.doneAt ? <Tag tone="green">{day(d.doneAt)}办毕</Tag> : <LightTag light={d.light} text={d.lightText} />}
        <LateOpinions of={d} />
      </li>
    ))}
  </ul>
);

function Versions({ proposal }: { proposal: Proposal }) {
  const versions = useAll(Intake.listProposalVersions, { name: proposal.name }, (page) => page.versions, {
    enabled: proposal.textVersion > 1n,
  });
  if (!versions.data) return null;
  return (
    <Fold title="历次文稿" className="no-print">
      <ul className="list">
        {[...versions.data].reverse().map((v) => (
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
    </Fold>
  );
}
