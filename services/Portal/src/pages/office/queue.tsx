import { useMemo } from 'react';
import { useLocation } from 'react-router';
import { useAll } from '@/api/ask';
import { Intake } from '@/api/clients';
import { ProposalState, type Proposal } from '@/gen/proposals/intake/v1/intake_pb';
import { Note } from '@/parts/notes';

const time = (p: Proposal) => Number(p.submittedAt?.seconds ?? 0n);

function useQueue(state: ProposalState) {
  const all = useAll(Intake.listProposals, { state }, (page) => page.proposals);
  const data = useMemo(
    () => all.data?.toSorted((a, b) => time(a) - time(b) || Number(a.serialNumber - b.serialNumber)),
    [all.data],
  );
  return { ...all, data };
}

/** What waits for examination, and what waits for the decision on filing; the oldest first. */
export const useExamination = () => ({
  submitted: useQueue(ProposalState.SUBMITTED),
  examined: useQueue(ProposalState.EXAMINED),
});

/** What was done on the page before this one. */
export function Done() {
  const done = (useLocation().state as { done?: string } | null)?.done;
  return done ? <Note kind="good" title={done} /> : null;
}
