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
    () => all.data && [...all.data].sort((a, b) => time(a) - time(b) || Number(a.serialNumber - b.serialNumber)),
    [all.data],
  );
  return { ...all, data };
}

/** Proposals that wait for examination, and those that wait for the decision on filing; the oldest first. */
export const useExamination = () => ({
  submitted: useQueue(ProposalState.SUBMITTED),
  examined: useQueue(ProposalState.EXAMINED),
});

/** The decision that was made on the page before. */
export function Done() {
  const done = (useLocation().state as { done?: string } | null)?.done;
  return done ? <Note kind="good" title={done} /> : null;
}
