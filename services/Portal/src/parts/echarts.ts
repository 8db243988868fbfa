// The pieces of echarts that the charts use; loaded when the first chart is shown.
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use as register } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

// SVG prints sharply, and sets its styles through the object model, which the Content-Security-Policy allows.
register([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

export const newChart = (box: HTMLElement) => init(box, null, { renderer: 'svg' });
