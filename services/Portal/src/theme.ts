import { theme, type ThemeConfig } from 'antd';

export const fontFamily = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif';

// Every colour of the portal. The styles use them as --ink, --paper …
// Each text colour has a contrast of at least 4.5:1 on paper, ground and soft.
const light = {
  ink: '#1b2330',
  quiet: '#566072',
  paper: '#ffffff',
  ground: '#f4f5f7',
  soft: '#eef2f8',
  line: '#d9dde4',
  control: '#7d8696',
  primary: '#1c4f91',
  onPrimary: '#ffffff',
  seal: '#b3161b',
  green: '#1d6b36',
  greenSoft: '#e6f4ea',
  amber: '#7d4e00',
  amberSoft: '#fdf1d8',
  red: '#b3161b',
  redSoft: '#fdebea',
};
const dark: Palette = {
  ink: '#e8ebf0',
  quiet: '#a9b2c0',
  paper: '#1b1f26',
  ground: '#12151a',
  soft: '#242b36',
  line: '#363d49',
  control: '#7f8999',
  primary: '#8db8f2',
  onPrimary: '#0d1a2b',
  seal: '#ff8a80',
  green: '#81d196',
  greenSoft: '#16301e',
  amber: '#f0c067',
  amberSoft: '#362a10',
  red: '#ff9a92',
  redSoft: '#3b1a1a',
};

export type Palette = typeof light;

/** The colours for a library that cannot read the styles. */
export const paletteOf = (isDark: boolean): Palette => (isDark ? dark : light);

/** antd's theme for the preferences. */
export function antdTheme(large: boolean, isDark: boolean): ThemeConfig {
  const c = paletteOf(isDark);
  return {
    algorithm: isDark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    // No motion: when the end of a transition is missed, a button keeps its 'loading' mark and its name with it.
    token: {
      fontFamily,
      fontSize: large ? 20 : 16,
      controlHeight: large ? 52 : 40,
      controlHeightSM: large ? 44 : 28,
      borderRadius: 6,
      lineHeight: 1.6,
      colorPrimary: c.primary,
      colorLink: c.primary,
      colorError: c.red,
      colorWarning: c.amber,
      colorSuccess: c.green,
      colorInfo: c.primary,
      colorTextBase: c.ink,
      colorBgBase: c.paper,
      colorBgContainer: c.paper,
      colorBgElevated: c.paper,
      colorBgLayout: c.ground,
      colorBorder: c.control,
      colorTextPlaceholder: c.quiet,
      colorTextDescription: c.quiet,
      colorTextDisabled: c.quiet,
      colorTextLightSolid: c.onPrimary,
      boxShadow: 'none',
      motion: false,
    },
    components: { Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none', fontWeight: 500 } },
  };
}

/** Sets the colours and sizes through the object model, which the Content-Security-Policy allows. */
export function applyTheme(large: boolean, isDark: boolean) {
  const root = document.documentElement;
  for (const [name, value] of Object.entries(paletteOf(isDark))) root.style.setProperty(`--${name}`, value);
  root.classList.toggle('large', large);
  root.style.colorScheme = isDark ? 'dark' : 'light';
}
