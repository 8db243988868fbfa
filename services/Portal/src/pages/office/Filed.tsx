import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import { useAll } from '@/api/ask';
import { Intake } from '@/api/clients';
import { idOf } from '@/api/ids';
import { day } from '@/format';
import { ProposerKind, ProposerKindSchema, SessionKindSchema } from '@/gen/proposals/directory/v1/policy_pb';
import { type Proposal, ProposalState, ProposalStateSchema } from '@/gen/proposals/intake/v1/intake_pb';
import { SelectField } from '@/parts/choice-fields';
import { TextField } from '@/parts/fields';
import { useNames, useSessions } from '@/parts/names';
import { Empty, Loaded } from '@/parts/notes';
import { Page } from '@/parts/page';
import { Rows, type Column } from '@/parts/rows';
import { StateTag } from '@/parts/tags';
import { choices, wordOf } from '@/words';

const step = 100;
const number = (p: Proposal) => Number(p.caseNumber);
// Proposals without a case number go last.
const byNumber = (a: Proposal, b: Proposal) =>
  (number(a) || Infinity) - (number(b) || Infinity) || Number(a.serialNumber - b.serialNumber);

type Line = Proposal & { main?: Proposal };

const results = choices(ProposalStateSchema, [
  ProposalState.FILED,
  ProposalState.MERGED,
  ProposalState.NOT_FILED,
  ProposalState.WITHDRAWN,
]);

/** The ledger of a session by case number; merged proposals stand under their main case. */
export default function Filed() {
  const sessions = useSessions();
  const [picked, setPicked] = useState<string>();
  const session = picked ?? sessions?.[0]?.name;
  return (
    <Page
      wide
      title="立案台账"
      lead="立案、并案、不予立案和撤案"
      actions={
        session && (
          <a className="button-link" href={`/exports/cases.xlsx?session=${encodeURIComponent(session)}`} download>
            导出表格
          </a>
        )
      }
    >
      {sessions && session && (sessions.length > 1 || null) && (
        <SelectField
          label="届次"
          value={session}
          onChange={(v) => setPicked(v)}
          choices={sessions.map((s) => ({ value: s.name, label: s.title }))}
        />
      )}
      {sessions && !session && <Empty title="还没有届次">请先在“届次与规则”开设届次。</Empty>}
      {session && <Ledger key={session} session={session} />}
    </Page>
  );
}

function useThose(session: string, state: ProposalState) {
  return useAll(Intake.listProposals, { session, state }, (page) => page.proposals);
}

function Ledger({ session }: { session: string }) {
  const names = useNames();
  const filed = useThose(session, ProposalState.FILED);
  const merged = useThose(session, ProposalState.MERGED);
  const rejected = useThose(session, ProposalState.NOT_FILED);
  const withdrawn = useThose(session, ProposalState.WITHDRAWN);
  const [query, setQuery] = useState('');
  const [state, setState] = useState<ProposalState>();
  const [shown, setShown] = useState(step);

  const lines = useMemo(() => {
    if (!filed.data || !merged.data || !rejected.data || !withdrawn.data) return undefined;
    const under = (main: Proposal): Line[] =>
      merged.data
        .filter((m) => m.mergedInto === main.name)
        .sort(byNumber)
        .map((m) => ({ ...m, main }));
    return [...filed.data, ...rejected.data, ...withdrawn.data].sort(byNumber).flatMap((p): Line[] => [p, ...under(p)]);
  }, [filed.data, merged.data, rejected.data, withdrawn.data]);

  const sought = query.trim();
  const fits = (p: Line) =>
    (!sought ||
      p.text?.subject.includes(sought) ||
      String(p.caseNumber) === sought ||
      names.member(p.lead).includes(sought)) &&
    (state === undefined || p.state === state);
  const columns: Column<Line>[] = [
    { title: '案号', number: true, least: true, render: (p) => (p.caseNumber ? String(p.caseNumber) : '—') },
    {
      title: '案由',
      bare: true,
      render: (p) => (
        <span className={p.main && 'under'}>
          <Link className="row-link" to={`/proposals/${idOf(p.name)}`}>
            {p.text?.subject}
          </Link>
          {p.main && <span className="hint"> 并入第 {String(p.main.caseNumber)} 号</span>}
        </span>
      ),
    },
    {
      title: '第一提案人',
      render: (p) => (
        <>
          {names.member(p.lead)}
          {p.proposerKind !== ProposerKind.MEMBER && (
            <span className="hint"> {wordOf(ProposerKindSchema, p.proposerKind)}</span>
          )}
        </>
      ),
    },
    { title: '类别', least: true, render: (p) => names.category(p.category) },
    { title: '类型', least: true, render: (p) => wordOf(SessionKindSchema, p.sessionKind) },
    { title: '立案日期', least: true, render: (p) => day(p.filedAt) },
    {
      title: '结果',
      least: true,
      render: (p) => (
        <>
          <StateTag state={p.state} />
          {p.rejectionReason && <div className="hint">{names.rejection(p.rejectionReason)}</div>}
          {p.redirectedAs && <div className="hint">{names.examination(p.redirectedAs)}</div>}
        </>
      ),
    },
  ];
  const failed = [filed, merged, rejected, withdrawn].find((q) => q.error);
  return (
    <>
      <div className="filters">
        <TextField type="search" label="案号、案由或第一提案人" value={query} onChange={setQuery} />
        <SelectField label="结果" value={state} onChange={setState} placeholder="全部" choices={results} />
      </div>
      <Loaded
        of={{ data: lines, error: failed?.error ?? null, isPending: !lines, refetch: () => void failed?.refetch() }}
        empty={
          <Empty title="本届次还没有立案的提案">
            <Link to="/examination">去审查</Link>
          </Empty>
        }
      >
        {(all) => {
          const found = all.filter(fits);
          return (
            <>
              <p className="quiet" role="status">
                共 {found.length} 件{found.length < all.length && `（全部 ${all.length} 件）`}
              </p>
              {found.length > 0 && (
                <Rows caption="立案台账" rows={found.slice(0, shown)} keyOf={(p) => p.name} columns={columns} />
              )}
              {found.length > shown && (
                <div className="more">
                  <Button onClick={() => setShown(shown + step)}>加载更多</Button>
                </div>
              )}
              {found.length === 0 && <Empty title="没有找到">请换一个词，或选择“全部”。</Empty>}
            </>
          );
        }}
      </Loaded>
    </>
  );
}
