import { useAll, useAsk } from '@/api/ask';
import { Intake } from '@/api/clients';
import { minute } from '@/format';
import {
  InvitationState,
  InvitationStateSchema,
  type Invitation,
  type Proposal,
} from '@/gen/proposals/intake/v1/intake_pb';
import { wordOf } from '@/words';
import { useNames } from './names';
import { Empty, Loaded } from './notes';
import { SinceSigned } from './since-signed';

const same = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((x, i) => x === b[i]);

/** Who signed which version of a proposal, for the office. */
export function Signatures({ proposal }: { proposal: Proposal }) {
  const invitations = useAll(Intake.listInvitations, { proposal: proposal.name }, (page) => page.invitations);
  return (
    <Loaded of={invitations} rows={1}>
      {(all) =>
        all.length === 0 ? (
          <Empty title="没有邀请联名" />
        ) : (
          <ul className="list" aria-label="联名签署">
            {all.map((i) => (
              <Signature key={i.name} invitation={i} proposal={proposal} />
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}

function Signature({ invitation: i, proposal }: { invitation: Invitation; proposal: Proposal }) {
  const names = useNames();
  const differs = i.state === InvitationState.SIGNED && i.signedVersion > 0n && !same(i.signedHash, proposal.textHash);
  const changes = useAsk(Intake.getInvitation, { name: i.name }, { enabled: differs }).data?.changes ?? [];
  return (
    <li>
      {names.member(i.member)}：
      {i.state !== InvitationState.SIGNED
        ? wordOf(InvitationStateSchema, i.state)
        : i.signedVersion > 0n
          ? `${minute(i.signedAt)} 签第 ${String(i.signedVersion)} 稿，与现稿${differs ? '仅标点、空格不同' : '相同'}`
          : '已签（所签文字未留存）'}
      {i.retractedAt && (
        <span className="hint">
          {minute(i.retractedAt)}
          {i.state === InvitationState.SIGNED && '提出退出，立案后只作记录'}：{i.retractionReason}
        </span>
      )}
      {differs && changes.length > 0 && (
        <details>
          <summary>看不同之处</summary>
          <SinceSigned changes={changes} />
        </details>
      )}
    </li>
  );
}
