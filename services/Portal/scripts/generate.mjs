// Generates src/gen: the protos with the platform's own buf, for which `npm ci --ignore-scripts` is enough, then what
// follows from the list of services, ../catalogue.json. Does nothing when src/gen was made from the same inputs.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const place = (path) => new URL(`../${path}`, import.meta.url);
const inputs = createHash('sha256');
for (const input of ['../../protos', 'protos', '../catalogue.json', 'buf.gen.yaml', 'package-lock.json', 'scripts']) {
  const names = statSync(place(input)).isDirectory()
    ? readdirSync(place(input), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => `${entry.parentPath ?? entry.path}/${entry.name}`)
        .sort()
    : [place(input)];
  for (const name of names) inputs.update(`${name}\n`).update(readFileSync(name));
}
const made = inputs.digest('hex');
const stamp = place('src/gen/inputs.sha256');
if (existsSync(stamp) && readFileSync(stamp, 'utf8') === made) process.exit(0);

const arch = process.platform === 'linux' && process.arch === 'arm64' ? 'aarch64' : process.arch;
const platform = `${process.platform}-${arch}`;
const buf = createRequire(import.meta.url).resolve(
  `@bufbuild/buf-${platform}/bin/buf${process.platform === 'win32' ? '.exe' : ''}`,
);
execFileSync(buf, ['generate'], { cwd: place(''), stdio: 'inherit' });

const { services } = JSON.parse(readFileSync(place('../catalogue.json'), 'utf8'));
const write = (name, lines) => writeFileSync(place(`src/gen/${name}.ts`), `${lines.join('\n')}\n`);

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
writeFileSync(stamp, made);
