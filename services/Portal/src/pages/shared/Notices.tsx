import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { usePages } from '@/api/ask';
import { Supervision } from '@/api/clients';
import { idOf } from '@/api/ids';
import { useSession } from '@/api/session';
import { device } from '@/device';
import { minute } from '@/format';
import type { Notice } from '@/gen/proposals/supervision/v1/supervision_pb';
import { useNames } from '@/parts/names';
import { Empty, Loaded } from '@/parts/notes';
import { newsOf, seenKey, seenUntil } from '@/parts/notices';
import { Page } from '@/parts/page';
import { More } from '@/parts/rows';
import { Tag } from '@/parts/tags';

export default function Notices() {
  const { account } = useSession();
  const notices = usePages(Supervision.listNotices, { pageSize: 30 }, (p) => p.notices);
  const owner = idOf(account.name);
  // What is new stays marked as long as the page is open.
  const [seen] = useState(() => seenUntil(owner));
  const newest = Number(notices.data?.[0]?.entry?.at?.seconds ?? 0n);
  useEffect(() => {
    if (newest > seenUntil(owner)) device.set(seenKey(owner), String(newest));
  }, [newest, owner]);
  return (
    <Page title="通知" lead="与您有关的提案有了什么进展；您自己办理的不列">
      <Loaded
        of={{ ...notices, data: notices.data && newsOf(notices.data, owner) }}
        empty={
          <Empty title="还没有通知">
            <p>您的提案有进展时，这里会列出。</p>
          </Empty>
        }
      >
        {(all) => (
          <ul className="list card" aria-label="通知">
            {all.map((n) => (
              <One key={`${n.entry?.position?.source} ${n.entry?.position?.position}`} notice={n} seen={seen} />
            ))}
          </ul>
        )}
      </Loaded>
      <More of={notices} />
    </Page>
  );
}

function One({ notice: n, seen }: { notice: Notice; seen: number }) {
  const { account } = useSession();
  const names = useNames();
  // Who is invited answers on the page of the invitations.
  const invited = !!n.entry?.member && n.entry.member === account.member;
  return (
    <li>
      <p className="hint">
        <time>{minute(n.entry?.at)}</time> {Number(n.entry?.at?.seconds ?? 0n) > seen && <Tag tone="yellow">新</Tag>}
      </p>
      <p>
        <strong>{n.entry && names.sentence(n.entry, account.member)}</strong>
      </p>
      <Link className="row-link" to={invited ? '/invitations' : `/proposals/${idOf(n.proposal)}`}>
        {n.caseNumber ? `第 ${n.caseNumber} 号 ` : ''}
        {n.subject || (invited ? '查看联名邀请' : '（无案由）')}
      </Link>
    </li>
  );
}
