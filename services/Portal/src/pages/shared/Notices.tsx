import { Link } from 'react-router';
import { usePages } from '@/api/ask';
import { Supervision } from '@/api/clients';
import { idOf } from '@/api/ids';
import { minute } from '@/format';
import { useNames } from '@/parts/names';
import { Empty, Loaded } from '@/parts/notes';
import { Page } from '@/parts/page';
import { More } from '@/parts/rows';

export default function Notices() {
  const names = useNames();
  const notices = usePages(Supervision.listNotices, { pageSize: 30 }, (p) => p.notices);
  return (
    <Page title="通知" lead="与您有关的提案有了什么进展">
      <Loaded
        of={notices}
        empty={
          <Empty title="还没有通知">
            <p>您的提案有进展时，这里会列出。</p>
          </Empty>
        }
      >
        {(all) => (
          <ul className="list card" aria-label="通知">
            {all.map((n, i) => (
              <li key={i}>
                <p className="hint">
                  <time>{minute(n.entry?.at)}</time>
                </p>
                <p>
                  <strong>{names.sentence(n.entry?.text ?? '')}</strong>
                </p>
                <Link className="row-link" to={`/proposals/${idOf(n.proposal)}`}>
                  {n.caseNumber ? `第 ${n.caseNumber} 号 ` : ''}
                  {n.subject || '（草稿）'}
                </Link>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      <More of={notices} />
    </Page>
  );
}
