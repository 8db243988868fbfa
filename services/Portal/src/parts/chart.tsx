import { Button } from 'antd';
import type { EChartsCoreOption, EChartsType } from 'echarts/core';
import { useEffect, useEffectEvent, useRef, useState, type ReactNode } from 'react';
import { usePrefs } from '@/prefs';
import { fontFamily, paletteOf, type Palette } from '@/theme';
import { Section } from './page';

/** The options of a chart, given the colours, the size of its type and its width, both in pixels. */
export type Draw = (colours: Palette, size: number, width: number) => EChartsCoreOption;

/** A chart under its heading, and the same figures as a table. */
export function ChartSection({
  title,
  summary,
  draw,
  onPick,
  table,
}: {
  title: string;
  /** The chart in words, for screen readers. */
  summary: string;
  draw: Draw;
  /** Called when a point or bar is chosen. The table has to lead there too. */
  onPick?: (index: number) => void;
  table: ReactNode;
}) {
  const [asTable, setAsTable] = useState(false);
  return (
    <Section
      title={title}
      actions={
        <Button
          size="small"
          onClick={() => setAsTable(!asTable)}
          aria-label={`${title}：${asTable ? '以图查看' : '以表格查看'}`}
        >
          {asTable ? '以图查看' : '以表格查看'}
        </Button>
      }
    >
      {asTable ? table : <Chart summary={summary} draw={draw} onPick={onPick} onFail={() => setAsTable(true)} />}
    </Section>
  );
}

// Pixels of a chart on A4 landscape with another one beside it (styles/print.css). The browser lays out the print
// before a ResizeObserver is told.
const printed = { width: 470, height: 150 };

function Chart({
  summary,
  draw,
  onPick,
  onFail,
}: {
  summary: string;
  draw: Draw;
  onPick?: (index: number) => void;
  onFail: () => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const pick = useEffectEvent((index: number) => onPick?.(index));
  const fail = useEffectEvent(onFail);
  const [chart, setChart] = useState<EChartsType>();
  const { dark, large } = usePrefs();

  useEffect(() => {
    let made: EChartsType | undefined;
    let left = false;
    import('./echarts').then(
      ({ newChart }) => {
        // React takes the box away before it runs the clean-up below, so `left` alone does not tell.
        if (left || !box.current) return;
        made = newChart(box.current);
        made.on('click', (e) => pick(e.dataIndex));
        setChart(made);
      },
      () => fail(),
    );
    return () => {
      left = true;
      made?.dispose();
    };
  }, []);

  useEffect(() => {
    if (!chart) return;
    const show = (isDark: boolean) => {
      // A chart without room, e.g. while the page is laid out, cannot be drawn. The observer tells when it has some.
      if (chart.getWidth() === 0 || chart.getHeight() === 0) return;
      const colours = paletteOf(isDark);
      const size = large ? 18 : 13;
      // No animation: figures are there at once, also for users who asked for reduced motion.
      chart.setOption(
        {
          animation: false,
          textStyle: { fontFamily, fontSize: size, color: colours.ink },
          ...draw(colours, size, chart.getWidth()),
        },
        { notMerge: true },
      );
    };
    show(dark);
    const fit = () => {
      chart.resize();
      show(dark);
    };
    const size = new ResizeObserver(fit);
    size.observe(chart.getDom());
    const print = new AbortController();
    addEventListener(
      'beforeprint',
      () => {
        chart.resize(printed);
        show(false);
      },
      { signal: print.signal },
    );
    addEventListener('afterprint', fit, { signal: print.signal });
    return () => {
      size.disconnect();
      print.abort();
    };
  }, [chart, draw, dark, large]);

  return <div className={onPick ? 'chart chart-picks' : 'chart'} ref={box} role="img" aria-label={summary} />;
}

const axis = (c: Palette, size: number) => ({
  axisLabel: { color: c.quiet, fontSize: size },
  axisLine: { lineStyle: { color: c.control } },
  splitLine: { lineStyle: { color: c.line } },
});
const tooltip = (c: Palette, size: number) => ({
  renderMode: 'richText',
  backgroundColor: c.paper,
  borderColor: c.control,
  textStyle: { color: c.ink, fontSize: size, fontFamily },
});
const symbols = ['circle', 'rect', 'triangle', 'diamond', 'emptyCircle'];
const dashes = ['solid', 'dashed', 'dotted', [8, 3, 2, 3], [2, 6]];

// Pixels of a legend entry: the mark with its line, the name, the gap to the next.
const legendRows = (series: { name: string }[], size: number, width: number) =>
  Math.ceil(series.reduce((sum, s) => sum + 30 + 5 + s.name.length * size + 14, 0) / width);

/** Lines over time; each has its colour, dash and mark. */
export const lines =
  (labels: string[], series: { name: string; values: number[] }[]): Draw =>
  (c, size, width) => ({
    color: [c.primary, c.green, c.amber, c.red, c.quiet],
    tooltip: { trigger: 'axis', ...tooltip(c, size) },
    legend: { top: 0, itemWidth: 30, itemGap: 14, textStyle: { color: c.ink, fontSize: size } },
    grid: {
      left: 4,
      right: 12,
      top: size * (0.6 + 2 * legendRows(series, size, width)),
      bottom: 2,
      containLabel: true,
    },
    xAxis: { type: 'category', data: labels, ...axis(c, size) },
    yAxis: { type: 'value', minInterval: 1, ...axis(c, size) },
    series: series.map((s, i) => ({
      type: 'line',
      name: s.name,
      data: s.values,
      symbol: symbols[i],
      symbolSize: 7,
      showSymbol: labels.length < 27,
      lineStyle: { width: 2, type: dashes[i] },
    })),
  });

/** Bars from top to bottom, each with its value written beside it. */
export const bars =
  (labels: string[], values: number[], colour: keyof Palette, unit: string): Draw =>
  (c, size) => ({
    tooltip: { trigger: 'item', formatter: '{b}：{c} ' + unit, ...tooltip(c, size) },
    grid: { left: 4, right: size * 4, top: 0, bottom: 0, containLabel: true },
    xAxis: { type: 'value', show: false },
    yAxis: {
      type: 'category',
      inverse: true,
      data: labels,
      ...axis(c, size),
      axisTick: { show: false },
      axisLabel: { color: c.ink, fontSize: size, width: size * 10, overflow: 'truncate' },
    },
    series: [
      {
        type: 'bar',
        data: values,
        itemStyle: { color: c[colour] },
        barMaxWidth: 18,
        label: { show: true, position: 'right', color: c.ink, fontSize: size, formatter: '{c} ' + unit },
      },
    ],
  });
