import { Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { type Figure, type Statistics } from '@/gen/proposals/supervision/v1/supervision_pb';
import { Dialog } from '@/parts/dialog';
import { Few, figurePath, figureTitle, figureValue } from '@/parts/figures';
import { AllFigures } from './all-figures';
import { Categories } from './categories';
import { Overdue } from './overdue';
import { Supervised } from './supervision';
import { Trend } from './trend';
import { UnitTable } from './units';

// The figures of the first row.
const main = [
  'filing_rate',
  'reply_rate',
  'on_time_reply_rate',
  'closing_rate',
  'contact_rate',
  'satisfaction_rate',
  'satisfaction_rate_of_replied',
  'rehandled',
];
// The counts of the strip, with the colour of a light.
const counts: [string, string?][] = [
  ['overdue', 'red'],
  ['light_red', 'red'],
  ['light_yellow', 'yellow'],
  ['light_green', 'green'],
  ['received'],
  ['filed'],
  ['handed_over'],
  ['replied'],
  ['closed'],
  ['key_proposals'],
];

export function Board({ statistics: s }: { statistics: Statistics }) {
  const [explained, setExplained] = useState<Figure>();
  const find = (definition: string) => s.figures.find((f) => f.definition === definition && !f.group);
  return (
    <div className="board">
      <ul className="cards" aria-label="主要指标">
        {main.map((definition) => {
          const f = find(definition);
          return f && <Card key={definition} figure={f} session={s.session} explain={() => setExplained(f)} />;
        })}
      </ul>
      <ul className="strip" aria-label="件数">
        {counts.map(([definition, light]) => {
          const f = find(definition);
          return (
            f && (
              <li key={definition}>
                <Link to={figurePath(s.session, f)} title={f.population}>
                  <span className={light ? `tag tag-light tag-${light}` : undefined}>{f.shortTitle}</span>{' '}
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
      <Supervised statistics={s} />
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

function Card({ figure: f, session, explain }: { figure: Figure; session: string; explain: () => void }) {
  const name = f.shortTitle;
  return (
    <li>
      <div className="card-head">
        <span>{name}</span>
        <Button type="text" size="small" className="no-print" aria-label={`${name}的口径`} onClick={explain}>
          口径
        </Button>
      </div>
      <Link className="card-figure" to={figurePath(session, f)} aria-label={`${name} ${figureValue(f)}，查看案件`}>
        {figureValue(f)}
      </Link>
      <div className="hint">
        {f.rate ? `${f.numerator}／${f.denominator} 件` : '计数'} <Few of={f} />
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
