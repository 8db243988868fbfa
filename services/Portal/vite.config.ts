import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const gateway = { target: process.env.GATEWAY ?? 'http://127.0.0.1:5080' };

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@': fileURLToPath(new URL('src', import.meta.url)) } },
  server: { port: 5173, proxy: { '^/(proposals\\..+|files|exports)(/|\\?|$)': gateway } },
  test: { environment: 'happy-dom', include: ['src/**/*.test.{ts,tsx}'] },
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
