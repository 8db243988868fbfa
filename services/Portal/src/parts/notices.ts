import { useAsk } from '@/api/ask';
import { Intake, Supervision } from '@/api/clients';
import { idOf } from '@/api/ids';
import { useSession } from '@/api/session';
import { device } from '@/device';
import { Role } from '@/gen/proposals/directory/v1/directory_pb';
import { InvitationState } from '@/gen/proposals/intake/v1/intake_pb';
import type { Notice } from '@/gen/proposals/supervision/v1/supervision_pb';

/** Until when an account has read its notices on this device, in seconds. */
export const seenKey = (owner: string) => `portal.kept/${owner}/notices-seen/all`;
export const seenUntil = (owner: string) => Number(device.get(seenKey(owner)) ?? 0);

/** The notices without the account's own deeds, and without the same sentence about the same case twice in a row. */
export function newsOf(notices: Notice[], owner: string) {
  const others = notices.filter((n) => n.entry?.actor !== owner);
  return others.filter((n, i) => {
    const before = others[i - 1];
    return !before || before.proposal !== n.proposal || before.entry?.text !== n.entry?.text;
  });
}

const most = 30;

/** Counts beside the navigation: what waits to be answered or read. Offices see every case, so they have none. */
export function useWaiting(): Record<string, string> {
  const { account, has } = useSession();
  const owner = idOf(account.name);
  const member = has(Role.MEMBER);
  const concerned = member || has(Role.HANDLING_UNIT);
  const invitations = useAsk(Intake.listInvitations, {}, { enabled: member }).data?.invitations ?? [];
  const notices = useAsk(Supervision.listNotices, { pageSize: most }, { enabled: concerned }).data?.notices ?? [];
  const pending = invitations.filter((i) => i.state === InvitationState.PENDING && i.member === account.member).length;
  const seen = seenUntil(owner);
  const unread = newsOf(notices, owner).filter((n) => Number(n.entry?.at?.seconds ?? 0n) > seen).length;
  return {
    ...(pending && { '/invitations': String(pending) }),
    ...(unread && { '/notices': notices.length === most && unread > 20 ? `${unread}+` : String(unread) }),
  };
}
