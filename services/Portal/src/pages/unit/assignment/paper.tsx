import { type Assignment } from '@/gen/proposals/assignment/v1/assignment_pb';
import { ProposerKind } from '@/gen/proposals/directory/v1/policy_pb';
import type { Proposal } from '@/gen/proposals/intake/v1/intake_pb';
import { useMembers, useNames } from '@/parts/names';
import { Letter, type LetterText } from '@/parts/proposal-text';

/** 称谓: up to three members by name, more as the first one and their number. */
function useAddressee(p: Proposal) {
  const members = useMembers();
  const of = (name: string) => members?.find((m) => m.name === name)?.displayName ?? '';
  if (p.proposerKind !== ProposerKind.MEMBER) return of(p.lead);
  const people = [p.lead, ...p.coSigners];
  return people.length <= 3 ? `${people.map(of).join('、')}委员` : `${of(p.lead)}等 ${people.length} 位委员`;
}

/** The letter as it is printed on A4, without the rest of the page. */
export function Paper({ of: reply, task, proposal }: { of: LetterText; task: Assignment; proposal: Proposal }) {
  const names = useNames();
  const to = useAddressee(proposal);
  const session = names.session(proposal.session);
  return (
    <div className="letter-sheet">
      <Letter
        reply={reply}
        unit={names.unit(task.unit)}
        to={to}
        title={`关于政协${session}第 ${task.caseNumber} 号提案的答复`}
        suggestions={proposal.text?.suggestions}
      />
    </div>
  );
}
