// The size that each page loads at first, gzipped: the entry, its imports, and the page's own chunk with imports and
// styles. Fails above 300 KB.
import { readFileSync, statSync } from 'node:fs';

const limit = 300;
const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'));
const gz = (file) => (statSync(`dist/${file}.gz`, { throwIfNoEntry: false }) ?? statSync(`dist/${file}`)).size;
const closure = (key, seen = new Set()) => {
  if (seen.has(key)) return seen;
  seen.add(key);
  manifest[key].imports?.forEach((k) => closure(k, seen));
  return seen;
};
let over = false;
for (const page of Object.keys(manifest)
  .filter((k) => k.startsWith('src/pages/'))
  .sort()) {
  const files = new Set(
    [...closure('index.html'), ...closure(page)].flatMap((k) => [manifest[k].file, ...(manifest[k].css ?? [])]),
  );
  const kb = ([...files].reduce((sum, f) => sum + gz(f), 0) + gz('index.html')) / 1024;
  over ||= kb > limit;
  console.log(`${kb.toFixed(1).padStart(7)} KB  ${page}${kb > limit ? `  over ${limit} KB` : ''}`);
}
process.exit(over ? 1 : 0);
