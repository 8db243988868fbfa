import { useState } from 'react';
import { Link, useLocation, useParams } from 'react-router';
import { useAsk } from '@/api/ask';
import { Intake } from '@/api/clients';
import { useSession } from '@/api/session';
import { ProposalState } from '@/gen/proposals/intake/v1/intake_pb';
import { usePolicy, useSessions } from '@/parts/names';
import { Loaded, Loading, Note } from '@/parts/notes';
import { Page } from '@/parts/page';
import { Writing } from './editor/writing';

export default function Editor() {
  const { id } = useParams();
  const state = useLocation().state as { quiet?: boolean } | null;
  // The first save gives a new draft its name and the page its address; the page itself stays as it is.
  const [shown, show] = useState(id!);
  if (id !== shown && !state?.quiet) show(id!);
  return <Opened key={shown} started={shown} />;
}

function Opened({ started }: { started: string }) {
  const { name } = useSession();
  const policy = usePolicy();
  const sessions = useSessions();
  const proposal = useAsk(
    Intake.getProposal,
    { name: name('proposals', started) },
    { enabled: started !== 'new', staleTime: Infinity },
  );
  if (started === 'new')
    return policy && sessions ? (
      <Writing policy={policy} />
    ) : (
      <Page title="起草提案">
        <Loading />
      </Page>
    );
  return (
    <Loaded of={proposal} title="起草提案">
      {(p) =>
        p.state !== ProposalState.DRAFT && p.state !== ProposalState.RETURNED ? (
          <Page title="起草提案">
            <Note kind="warn" title="这件提案已经提交，不能再修改。">
              <Link to={`/proposals/${started}`}>查看提案</Link>
            </Note>
          </Page>
        ) : policy ? (
          <Writing policy={policy} saved={p} />
        ) : (
          <Page title="起草提案">
            <Loading />
          </Page>
        )
      }
    </Loaded>
  );
}
