import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { askAll, useAsk } from '@/api/ask';
import { Supervision } from '@/api/clients';
import { idOf } from '@/api/ids';
import { date } from '@/format';
import {
  Light,
  type DutyView,
  type Figure,
  type Statistics,
  type TrendWeek,
} from '@/gen/proposals/supervision/v1/supervision_pb';
import { ChartSection, bars, lines } from '@/parts/chart';
import { Dialog } from '@/parts/dialog';
import { AsOf, Few, figurePath, figureTitle, figureValue } from '@/parts/figures';
import { useNames } from '@/parts/names';
import { Empty, Loaded } from '@/parts/notes';
import { Page, Section } from '@/parts/page';
import { Rows } from '@/parts/rows';
import { useSessionChoice } from '@/parts/session-choice';

// What the first row shows, with a name short enough for a card.
const main: [string, string, string?][] = [
  ['filing_rate', '立案率'],
  ['reply_rate', '办复率'],
  ['on_time_reply_rate', '按时办复率'],
  ['closing_rate', '办结率'],
  ['contact_rate', '沟通率'],
  ['satisfaction_rate', '满意率', '按已表态'],
  ['satisfaction_rate_of_replied', '满意率', '按已办复'],
  ['rehandled', '重新办理'],
];
const counts: [string, string, string?][] = [
  ['light_red', '红灯', 'red'],
  ['light_yellow', '黄灯', 'yellow'],
  ['light_green', '绿灯', 'green'],
  ['received', '收到'],
  ['filed', '立案'],
  ['handed_over', '交办'],
  ['replied', '已办复'],
  ['closed', '办结'],
  ['key_proposals', '重点提案'],
];

export default function Cockpit() {
  const names = useNames();
  const { session, none, field } = useSessionChoice();
  const statistics = useAsk(Supervision.getStatistics, { session }, { enabled: !!session, keep: true });
  if (none)
    return (
      <Page title="督办总览">
        <Empty title="还没有届次">
          <p>由提案委办公室开启届次后，这里显示各项指标。</p>
        </Empty>
      </Page>
    );
  return (
    <Page
      title="督办总览"
      wide
      lead={
        statistics.data && (
          <>
            {names.session(statistics.data.session)}，<AsOf of={statistics.data} />
          </>
        )
      }
      actions={
        <>
          {field}
          {session && (
            <Button href={`/exports/statistics.xlsx?session=${encodeURIComponent(session)}`} download>
              导出 Excel
            </Button>
          )}
          <Button onClick={() => print()}>打印</Button>
        </>
      }
    >
      <Loaded of={statistics} rows={8}>
        {(s) => <Board statistics={s} />}
      </Loaded>
    </Page>
  );
}

function Board({ statistics: s }: { statistics: Statistics }) {
  const [explained, setExplained] = useState<Figure>();
  const find = (definition: string) => s.figures.find((f) => f.definition === definition && !f.group);
  return (
    <div className="board">
      <ul className="cards" aria-label="主要指标">
        {main.map(([definition, label, of]) => {
          const f = find(definition);
          return (
            f && (
              <Card
                key={definition}
                figure={f}
                label={label}
                basis={of}
                session={s.session}
                explain={() => setExplained(f)}
              />
            )
          );
        })}
      </ul>
      <ul className="strip" aria-label="件数">
        {counts.map(([definition, label, light]) => {
          const f = find(definition);
          return (
            f && (
              <li key={definition}>
                <Link to={figurePath(s.session, f)} title={f.population}>
                  <span className={light ? `tag tag-light tag-${light}` : undefined}>{label}</span>{' '}
                  <strong>{String(f.numerator)}</strong> 件
                </Link>
              </li>
            )
          );
        })}
      </ul>
      <Trend session={s.session} />
      <UnitTable statistics={s} />
      <Overdue />
      <Categories statistics={s} />
      <AllFigures statistics={s} />
      <Dialog
        title={explained ? figureTitle(explained) : ''}
        open={!!explained}
        onClose={() => setExplained(undefined)}
        actions={<Button onClick={() => setExplained(undefined)}>关闭</Button>}
      >
        {explained && <Explained figure={explained} statistics={s} />}
      </Dialog>
    </div>
  );
}

function Card({
  figure: f,
  label,
  basis,
  session,
  explain,
}: {
  figure: Figure;
  label: string;
  basis?: string;
  session: string;
  explain: () => void;
}) {
  const name = label + (basis ? `（${basis}）` : '');
  return (
    <li>
      <div className="card-head">
        <span>{label}</span>
        <Button type="text" size="small" className="no-print" aria-label={`${name}的口径`} onClick={explain}>
          口径
        </Button>
      </div>
      <Link className="card-figure" to={figurePath(session, f)} aria-label={`${name} ${figureValue(f)}，查看案件`}>
        {figureValue(f)}
      </Link>
      <div className="hint">
        {basis} {f.rate ? `${f.numerator}／${f.denominator}${basis ? '' : ' 件'}` : '计数'} <Few of={f} />
      </div>
    </li>
  );
}

