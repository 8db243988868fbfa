// Generates src/gen from the protos with the platform's own buf: `npm ci --ignore-scripts` is enough.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';

const arch = process.platform === 'linux' && process.arch === 'arm64' ? 'aarch64' : process.arch;
const platform = `${process.platform}-${arch}`;
const buf = createRequire(import.meta.url).resolve(
  `@bufbuild/buf-${platform}/bin/buf${process.platform === 'win32' ? '.exe' : ''}`,
);
execFileSync(buf, ['generate'], { cwd: new URL('..', import.meta.url), stdio: 'inherit' });
