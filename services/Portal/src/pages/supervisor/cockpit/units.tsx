import { Link } from 'react-router';
import { type Figure, type Statistics } from '@/gen/proposals/supervision/v1/supervision_pb';
import { Few, figurePath, figureValue } from '@/parts/figures';
import { Empty } from '@/parts/notes';
import { Section } from '@/parts/page';
import { Rows } from '@/parts/rows';
import { Scroll } from '@/parts/scroll';

const ofUnit = [
  'unit_assigned',
  'unit_co_handled',
  'unit_replied',
  'unit_reply_rate',
  'unit_satisfaction_rate',
] as const;

export function UnitTable({ statistics: s }: { statistics: Statistics }) {
  const rows = new Map<string, Record<string, Figure>>();
  for (const f of s.figures)
    if (ofUnit.includes(f.definition as never)) rows.set(f.group, { ...rows.get(f.group), [f.definition]: f });
  const titles = new Map(s.figures.map((f) => [f.definition, f.shortTitle]));
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
        <Scroll label="各单位办理表">
          <Rows
            caption="各单位办理"
            rows={sorted}
            keyOf={(r) => Object.values(r)[0]!.group}
            columns={[
              { title: '承办单位', bare: true, least: true, render: (r) => Object.values(r)[0]!.groupTitle },
              ...ofUnit.map((definition) => ({
                title: titles.get(definition) ?? '',
                number: true,
                render: (r: Record<string, Figure>) => cell(r, definition),
              })),
            ]}
          />
        </Scroll>
      )}
    </Section>
  );
}
