import { useParams } from 'react-router';
import { useAll, useAsk } from '@/api/ask';
import { Assignments, Intake } from '@/api/clients';
import { useSession } from '@/api/session';
import {
  type Assignment,
  AssignmentRoleSchema,
  AssignmentState,
  AssignmentStateSchema,
} from '@/gen/proposals/assignment/v1/assignment_pb';
import type { Proposal } from '@/gen/proposals/intake/v1/intake_pb';
import { Attachments } from '@/parts/attachments';
import { Facts, Joined } from '@/parts/case';
import { CommitmentsOf } from '@/parts/commitments';
import { useNames, usePolicy } from '@/parts/names';
import { Loaded } from '@/parts/notes';
import { Page } from '@/parts/page';
import { ProposalText } from '@/parts/proposal-text';
import { publicationOf } from '@/parts/publication';
import { Scroll } from '@/parts/scroll';
import { Tag } from '@/parts/tags';
import { answersProposer, isLive, isOpen } from '@/parts/tasks';
import { wordOf } from '@/words';
import { Contacts } from './assignment/contacts';
import { Opinions, OwnOpinion } from './assignment/opinions';
import { Overview } from './assignment/overview';
import { ReplyOf } from './assignment/reply';
import { Rounds } from './assignment/rounds';

export default function AssignmentPage() {
  const { id } = useParams();
  const { name } = useSession();
  const assignment = useAsk(Assignments.getAssignment, { name: name('assignments', id!) });
  const a = assignment.data;
  return (
    <Page
      title={a?.subject ?? '承办任务'}
      lead={
        a && (
          <>
            第 {a.caseNumber} 号　{wordOf(AssignmentRoleSchema, a.role)}　
            <Tag>{wordOf(AssignmentStateSchema, a.state)}</Tag>
          </>
        )
      }
    >
      <Loaded of={assignment} rows={8}>
        {(task) => <Task key={task.name} of={task} />}
      </Loaded>
    </Page>
  );
}

/** The work in the middle, the proposal beside it. The actions follow from the state. */
function Task({ of: a }: { of: Assignment }) {
  const { account } = useSession();
  const own = a.unit === account.unit;
  const proposal = useAsk(Intake.getProposal, { name: a.proposal });
  const ofCase = useAll(Assignments.listAssignments, { proposal: a.proposal }, (p) => p.assignments);
  const opinions = useAll(Assignments.listOpinions, { proposal: a.proposal }, (p) => p.opinions);
  const replies = useAll(Assignments.listReplies, { proposal: a.proposal }, (p) => p.replies);
  const contacts = useAll(Assignments.listContacts, { assignment: a.name }, (p) => p.contacts);
  const policy = usePolicy(proposal.data?.policyVersion);
  const working = own && a.state === AssignmentState.ACKNOWLEDGED;
  const versions = (replies.data ?? []).filter((r) => r.assignment === a.name).sort((x, y) => x.version - y.version);
  const missing = (ofCase.data ?? []).filter((o) => o.round === a.round && !answersProposer(o) && isOpen(o));
  const others = (ofCase.data ?? []).filter((o) => isLive(o) && !answersProposer(o) && o.unit !== a.unit);

  return (
    <>
      <Rounds of={a} ofCase={ofCase.data ?? []} replies={replies.data ?? []} proposal={proposal.data} />
      <div className="columns">
        <div>
          <Overview of={a} own={own} />
          {answersProposer(a) && <Opinions of={a} ofCase={ofCase.data ?? []} opinions={opinions.data ?? []} />}
          {!answersProposer(a) && opinions.data && (
            <OwnOpinion
              of={a}
              working={working}
              opinions={opinions.data.filter((o) => o.assignment === a.name)}
              policy={policy}
            />
          )}
          {a.state !== AssignmentState.HANDED_OVER && <Contacts of={a} own={own} contacts={contacts} policy={policy} />}
          {answersProposer(a) && own && proposal.data && policy && replies.data && (
            <ReplyOf
              of={a}
              working={working}
              proposal={proposal.data}
              versions={versions}
              policy={policy}
              contacts={contacts.data}
              missing={missing}
              others={[...new Set(others.map((o) => o.unit))]}
            />
          )}
          <CommitmentsOf proposal={a.proposal} />
        </div>
        <aside className="stretched" aria-label="提案原文">
          <Scroll label="提案原文和附件" className="section sticky">
            <h2>提案原文</h2>
            <Loaded of={proposal}>{(p) => <Original of={p} />}</Loaded>
          </Scroll>
        </aside>
      </div>
    </>
  );
}

function Original({ of: p }: { of: Proposal }) {
  const names = useNames();
  return (
    <>
      <Facts
        of={[
          ['第一提案人', names.member(p.lead)],
          ['联名人', p.coSigners.length > 0 && <Joined of={p.coSigners.map((m) => names.member(m))} />],
          ['届次', names.session(p.session)],
          ['类别', names.category(p.category)],
          ['可否公开', publicationOf(p)],
        ]}
      />
      <div className="prose-part">
        <h3>附件</h3>
        <Attachments proposal={p} />
      </div>
      {p.text && <ProposalText text={p.text} />}
    </>
  );
}
