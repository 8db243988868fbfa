import { Link } from 'react-router';
import { type Statistics } from '@/gen/proposals/supervision/v1/supervision_pb';
import { Few, figurePath, figureValue } from '@/parts/figures';
import { Rows } from '@/parts/rows';

/** Every figure of the session with its definition. */
export function AllFigures({ statistics: s }: { statistics: Statistics }) {
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
