import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { askAll } from '@/api/ask';
import { Supervision } from '@/api/clients';
import { idOf } from '@/api/ids';
import { type CaseView, Light } from '@/gen/proposals/supervision/v1/supervision_pb';
import { Rows, type Column } from './rows';
import { LightTag, Tag } from './tags';

/** Cases for supervisors and leaders: number, 案由, stage, lights. */
export function CaseRows({
  caption,
  cases,
  units = false,
  extra = [],
}: {
  caption: string;
  cases: CaseView[];
  /** With the units whose light it is; of a case without a light all that answer it. */
  units?: boolean;
  extra?: Column<CaseView>[];
}) {
  return (
    <Rows
      caption={caption}
      rows={cases}
      keyOf={(c) => c.name}
      columns={[
        { title: '案号', least: true, render: (c) => (c.caseNumber ? `第 ${c.caseNumber} 号` : '未编号') },
        {
          title: '案由',
          bare: true,
          render: (c) => (
            <>
              <Link className="row-link" to={`/proposals/${idOf(c.proposal)}`}>
                {c.subject || '（无案由）'}
              </Link>
              {c.keyProposal && (
                <>
                  {' '}
                  <Tag>重点</Tag>
                </>
              )}
            </>
          ),
        },
        {
          title: '阶段',
          least: true,
          render: (c) => (
            <>
              {c.stageText}
              {c.round > 1 && `（第 ${c.round} 轮）`}
            </>
          ),
        },
        { title: '灯', bare: true, render: (c) => <CaseLight of={c} /> },
        ...(units ? [{ title: '承办单位', render: unitsOf }] : []),
        ...extra,
      ]}
    />
  );
}

/** The open duties with the light of the case, the most urgent first. */
const lit = (of: CaseView) =>
  of.duties.filter((d) => !d.doneAt && d.light === of.light).sort((a, b) => a.workingDaysLeft - b.workingDaysLeft);

const unitsOf = (of: CaseView) => {
  const those = of.light === Light.UNSPECIFIED ? of.duties.filter((d) => d.round === of.round) : lit(of);
  return [...new Set(those.map((d) => d.unitTitle))].join('、');
};

/** The worst light of a case, in the words of its duty. */
function CaseLight({ of }: { of: CaseView }) {
  const worst = lit(of)[0];
  return of.light === Light.UNSPECIFIED ? null : <LightTag light={of.light} text={worst?.lightText} />;
}

/**
 * Number and 案由 of every case, for lists that only name the proposal. They hardly change, so they are not
 * refetched.
 */
function useSubjects() {
  return useQuery({
    queryKey: ['subjects'],
    queryFn: async ({ signal }) =>
      new Map(await askAll(Supervision.listCases, (p) => p.cases.map((c) => [c.proposal, c] as const), signal)),
    staleTime: 300_000,
  }).data;
}

/** A link to the case of a proposal, by its number and 案由. */
export function CaseLink({ proposal }: { proposal: string }) {
  const found = useSubjects()?.get(proposal);
  return (
    <Link className="row-link" to={`/proposals/${idOf(proposal)}`}>
      {found ? `${found.caseNumber ? `第 ${found.caseNumber} 号 ` : ''}${found.subject}` : '查看提案'}
    </Link>
  );
}
