import { Button } from 'antd';
import { useDeferredValue, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { useAll, useAsk, usePages } from '@/api/ask';
import { Feedback, Intake, Supervision } from '@/api/clients';
import { idOf } from '@/api/ids';
import { useSession } from '@/api/session';
import { date, day } from '@/format';
import { type FeedbackForm, FormMove, FormState } from '@/gen/proposals/feedback/v1/feedback_pb';
import {
  InvitationState,
  ProposalState,
  ProposalStateSchema,
  type Proposal,
} from '@/gen/proposals/intake/v1/intake_pb';
import { CaseSteps } from '@/parts/case';
import { SelectField } from '@/parts/choice-fields';
import { TextField } from '@/parts/fields';
import { useNames, useSessions } from '@/parts/names';
import { Empty, Loaded, Note } from '@/parts/notes';
import { Page } from '@/parts/page';
import { More, Rows } from '@/parts/rows';
import { StateTag } from '@/parts/tags';
import { choices } from '@/words';

// A deleted draft is in no list.
const states = ProposalStateSchema.values
  .map((v) => v.number as ProposalState)
  .filter((s) => s !== ProposalState.UNSPECIFIED && s !== ProposalState.DELETED);

export default function MyProposals() {
  const navigate = useNavigate();
  const names = useNames();
  const sessions = useSessions();
  const { account } = useSession();
  const [session, setSession] = useState<string>();
  const [state, setState] = useState<ProposalState>();
  const [words, setWords] = useState('');
  const query = useDeferredValue(words).trim().slice(0, 100);
  const proposals = usePages(
    Intake.listProposals,
    { own: true, session: session ?? '', state: state ?? ProposalState.UNSPECIFIED, query, pageSize: 20 },
    (p) => p.proposals,
  );
  const asked = !!query || state !== undefined || session !== undefined;
  const write = (
    <Button type="primary" onClick={() => void navigate('/proposals/new/edit')}>
      起草提案
    </Button>
  );

  return (
    <Page title="我的提案" lead="本人领衔和联名的提案" actions={write}>
      <ToDo />
      <div className="filters">
        <TextField label="查找案由、案号或流水号" type="search" value={words} onChange={setWords} />
        <SelectField
          label="状态"
          value={state}
          onChange={setState}
          placeholder="全部状态"
          choices={choices(ProposalStateSchema, states)}
        />
        {sessions && sessions.length > 1 && (
          <SelectField
            label="届次"
            value={session}
            onChange={setSession}
            placeholder="全部届次"
            choices={sessions.map((s) => ({ value: s.name, label: s.title }))}
          />
        )}
      </div>
      <Loaded
        of={proposals}
        empty={
          asked ? (
            <Empty title="没有符合条件的提案">
              <p>换一个词，或放宽状态和届次。</p>
            </Empty>
          ) : (
            <Empty title="还没有提案">
              <p>写下案由时，系统会列出类似的提案和它们的答复。</p>
              {write}
            </Empty>
          )
        }
      >
        {(rows) => (
          <Rows
            caption="我的提案"
            rows={rows}
            keyOf={(p) => p.name}
            columns={[
              { title: '案由', bare: true, render: (p) => <Subject proposal={p} /> },
              { title: '身份', least: true, render: (p) => (p.lead === account.member ? '第一提案人' : '联名人') },
              {
                title: '案号',
                least: true,
                render: (p) =>
                  p.caseNumber ? `第 ${p.caseNumber} 号` : p.serialNumber ? `流水号 ${p.serialNumber}` : '',
              },
              { title: '届次', least: true, render: (p) => names.session(p.session) },
              { title: '提交', least: true, render: (p) => day(p.submittedAt) },
              { title: '进度', bare: true, render: (p) => <Progress proposal={p} /> },
            ]}
          />
        )}
      </Loaded>
      <More of={proposals} />
    </Page>
  );
}

/** The member's open tasks: proposals to revise, forms to fill in, invitations to answer, drafts to finish. */
function ToDo() {
  const returned = useOwn(ProposalState.RETURNED);
  const drafts = useOwn(ProposalState.DRAFT);
  const forms =
    useAll(Feedback.listFeedbackForms, { state: FormState.OPEN }, (page) => page.forms).data?.filter((f) =>
      f.moves.includes(FormMove.SUBMIT),
    ) ?? [];
  const invitations =
    useAll(Intake.listInvitations, {}, (page) => page.invitations).data?.filter(
      (i) => i.state === InvitationState.PENDING,
    ) ?? [];
  if (![returned, drafts, forms, invitations].some((x) => x.length)) return null;
  return (
    <Note kind="warn" title="等您办理">
      <ul>
        {returned.map((p) => (
          <li key={p.name}>
            <Link className="row-link" to={`/proposals/${idOf(p.name)}/edit`}>
              退回修改：《{p.text?.subject}》
            </Link>
            ，修改后重新提交
          </li>
        ))}
        {invitations.length > 0 && (
          <li>
            <Link className="row-link" to="/invitations">
              {invitations.length} 份联名邀请待签
            </Link>
          </li>
        )}
        {forms.map((f) => (
          <Rating key={f.name} form={f} />
        ))}
        {drafts.map((p) => (
          <li key={p.name}>
            <Link className="row-link" to={`/proposals/${idOf(p.name)}/edit`}>
              继续起草：《{p.text?.subject || '无案由'}》
            </Link>
            ，尚未提交
          </li>
        ))}
      </ul>
    </Note>
  );
}

/** The member's own proposals in a state. */
function useOwn(state: ProposalState) {
  const { account } = useSession();
  return (
    useAll(Intake.listProposals, { own: true, state }, (page) => page.proposals).data?.filter(
      (p) => p.lead === account.member,
    ) ?? []
  );
}

function Rating({ form: f }: { form: FeedbackForm }) {
  const names = useNames();
  const proposal = useAsk(Intake.getProposal, { name: f.proposal }).data;
  return (
    <li>
      <Link className="row-link" to={`/rate/${idOf(f.name)}`}>
        请评价{names.unit(f.unit)}的答复{proposal?.text && `：《${proposal.text.subject}》`}
      </Link>
      ，{date(f.dueDate)}前
    </li>
  );
}

function Subject({ proposal }: { proposal: Proposal }) {
  const open = proposal.state === ProposalState.DRAFT ? 'edit' : '';
  return (
    <Link className="row-link" to={`/proposals/${idOf(proposal.name)}/${open}`}>
      {proposal.text?.subject || '（无案由）'}
    </Link>
  );
}

function Progress({ proposal }: { proposal: Proposal }) {
  const known = proposal.state !== ProposalState.DRAFT && proposal.state !== ProposalState.DELETED;
  const { data } = useAsk(
    Supervision.getCase,
    { name: proposal.name.replace('/proposals/', '/cases/') },
    { enabled: known },
  );
  return data ? <CaseSteps view={data} small /> : <StateTag state={proposal.state} />;
}
