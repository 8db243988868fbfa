import { useAll } from '@/api/ask';
import { Intake } from '@/api/clients';
import { minute } from '@/format';
import { InvitationState, type Proposal } from '@/gen/proposals/intake/v1/intake_pb';
import { useNames } from '@/parts/names';

/** Who left as a co-signer, or asked to after the filing, for the lead and the office. */
export function Retractions({ proposal }: { proposal: Proposal }) {
  const names = useNames();
  const left = (
    useAll(Intake.listInvitations, { proposal: proposal.name }, (page) => page.invitations).data ?? []
  ).filter((i) => i.retractedAt);
  if (!left.length) return null;
  return (
    <ul className="list" aria-label="联名人退出">
      {left.map((i) => (
        <li key={i.name}>
          {names.member(i.member)}
          {i.state === InvitationState.RETRACTED ? '已退出联名' : '立案后提出退出，只作记录'}
          <span className="hint">
            {minute(i.retractedAt)}：{i.retractionReason}
          </span>
        </li>
      ))}
    </ul>
  );
}