const Explained = ({ figure: f, statistics }: { figure: Figure; statistics: Statistics }) => (
  <>
    <p>范围：{f.population}</p>
    {f.rate && (
      <p>
        分子 {String(f.numerator)} 件 ÷ 分母 {String(f.denominator)} 件 ＝ {figureValue(f)}
        （四舍五入到一位小数；分母为零显示“—”；分母不足 10 件的标“样本少”）
      </p>
    )}
    <p className="hint">{statistics.filedConvention}</p>
    <p>
      <Link to={figurePath(statistics.session, f)}>查看案件</Link>
    </p>
  </>
);

const columns: [keyof TrendWeek & ('submitted' | 'filed' | 'handedOver' | 'replied' | 'closed'), string][] = [
  ['submitted', '提交'],
  ['filed', '立案'],
  ['handedOver', '交办'],
  ['replied', '答复'],
  ['closed', '办结'],
];

function Trend({ session }: { session: string }) {
  const trend = useAsk(Supervision.getTrend, { session }, { keep: true });
  const weeks = trend.data?.weeks;
  const draw = useMemo(
    () =>
      lines(
        weeks?.map((w) => w.monday.slice(5)) ?? [],
        columns.map(([key, name]) => ({ name, values: weeks?.map((w) => Number(w[key])) ?? [] })),
      ),
    [weeks],
  );
  if (!weeks?.length)
    return (
      <Section title="每周进展">
        <Loaded of={trend}>{() => <Empty title="本届还没有提案" />}</Loaded>
      </Section>
    );
  const sums = columns.map(([key, name]) => `${name} ${weeks.reduce((sum, w) => sum + Number(w[key]), 0)} 件`);
  return (
    <ChartSection
      title="每周进展"
      draw={draw}
      summary={`折线图，${date(weeks[0]!.monday)}那一周起共 ${weeks.length} 周：${sums.join('，')}。`}
      table={
        <Scroll label="每周进展">
          <Rows
            caption="每周进展"
            rows={weeks.toReversed()}
            keyOf={(w) => w.monday}
            columns={[
              { title: '周一', render: (w) => date(w.monday) },
              ...columns.map(([key, name]) => ({
                title: name,
                number: true,
                render: (w: TrendWeek) => String(w[key]),
              })),
            ]}
          />
        </Scroll>
      }
    />
  );
}

const ofUnit = [
  'unit_assigned',
  'unit_co_handled',
  'unit_replied',
  'unit_reply_rate',
  'unit_satisfaction_rate',
] as const;

function UnitTable({ statistics: s }: { statistics: Statistics }) {
  const rows = new Map<string, Record<string, Figure>>();
  for (const f of s.figures)
    if (ofUnit.includes(f.definition as never)) rows.set(f.group, { ...rows.get(f.group), [f.definition]: f });
  const sorted = [...rows.values()].sort((a, b) =>
    Number((b.unit_assigned?.numerator ?? 0n) - (a.unit_assigned?.numerator ?? 0n)),
  );
  const cell = (row: Record<string, Figure>, definition: (typeof ofUnit)[number]) => {
    const f = row[definition];
    return (
      f && (
        <>
          <Few of={f} />{' '}
          <Link to={figurePath(s.session, f)} aria-label={`${f.groupTitle} ${f.title} ${figureValue(f)}`}>
            {f.rate ? figureValue(f) : String(f.numerator)}
          </Link>
          {f.rate && (
            <span className="hint">
              {' '}
              {String(f.numerator)}／{String(f.denominator)}
            </span>
          )}
        </>
      )
    );
  };
  return (
    <Section title="各单位办理">
      {sorted.length === 0 ? (
        <Empty title="还没有交办" />
      ) : (
        <Scroll label="各单位办理">
          <Rows
            caption="各单位办理"
            rows={sorted}
            keyOf={(r) => Object.values(r)[0]!.group}
            columns={[
              { title: '承办单位', bare: true, least: true, render: (r) => Object.values(r)[0]!.groupTitle },
              { title: '主办', number: true, render: (r) => cell(r, 'unit_assigned') },
              { title: '会办', number: true, render: (r) => cell(r, 'unit_co_handled') },
              { title: '已答复', number: true, render: (r) => cell(r, 'unit_replied') },
              { title: '办复率', number: true, render: (r) => cell(r, 'unit_reply_rate') },
              { title: '满意率', number: true, render: (r) => cell(r, 'unit_satisfaction_rate') },
            ]}
          />
        </Scroll>
      )}
    </Section>
  );
}

const shown = 8;

