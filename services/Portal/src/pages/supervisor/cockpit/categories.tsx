import { useMemo } from 'react';
import { Link, useNavigate } from 'react-router';
import { type Statistics } from '@/gen/proposals/supervision/v1/supervision_pb';
import { ChartSection, bars } from '@/parts/chart';
import { figurePath, figureValue } from '@/parts/figures';
import { Empty } from '@/parts/notes';
import { Section } from '@/parts/page';
import { Rows } from '@/parts/rows';
import { Scroll } from '@/parts/scroll';

export function Categories({ statistics: s }: { statistics: Statistics }) {
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
        <Scroll label="类别占比表">
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
