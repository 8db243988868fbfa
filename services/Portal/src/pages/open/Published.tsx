import { useDeferredValue, useEffect, useState } from 'react';
import { Link } from 'react-router';
import { useAsk, usePages } from '@/api/ask';
import { Intake } from '@/api/clients';
import { idOf } from '@/api/ids';
import { day } from '@/format';
import { type Committee } from '@/gen/proposals/directory/v1/directory_pb';
import { ProposerKindSchema } from '@/gen/proposals/directory/v1/policy_pb';
import { SelectField } from '@/parts/choice-fields';
import { OfCommittee, ToSignIn } from '@/parts/committee';
import { TextField } from '@/parts/fields';
import { Empty, Loaded } from '@/parts/notes';
import { Page } from '@/parts/page';
import { More } from '@/parts/rows';
import { wordOf } from '@/words';

export default function Published() {
  return <OfCommittee>{(committee) => <List committee={committee} />}</OfCommittee>;
}

function List({ committee }: { committee: Committee }) {
  const [words, setWords] = useState('');
  const [session, setSession] = useState<string>();
  const [category, setCategory] = useState<string>();
  const query = useDeferredValue(words).trim();
  const proposals = usePages(
    Intake.listPublishedProposals,
    { committee: committee.name, query, session: session ?? '', category: category ?? '', pageSize: 20 },
    (p) => p.proposals,
  );
  // Without sign-in the lists of sessions and categories cannot be read: what is published says which it has.
  const filters = useAsk(Intake.getPublishedFilters, { committee: committee.name }, { staleTime: Infinity }).data;
  const sessions = filters?.sessions.map((f) => ({ value: f.value, label: f.title })) ?? [];
  const categories = (filters?.categories ?? [])
    .map((f) => ({ value: f.value, label: f.title }))
    .sort((a, b) => a.label.localeCompare(b.label, 'zh-CN'));
  // A search looks at some proposals a call, and may find none among them: the page looks on until it finds one.
  const { hasNextPage, pageCount, isFetching, isError, fetchNextPage } = proposals;
  const looksOn = hasNextPage && proposals.data?.length === 0;
  useEffect(() => {
    if (looksOn && !isFetching && !isError) void fetchNextPage();
  }, [looksOn, pageCount, isFetching, isError, fetchNextPage]);

  return (
    <Page title="公开提案" lead={committee.title} actions={<ToSignIn />}>
      <div className="filters">
        <TextField label="查找案由或案号" type="search" value={words} onChange={setWords} />
        <SelectField label="类别" value={category} onChange={setCategory} placeholder="全部类别" choices={categories} />
        <SelectField label="届次" value={session} onChange={setSession} placeholder="全部届次" choices={sessions} />
      </div>
      <p className="hint">已立案、经第一提案人同意公开、未撤案的提案。提案者姓名不公开。</p>
      <Loaded
        of={looksOn ? { ...proposals, data: undefined, isPending: true } : proposals}
        empty={
          <Empty title="没有符合条件的公开提案">
            <p>换一个词，或放宽类别和届次。</p>
          </Empty>
        }
      >
        {(rows) => (
          <ul className="found">
            {rows.map((p) => (
              <li key={p.name} className="card">
                <h2>
                  <Link to={`/public/${committee.code}/${idOf(p.name)}`}>{p.text?.subject}</Link>
                </h2>
                <p className="quiet">
                  {p.sessionTitle}第 {`${p.caseNumber}`} 号 · {p.category} ·{' '}
                  {wordOf(ProposerKindSchema, p.proposerKind)}提案
                  {p.coSigners > 0 && `，${p.coSigners} 人联名`} · {day(p.filedAt)}立案
                </p>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      {!looksOn && <More of={proposals} />}
    </Page>
  );
}