/** Overdue duties by unit, of all sessions: what is late now. */
function Overdue() {
  const navigate = useNavigate();
  const duties = useQuery({
    queryKey: ['supervision', 'overdue'],
    queryFn: ({ signal }) => askAll(Supervision.listOverdueDuties, (p) => p.duties, signal),
  });
  const units = useMemo(() => worstFirst(duties.data ?? []), [duties.data]);
  const draw = useMemo(
    () =>
      bars(
        units.slice(0, shown).map((u) => u.title),
        units.slice(0, shown).map((u) => u.duties),
        'red',
        '项',
      ),
    [units],
  );
  const path = (unit: string) => `/duties?light=${Light.RED}&unit=${idOf(unit)}`;
  if (!units.length)
    return (
      <Section title="逾期事项">
        <Loaded of={duties}>{() => <Empty title="没有逾期的事项" />}</Loaded>
      </Section>
    );
  const rest = units.length > shown ? `，图中只列前 ${shown} 个` : '';
  return (
    <ChartSection
      title="逾期事项（各届，按单位）"
      draw={draw}
      onPick={(i) => {
        if (units[i]) void navigate(path(units[i].unit));
      }}
      summary={`条形图，${units.length} 个单位有逾期事项${rest}：${units
        .slice(0, shown)
        .map((u) => `${u.title} ${u.duties} 项`)
        .join('，')}。`}
      table={
        <Scroll label="逾期事项">
          <Rows
            caption="逾期事项"
            rows={units}
            keyOf={(u) => u.unit}
            columns={[
              { title: '承办单位', render: (u) => <Link to={path(u.unit)}>{u.title}</Link> },
              { title: '逾期', number: true, render: (u) => `${u.duties} 项` },
              { title: '最长逾期', number: true, render: (u) => `${u.worst} 个工作日` },
            ]}
          />
        </Scroll>
      }
    />
  );
}

function worstFirst(duties: DutyView[]) {
  const units = new Map<string, { unit: string; title: string; duties: number; worst: number }>();
  for (const d of duties) {
    const u = units.get(d.unit) ?? { unit: d.unit, title: d.unitTitle, duties: 0, worst: 0 };
    units.set(d.unit, { ...u, duties: u.duties + 1, worst: Math.max(u.worst, -d.workingDaysLeft) });
  }
  return [...units.values()].sort((a, b) => b.duties - a.duties || b.worst - a.worst);
}

function Categories({ statistics: s }: { statistics: Statistics }) {
  const navigate = useNavigate();
  const shares = useMemo(
    () => s.figures.filter((f) => f.definition === 'category_share').sort((a, b) => Number(b.numerator - a.numerator)),
    [s.figures],
  );
  const draw = useMemo(
    () =>
      bars(
        shares.map((f) => f.groupTitle),
        shares.map((f) => Number(f.percent) || 0),
        'primary',
        '%',
      ),
    [shares],
  );
  if (!shares.length)
    return (
      <Section title="类别占比">
        <Empty title="还没有立案的提案" />
      </Section>
    );
  return (
    <ChartSection
      title="类别占比"
      draw={draw}
      onPick={(i) => {
        if (shares[i]) void navigate(figurePath(s.session, shares[i]));
      }}
      summary={`条形图，立案的提案按类别：${shares.map((f) => `${f.groupTitle} ${figureValue(f)}`).join('，')}。`}
      table={
        <Scroll label="类别占比">
          <Rows
            caption="类别占比"
            rows={shares}
            keyOf={(f) => f.group}
            columns={[
              { title: '类别', render: (f) => f.groupTitle },
              { title: '件数', number: true, render: (f) => `${f.numerator}／${f.denominator}` },
              {
                title: '占比',
                number: true,
                render: (f) => (
                  <Link to={figurePath(s.session, f)} aria-label={`${f.groupTitle} ${figureValue(f)}`}>
                    {figureValue(f)}
                  </Link>
                ),
              },
            ]}
          />
        </Scroll>
      }
    />
  );
}

/** Every figure of the whole session with what it means. */
function AllFigures({ statistics: s }: { statistics: Statistics }) {
  return (
    <details className="section">
      <summary>
        <h2>全部指标</h2>
      </summary>
      <p className="hint">{s.filedConvention}。比率四舍五入到一位小数，分母为零显示“—”。</p>
      <Rows
        caption="全部指标"
        rows={s.figures.filter((f) => !f.group)}
        keyOf={(f) => f.definition}
        columns={[
          { title: '指标', bare: true, render: (f) => f.title },
          {
            title: '数值',
            number: true,
            render: (f) => (
              <>
                <Few of={f} />{' '}
                <Link to={figurePath(s.session, f)} aria-label={`${f.title} ${figureValue(f)}`}>
                  {figureValue(f)}
                </Link>
              </>
            ),
          },
          { title: '分子／分母', number: true, render: (f) => (f.rate ? `${f.numerator}／${f.denominator}` : '') },
          { title: '范围', render: (f) => f.population },
        ]}
      />
    </details>
  );
}

/** What may be longer than its place scrolls by itself, by keyboard too. */
const Scroll = ({ label, children }: { label: string; children: React.ReactNode }) => (
  <div className="scroll" role="region" aria-label={`${label}表`} tabIndex={0}>
    {children}
  </div>
);
