import { getOption, hasOption } from '@bufbuild/protobuf';
import { useMemo } from 'react';
import { useAsk } from '@/api/ask';
import { Supervision } from '@/api/clients';
import { date } from '@/format';
import { field_zh } from '@/gen/proposals/options/v1/options_pb';
import { type TrendWeek, TrendWeekSchema } from '@/gen/proposals/supervision/v1/supervision_pb';
import { ChartSection, lines } from '@/parts/chart';
import { Empty, Loaded } from '@/parts/notes';
import { Section } from '@/parts/page';
import { Rows } from '@/parts/rows';
import { Scroll } from '@/parts/scroll';

type Column = keyof TrendWeek & ('submitted' | 'filed' | 'handedOver' | 'replied' | 'closed');
// The contract labels the columns.
const columns: [Column, string][] = TrendWeekSchema.fields
  .filter((f) => hasOption(f, field_zh))
  .map((f) => [f.localName as Column, getOption(f, field_zh)]);

export function Trend({ session }: { session: string }) {
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
        <Scroll label="每周进展表">
          <Rows
            caption="每周进展"
            rows={[...weeks].reverse()}
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
