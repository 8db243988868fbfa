import { Link, useParams } from 'react-router';
import { useAsk, usePages } from '@/api/ask';
import { Assignments } from '@/api/clients';
import { idOf } from '@/api/ids';
import { useSession } from '@/api/session';
import { date, day, minute } from '@/format';
import {
  type Commitment,
  type CommitmentEntry,
  CommitmentMove,
  CommitmentMoveSchema,
} from '@/gen/proposals/assignment/v1/assignment_pb';
import { Facts } from '@/parts/case';
import { CommitmentTag } from '@/parts/commitments';
import { useNames } from '@/parts/names';
import { Empty, Loaded, Note } from '@/parts/notes';
import { Page, Section } from '@/parts/page';
import { More } from '@/parts/rows';
import { wordOf } from '@/words';
import { CommitmentActions } from './commitment/actions';

/** One commitment: what was promised by when, what became of it, and what the caller may do. */
export default function CommitmentPage() {
  const { id } = useParams();
  const { name } = useSession();
  const commitment = useAsk(Assignments.getCommitment, { name: name('commitments', id!) });
  const c = commitment.data;
  return (
    <Page
      title={c ? `承诺事项（第 ${c.caseNumber} 号提案）` : '承诺事项'}
      lead={
        c && (
          <>
            <Link to={`/proposals/${idOf(c.proposal)}`}>{c.subject}</Link>　<CommitmentTag of={c} />
          </>
        )
      }
    >
      <Loaded of={commitment} rows={6}>
        {(found) => <Shown of={found} />}
      </Loaded>
    </Page>
  );
}

function Shown({ of: c }: { of: Commitment }) {
  const names = useNames();
  return (
    <>
      {c.proposedDueDate && (
        <Note kind="warn" title={`承办单位提出新的落实时限：${date(c.proposedDueDate)}`}>
          <p>同意前仍按 {date(c.dueDate)} 计算。</p>
        </Note>
      )}
      <Section title="承诺">
        <p className="prose">{c.what}</p>
        <Facts
          of={[
            ['承办单位', names.unit(c.unit)],
            ['责任人', c.responsible],
            ['落实时限', date(c.dueDate)],
            ['答复承诺的时限', c.firstDueDate !== c.dueDate && date(c.firstDueDate)],
            ['答复送达', day(c.madeAt)],
            ['报送落实情况', minute(c.provenAt)],
            ['销号', minute(c.fulfilledAt)],
          ]}
        />
        <CommitmentActions of={c} />
      </Section>
      <Entries of={c} />
    </>
  );
}

function Entries({ of: c }: { of: Commitment }) {
  const entries = usePages(Assignments.listCommitmentEntries, { commitment: c.name, pageSize: 50 }, (p) => p.entries);
  return (
    <Section title="跟踪记录">
      <Loaded of={entries} rows={2} empty={<Empty title="送达后还没有进展" />}>
        {(rows) => (
          <ol className="happened" aria-label="跟踪记录">
            {rows.map((e, i) => (
              <li key={i}>
                <time>{minute(e.at)}</time>
                <Entry of={e} />
              </li>
            ))}
          </ol>
        )}
      </Loaded>
      <More of={entries} />
    </Section>
  );
}

function Entry({ of: e }: { of: CommitmentEntry }) {
  return (
    <div>
      <strong>{wordOf(CommitmentMoveSchema, e.move)}</strong>
      {e.byProposer && '（第一提案人）'}
      {e.oldDay
        ? `，时限由 ${date(e.oldDay)} 改为 ${date(e.day)}`
        : e.day && `${e.move === CommitmentMove.EXPLAIN ? '，提出新时限 ' : '，'}${date(e.day)}`}
      {e.text && <p className="prose">{e.text}</p>}
    </div>
  );
}
