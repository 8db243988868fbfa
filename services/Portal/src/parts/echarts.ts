// The parts of echarts that the charts use, loaded with the first chart.
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use as register } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

// SVG prints sharply. It sets its styles through the object model, which the Content-Security-Policy allows.
register([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

export const newChart = (box: HTMLElement) => init(box, null, { renderer: 'svg' });
