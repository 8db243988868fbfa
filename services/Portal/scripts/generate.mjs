// Generates src/gen: the protos with the platform's own buf, for which `npm ci --ignore-scripts` is enough, then what
// follows from the list of services, ../catalogue.json.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const arch = process.platform === 'linux' && process.arch === 'arm64' ? 'aarch64' : process.arch;
const platform = `${process.platform}-${arch}`;
const buf = createRequire(import.meta.url).resolve(
  `@bufbuild/buf-${platform}/bin/buf${process.platform === 'win32' ? '.exe' : ''}`,
);
execFileSync(buf, ['generate'], { cwd: new URL('..', import.meta.url), stdio: 'inherit' });

const { services } = JSON.parse(readFileSync(new URL('../../catalogue.json', import.meta.url), 'utf8'));
const write = (name, lines) =>
  writeFileSync(new URL(`../src/gen/${name}.ts`, import.meta.url), `${lines.join('\n')}\n`);

write('clients', [
  ...services.map(({ name, program }) => `import { ${program}Service } from './proposals/${name}/v1/${name}_pb';`),
  ...services.map(({ program }) => `export const ${program} = ${program}Service.method;`),
]);
const listed = services.map(({ name, title, follows }) => ({ name, title, follows }));
write('services', [
  'export interface Service { name: string; title: string; follows: string[] }',
  `export const services: Service[] = ${JSON.stringify(listed)};`,
]);
const file = (name) => `file_proposals_${name}_v1_${name}_events`;
write('events', [
  ...services.map(({ name }) => `import { ${file(name)} } from './proposals/${name}/v1/${name}_events_pb';`),
  `export const eventFiles = [${services.map(({ name }) => file(name)).join(', ')}];`,
]);
