import { Button } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useAll, useAsk } from '@/api/ask';
import { Intake, Supervision } from '@/api/clients';
import { idOf } from '@/api/ids';
import { useSession } from '@/api/session';
import { minute } from '@/format';
import { ProposerKindSchema, SessionKindSchema } from '@/gen/proposals/directory/v1/policy_pb';
import {
  FilingBodySchema,
  type Proposal,
  ProposalState,
  ProposalStateSchema,
  type SimilarProposal,
} from '@/gen/proposals/intake/v1/intake_pb';
import { Attachments } from '@/parts/attachments';
import { Facts } from '@/parts/case';
import { Changes } from '@/parts/changes';
import { SelectField } from '@/parts/choice-fields';
import { Marked } from '@/parts/marked';
import { useNames } from '@/parts/names';
import { Empty, Loaded, Note } from '@/parts/notes';
import { Page, Section } from '@/parts/page';
import { ProposalText } from '@/parts/proposal-text';
import { publicationOf } from '@/parts/publication';
import { Signatures } from '@/parts/signatures';
import { StateTag } from '@/parts/tags';
import { OtherProposal } from '@/parts/taken-up';
import { wordOf } from '@/words';
import CaseActions from './CaseActions';
import { ExaminationForm } from './examination/form';
import { Record } from './examination/record';
import { Done, useExamination } from './queue';

/** A proposal of the queue beside a similar one, with the office's decisions. */
export default function Examine() {
  const { id } = useParams();
  const { name } = useSession();
  const proposal = useAsk(Intake.getProposal, { name: name('proposals', id!) });
  return (
    <Loaded of={proposal} title="审查提案">
      {(p) => <Examined key={p.name} proposal={p} />}
    </Loaded>
  );
}

// The decision in words, for the next page.
const said = (p: Proposal) =>
  (
    ({
      [ProposalState.EXAMINED]: `流水号 ${p.serialNumber} 审查通过，等待立案。`,
      [ProposalState.RETURNED]: `流水号 ${p.serialNumber} 已退回修改。`,
      [ProposalState.FILED]: `流水号 ${p.serialNumber} 已立案，案号第 ${p.caseNumber} 号。`,
      [ProposalState.NOT_FILED]: `流水号 ${p.serialNumber} 不予立案。`,
      [ProposalState.MERGED]: `流水号 ${p.serialNumber} 已并案。`,
      [ProposalState.WITHDRAWN]: `流水号 ${p.serialNumber} 已撤案。`,
    }) as Partial<Record<ProposalState, string>>
  )[p.state] ?? '';

