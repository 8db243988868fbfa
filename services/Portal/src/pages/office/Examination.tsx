import { useState } from 'react';
import { Link } from 'react-router';
import { idOf } from '@/api/ids';
import { minute } from '@/format';
import { ProposerKindSchema, SessionKindSchema } from '@/gen/proposals/directory/v1/policy_pb';
import type { Proposal } from '@/gen/proposals/intake/v1/intake_pb';
import { TextField } from '@/parts/fields';
import { useNames } from '@/parts/names';
import { Empty, Loaded } from '@/parts/notes';
import { Page, Section } from '@/parts/page';
import { Rows, type Column } from '@/parts/rows';
import { wordOf } from '@/words';
import { Done, useExamination } from './queue';

/** Proposals to examine, and proposals to file or reject. */
export default function Examination() {
  const { submitted, examined } = useExamination();
  const [query, setQuery] = useState('');
  const first = submitted.data?.[0] ?? examined.data?.[0];
  return (
    <Page
      title="审查"
      lead={submitted.data && examined.data && `待审查 ${submitted.data.length} 件，待立案 ${examined.data.length} 件`}
      actions={
        first && (
          <Link className="button-link" to={`/examination/${idOf(first.name)}`}>
            从最早的一件开始
          </Link>
        )
      }
    >
      <Done />
      <search>
        <TextField type="search" label="查找" value={query} onChange={setQuery} hint="按案由、流水号或第一提案人" />
      </search>
      <Queue title="待审查" of={submitted} query={query} empty="没有待审查的提案。" />
      <Queue title="待立案" of={examined} query={query} empty="没有等待立案的提案。" />
    </Page>
  );
}

function Queue({
  title,
  of,
  query,
  empty,
}: {
  title: string;
  of: ReturnType<typeof useExamination>['submitted'];
  query: string;
  empty: string;
}) {
  const names = useNames();
  const sought = query.trim();
  const fits = (p: Proposal) =>
    !sought ||
    p.text?.subject.includes(sought) ||
    String(p.serialNumber) === sought ||
    names.member(p.lead).includes(sought);
  const columns: Column<Proposal>[] = [
    { title: '流水号', number: true, least: true, render: (p) => String(p.serialNumber) },
    {
      title: '案由',
      bare: true,
      render: (p) => (
        <Link className="row-link" to={`/examination/${idOf(p.name)}`}>
          {p.text?.subject}
        </Link>
      ),
    },
    { title: '第一提案人', render: (p) => names.member(p.lead) },
    { title: '提案者类别', least: true, render: (p) => wordOf(ProposerKindSchema, p.proposerKind) },
    { title: '类型', least: true, render: (p) => wordOf(SessionKindSchema, p.sessionKind) },
    { title: '提交时间', least: true, render: (p) => minute(p.submittedAt) },
  ];
  return (
    <Section title={of.data ? `${title}（${of.data.length}）` : title}>
      <Loaded of={of} empty={<Empty title={empty} />}>
        {(all) => {
          const found = all.filter(fits);
          return found.length ? (
            <Rows caption={title} rows={found} keyOf={(p) => p.name} columns={columns} />
          ) : (
            <Empty title={`没有找到“${sought}”`}>请换一个词，或清空查找框。</Empty>
          );
        }}
      </Loaded>
    </Section>
  );
}
