import { Button } from 'antd';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { useAsk, usePages } from '@/api/ask';
import { Feedback, Intake, Supervision } from '@/api/clients';
import { idOf } from '@/api/ids';
import { useSession } from '@/api/session';
import { date, day } from '@/format';
import { FormState } from '@/gen/proposals/feedback/v1/feedback_pb';
import { InvitationState, ProposalState, type Proposal } from '@/gen/proposals/intake/v1/intake_pb';
import { CaseSteps } from '@/parts/case';
import { SelectField } from '@/parts/choice-fields';
import { useNames, useSessions } from '@/parts/names';
import { Empty, Loaded, Note } from '@/parts/notes';
import { Page } from '@/parts/page';
import { More, Rows } from '@/parts/rows';
import { StateTag } from '@/parts/tags';

export default function MyProposals() {
  const navigate = useNavigate();
  const names = useNames();
  const sessions = useSessions();
  const { account } = useSession();
  const [session, setSession] = useState<string>();
  const proposals = usePages(
    Intake.listProposals,
    { own: true, session: session ?? '', pageSize: 20 },
    (p) => p.proposals,
  );
  const write = (
    <Button type="primary" onClick={() => void navigate('/proposals/new/edit')}>
      起草提案
    </Button>
  );

  return (
    <Page title="我的提案" lead="本人领衔和联名的提案" actions={write}>
      <ToDo />
      {sessions && sessions.length > 1 && (
        <SelectField
          label="届次"
          value={session}
          onChange={setSession}
          placeholder="全部届次"
          choices={sessions.map((s) => ({ value: s.name, label: s.title }))}
        />
      )}
      <Loaded
        of={proposals}
        empty={
          <Empty title="还没有提案">
            <p>写下案由时，系统会列出类似的提案和它们的答复。</p>
            {write}
          </Empty>
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

/** The member's open tasks: forms to fill in, invitations to answer. */
function ToDo() {
  const names = useNames();
  const forms = useAsk(Feedback.listFeedbackForms, { state: FormState.OPEN, pageSize: 50 }).data?.forms ?? [];
  const invitations =
    useAsk(Intake.listInvitations, {}).data?.invitations.filter((i) => i.state === InvitationState.PENDING) ?? [];
  if (!forms.length && !invitations.length) return null;
  return (
    <Note kind="warn" title="等您办理">
      <ul>
        {invitations.length > 0 && (
          <li>
            <Link className="row-link" to="/invitations">
              {invitations.length} 份联名邀请待签
            </Link>
          </li>
        )}
        {forms.map((f) => (
          <li key={f.name}>
            <Link className="row-link" to={`/rate/${idOf(f.name)}`}>
              请评价{names.unit(f.unit)}的答复
            </Link>
            ，{date(f.dueDate)} 前
          </li>
        ))}
      </ul>
    </Note>
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
