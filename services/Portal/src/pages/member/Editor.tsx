import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation, useParams } from 'react-router';
import { ask } from '@/api/ask';
import { Intake } from '@/api/clients';
import { idOf } from '@/api/ids';
import { useSession } from '@/api/session';
import { findKept, keptKey } from '@/device';
import { ProposalState } from '@/gen/proposals/intake/v1/intake_pb';
import { settled } from '@/parts/autosave';
import { usePolicy, useSessions } from '@/parts/names';
import { Loaded, Loading, Note } from '@/parts/notes';
import { Page } from '@/parts/page';
import { type Draft, keptName } from './editor/draft';
import { Writing } from './editor/writing';

export default function Editor() {
  const { id } = useParams();
  const state = useLocation().state as { quiet?: boolean } | null;
  // The first save gives a new draft its name and the page its address; the page itself stays as it is.
  const [shown, show] = useState(id!);
  if (id !== shown && !state?.quiet) show(id!);
  return <Opened key={shown} started={shown} />;
}

/**
 * The draft as the server has it now, and what this device has kept of it. Both are read anew whenever the editor
 * opens, after the last save of the editor before.
 */
function useOpened(started: string) {
  const { name, account } = useSession();
  const owner = idOf(account.name);
  return useQuery({
    queryKey: ['editor', started],
    queryFn: async ({ signal }) => {
      await settled(keptKey(owner, keptName(started)));
      const saved =
        started === 'new' ? undefined : await ask(Intake.getProposal, { name: name('proposals', started) }, signal);
      return { saved, kept: await findKept<Draft>(owner, keptName(started)) };
    },
    staleTime: Infinity,
    gcTime: 0,
  });
}

function Opened({ started }: { started: string }) {
  const policy = usePolicy();
  const sessions = useSessions();
  const opened = useOpened(started);
  return (
    <Loaded of={opened} title="起草提案">
      {({ saved, kept }) =>
        saved && saved.state !== ProposalState.DRAFT && saved.state !== ProposalState.RETURNED ? (
          <Page title="起草提案">
            <Note kind="warn" title="这件提案已经提交，不能再修改。">
              <Link to={`/proposals/${started}`}>查看提案</Link>
            </Note>
          </Page>
        ) : policy && sessions ? (
          <Writing policy={policy} saved={saved} kept={kept} />
        ) : (
          <Page title="起草提案">
            <Loading />
          </Page>
        )
      }
    </Loaded>
  );
}
