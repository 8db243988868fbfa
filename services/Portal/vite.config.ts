import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const gateway = { target: process.env.GATEWAY ?? 'http://127.0.0.1:5080' };

/** Moves the styles behind the page's first words: a browser paints nothing while styles before it are on their way. */
const wordsFirst: Plugin = {
  name: 'words-first',
  transformIndexHtml: {
    order: 'post',
    handler(html) {
      const styles = html.match(/ *<link rel="stylesheet"[^>]*>\n/g) ?? [];
      const without = styles.reduce((page, style) => page.replace(style, ''), html);
      return without.replace(/ *<noscript>/, (start) => styles.join('') + start);
    },
  },
};

export default defineConfig({
  plugins: [react(), wordsFirst],
  resolve: { alias: { '@': fileURLToPath(new URL('src', import.meta.url)) } },
  server: { port: 5173, proxy: { '^/(proposals\\..+|files|exports)(/|\\?|$)': gateway } },
  // The files share one page: a page for each took eight times as long.
  test: { environment: 'happy-dom', include: ['src/**/*.test.{ts,tsx}'], isolate: false },
  // No data: URIs and no inline anything: the gateway's Content-Security-Policy allows neither.
  build: {
    // public/browser.js refuses what is older.
    target: ['chrome98', 'edge98', 'firefox115', 'safari15.4'],
    assetsInlineLimit: 0,
    manifest: true,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
  },
});