function Examined({ proposal: p }: { proposal: Proposal }) {
  const navigate = useNavigate();
  const names = useNames();
  const { submitted, examined } = useExamination();
  const view = useAsk(Supervision.getCase, { name: p.name.replace('/proposals/', '/cases/') });
  const similar = useAsk(Intake.findSimilarProposals, { subject: p.text!.subject, leaveOut: p.name, limit: 10 });
  const [picked, setPicked] = useState<string>();
  const like = similar.data?.proposals.find((s) => s.proposal!.name === picked) ?? similar.data?.proposals[0];

  const queue = (p.state === ProposalState.SUBMITTED ? submitted.data : examined.data) ?? [];
  const at = queue.findIndex((q) => q.name === p.name);
  const next = queue[at + 1] ?? queue.find((q) => q.name !== p.name);
  const goOn = (after: Proposal) =>
    navigate(at >= 0 && next ? `/examination/${idOf(next.name)}` : '/examination', { state: { done: said(after) } });

  return (
    <Page
      wide
      title={`审查：${p.text!.subject}`}
      lead={
        <>
          流水号 {String(p.serialNumber)} · {wordOf(SessionKindSchema, p.sessionKind)} ·{' '}
          {wordOf(ProposerKindSchema, p.proposerKind)} <StateTag state={p.state} />
          {at >= 0 && ` 队列中第 ${at + 1} 件，共 ${queue.length} 件`}
        </>
      }
      actions={
        <>
          <Link className="row-link" to="/examination">
            返回队列
          </Link>
          {at >= 0 && next && (
            <Link className="row-link" to={`/examination/${idOf(next.name)}`}>
              看下一件
            </Link>
          )}
          <Button onClick={() => print()}>打印审查表</Button>
        </>
      }
    >
      <Done />
      {p.opinion && (
        <Note title={`最近一次意见（${wordOf(ProposalStateSchema, p.state)}）`}>
          <p className="prose">{p.opinion}</p>
        </Note>
      )}
      <div className="act-bar">
        <CaseActions proposal={p} caseView={view.data} beside={like?.proposal} onDone={goOn} />
      </div>
      <Record of={p.examinations} />
      <div className="halves">
        <Section title="本件">
          <h3>
            <Marked text={p.text!.subject} phrases={like?.shared ?? []} />
          </h3>
          <Facts
            of={[
              ['第一提案人', names.member(p.lead)],
              ['联名人', p.coSigners.map(names.member).join('、') || '无'],
              ['类别（提案者所选）', names.category(p.category)],
              ['提交时间', minute(p.submittedAt)],
              ['建议承办单位', p.suggestedUnits.map(names.unit).join('、') || '未提'],
              ['拟承办单位', p.intendedUnits.map(names.unit).join('、')],
              ['可否公开', publicationOf(p)],
              ['审定机构', !!p.filingBody && wordOf(FilingBodySchema, p.filingBody)],
              ['案号', !!p.caseNumber && `第 ${p.caseNumber} 号`],
              ['原提案（不予立案）', p.takesUp && <OtherProposal name={p.takesUp} />],
            ]}
          />
          <Revised proposal={p} />
          <ProposalText text={p.text!} />
          <h3>附件</h3>
          <Attachments proposal={p} />
          <h3>联名签署</h3>
          <Signatures proposal={p} />
        </Section>
        <Section title="相似提案">
          <Loaded of={similar} rows={3}>
            {({ proposals }) =>
              like ? (
                <>
                  <SelectField
                    label="对照"
                    value={like.proposal!.name}
                    onChange={setPicked}
                    choices={proposals.map((s) => ({ value: s.proposal!.name, label: title(s) }))}
                  />
                  <Beside of={like} session={p.session} />
                </>
              ) : (
                <Empty title="没有相似的提案">已有提案的案由和正文都不相似；套语和“加强”“完善”一类的词不计。</Empty>
              )
            }
          </Loaded>
        </Section>
      </div>
      <ExaminationForm proposal={p} />
    </Page>
  );
}

const numberOf = (p: Proposal) => (p.caseNumber ? `第 ${p.caseNumber} 号` : `流水号 ${p.serialNumber}`);
const title = ({ proposal, similarity }: SimilarProposal) =>
  `${Math.round(similarity * 100)}% ${numberOf(proposal!)} ${proposal!.text?.subject}`;

/** The proposal to compare with. */
function Beside({ of, session }: { of: SimilarProposal; session: string }) {
  const names = useNames();
  const full = useAsk(Intake.getProposal, { name: of.proposal!.name });
  return (
    <Loaded of={full}>
      {(p) => (
        <>
          <h3>
            <Link to={`/proposals/${idOf(p.name)}`}>
              <Marked text={p.text!.subject} phrases={of.shared} />
            </Link>
          </h3>
          <p className="quiet">
            {numberOf(p)}，{names.session(p.session)} <StateTag state={p.state} /> 共有：
            {of.shared.join('、') || '无'}
          </p>
          {p.session !== session && <Note>不同届次，不能并案，可作为多年重复提案参考。</Note>}
          <Facts
            of={[
              ['第一提案人', names.member(p.lead)],
              ['联名人', p.coSigners.map(names.member).join('、') || '无'],
              ['类别', names.category(p.category)],
              ['提交时间', minute(p.submittedAt)],
            ]}
          />
          <ProposalText text={p.text!} />
        </>
      )}
    </Loaded>
  );
}

/** The proposer's changes since the first submission. */
function Revised({ proposal: p }: { proposal: Proposal }) {
  const versions = useAll(Intake.listProposalVersions, { name: p.name }, (page) => page.versions).data ?? [];
  const earlier = versions.filter((v) => v.version < p.textVersion);
  const [picked, setPicked] = useState<string>();
  const base = earlier.find((v) => String(v.version) === picked) ?? earlier[0];
  if (!base || !earlier.length) return null;
  return (
    <details className="revised" open>
      <summary>
        退回后的修改（第 {String(base.version)} 稿 → 第 {String(p.textVersion)} 稿）
      </summary>
      {earlier.length > 1 && (
        <SelectField
          label="与哪一稿对照"
          value={String(base.version)}
          onChange={setPicked}
          choices={earlier.map((v) => ({
            value: String(v.version),
            label: `第 ${v.version} 稿，${minute(v.savedAt)}`,
          }))}
        />
      )}
      <Changes before={base.text!} after={p.text!} />
    </details>
  );
}
