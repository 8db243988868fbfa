// Checks the commands of README and manuals. tests/manuals.sh runs each block marked `sh` as it stands. A block marked
// `text` must have a reason not to run. All that it names must exist: scripts and their verbs, subcommands and options
// of the command line, compose services, test projects, npm scripts, variables.
//   node check.mjs [--cli PROPOSALS.DLL] [--blocks FOLDER]
// Prints a line for each fault and at last "N passed, N failed". With --blocks it writes each `sh` block to
// FOLDER/NNN.sh, whose first line names its document and line.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const option = (name) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined);
const cli = option('--cli') ?? join(root, 'services/Cli/bin/Release/net10.0/proposals.dll');
const folder = option('--blocks');

const languages = ['sh', 'text', 'mermaid', 'yaml', 'ini', 'csharp', 'proto', 'sql', 'tsx', 'json', 'output'];
// Why a block cannot run in the manuals' test.
const reasonsNotToRun = {
  'something is to be filled in': /…|[\u4e00-\u9fff]/,
  containers: /\bdocker\b/,
  'a cluster': /\b(kubectl|helm)\b/,
  'an installed command line': /^ *proposals /m,
  'database servers': /\bdeploy\/databases\.sh\b/,
  'many minutes': /\bdeploy\/run-apart\.sh\b/,
  'it does not end': /\bnpm run dev\b/,
};
const git = (...args) => execFileSync('git', ['-C', root, ...args], { encoding: 'utf8' });
const documents = git('ls-files', '-z', '*.md').split('\0').filter(Boolean);
const tracked = new Set(git('ls-files', '-z').split('\0').filter(Boolean));
const read = (path) => readFileSync(join(root, path), 'utf8');

let passed = 0;
const faults = [];
const check = (place, good, fault) => {
  if (good) passed++;
  else faults.push(`${place}: ${fault}`);
};

/** The fenced blocks of a document, without the indent of the list they stand in. */
function blocksOf(document) {
  const blocks = [];
  let block;
  read(document)
    .split('\n')
    .forEach((line, index) => {
      const fence = /^( *)```(.*)$/.exec(line);
      if (!fence) block?.lines.push(line.slice(block.indent));
      else if (block) {
        blocks.push(block);
        block = undefined;
      } else block = { document, line: index + 1, indent: fence[1].length, language: fence[2].trim(), lines: [] };
    });
  return blocks;
}

/** The simple commands of a script: continued lines joined, comments gone, split at && || | ; and $( ). */
function commandsOf(lines) {
  return lines
    .join('\n')
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, ''))
    .flatMap((line) => line.split(/&&|\|\||\||;|\$\(|\bdo\b|\{ |[()]/))
    .map((command) => command.trim())
    .filter(Boolean);
}

/** Words of a command; what stands in quotes is one word. */
const wordsOf = (command) => (command.match(/'[^']*'|"[^"]*"|\S+/g) ?? []).map((w) => w.replace(/^['"]|['"]$/g, ''));

const helps = new Map();
/** The help of a command of the command line; null where there is no such command. */
function helpOf(path) {
  const key = path.join(' ');
  if (!helps.has(key)) {
    const run = spawnSync('dotnet', [cli, ...path, '--help'], { encoding: 'utf8' });
    const wrong = run.status !== 0 || /Unrecognized command/.test(run.stdout + run.stderr);
    helps.set(key, wrong ? null : run.stdout);
  }
  return helps.get(key);
}

/** Subcommands that a help lists. */
const subcommandsOf = (help) =>
  (help.split(/^Commands:$/m)[1] ?? '')
    .split('\n')
    .map((line) => /^ {2}([a-z][a-z-]*)\b/.exec(line)?.[1])
    .filter(Boolean);

/** A command line of `proposals`: every subcommand and option exists. */
function checkProposals(place, words) {
  const path = [];
  let help = helpOf(path);
  let rest = [...words];
  while (rest.length > 0 && subcommandsOf(help).includes(rest[0])) {
    path.push(rest.shift());
    help = helpOf(path);
  }

  if (rest.length > 0 && isPlaceholder(rest[0])) return;
  const complete = subcommandsOf(help).length === 0 || rest[0]?.startsWith('--help') || words.length === 0;
  check(place, complete, `proposals ${words.join(' ')}: no subcommand ${rest[0]}`);
  for (const word of rest.filter((w) => w.startsWith('--')))
    check(
      place,
      help.includes(word.split('=')[0]) || word === '--version',
      `proposals ${path.join(' ')} has no option ${word}`,
    );
}

const compose = read('docker-compose.yml');
const composeServices = [...compose.split(/^services:$/m)[1].split(/^\S/m)[0].matchAll(/^ {2}([a-z0-9-]+):/gm)].map(
  (m) => m[1],
);

/** A command of docker compose: its services and profiles exist. */
function checkCompose(place, words) {
  const profiles = words.flatMap((w, i) => (words[i - 1] === '--profile' ? [w] : []));
  for (const profile of profiles)
    check(place, new RegExp(`profiles: .*\\b${profile}\\b`).test(compose), `no profile ${profile}`);
  const verb = words.findIndex((w) => ['build', 'up', 'down', 'stop', 'run', 'logs', 'ps', 'exec'].includes(w));
  if (verb < 0) return;
  const withValue = ['-e', '--entrypoint', '--since', '--tail', '-v', '--profile'];
  let named = false;
  for (let i = verb + 1; i < words.length; i++) {
    if (withValue.includes(words[i])) i++;
    else if (!words[i].startsWith('-')) {
      if (isPlaceholder(words[i])) return;
      check(place, composeServices.includes(words[i]), `docker-compose.yml has no service ${words[i]}`);
      named = true;
      if (words[verb] === 'run') {
        const entry = words.includes('--entrypoint');
        const service = words[i];
        if (!entry && service === 'cli') checkProposals(place, words.slice(i + 1));
        if (!entry && ['backup', 'restore'].includes(service)) checkProposals(place, [service, ...words.slice(i + 1)]);
        return;
      }
    }
  }
  if (words[verb] === 'run') check(place, named, 'docker compose run names no service');
}

const isPlaceholder = (word) => /[…<>*]|[\u4e00-\u9fff]|^[A-Z_]+$|\bDIR\b|\bSERVICE\b|\.\.\.|\$/.test(word);

/** A path of the repository: tracked, or a folder of what is. */
function checkPath(place, path) {
  const bare = path.replace(/[。，、；：）]+$/, '').replace(/\/$/, '');
  if (isPlaceholder(bare)) return;
  const there = tracked.has(bare) || [...tracked].some((t) => t.startsWith(`${bare}/`)) || existsSync(join(root, bare));
  check(place, there, `there is no ${bare}`);
}

/** A script of the repository: it is there, and knows the verb that stands behind it. */
function checkScript(place, script, words) {
  checkPath(place, script);
  if (!tracked.has(script)) return;
  const verb = words[0];
  if (!verb || !/^[a-z]+$/.test(verb) || !/\bcase\b/.test(read(script))) return;
  const known = new RegExp(`^ *([a-z]+ \\| )*${verb}( \\| [a-z]+)*\\)`, 'm').test(read(script));
  check(place, known, `${script} has no ${verb}`);
}

const everything = [...tracked].filter(
  (t) => /^(deploy|services|tests)\/|^docker-compose/.test(t) && !t.endsWith('.md'),
);
const variables = new Map();
/** A variable that the suite or its scripts read. */
function checkVariable(place, name) {
  if (!variables.has(name)) {
    // PROPOSALS_A__B is the setting A:B, PROPOSALS_INTAKE_PASSWORD a role's password.
    const words = [name, name.replace(/^PROPOSALS_/, '').replace(/__/g, ':')];
    variables.set(
      name,
      /_PASSWORD$/.test(name) || everything.some((t) => words.some((w) => new RegExp(`\\b${w}\\b`).test(read(t)))),
    );
  }
  check(place, variables.get(name), `nothing reads ${name}`);
}

/** Whatever a command names. */
function checkCommand(place, command, functions) {
  const words = wordsOf(command);
  while (/^[A-Z][A-Za-z_]*=/.test(words[0] ?? '') || ['export', 'exec', 'sudo'].includes(words[0])) {
    const name = /^([A-Z][A-Za-z_]*)=/.exec(words[0])?.[1];
    if (name && words[0].length > name.length) checkVariable(place, name);
    words.shift();
  }
  if (words.length === 0) return;
  for (const word of words)
    if (/^(\.\/)?(deploy|tests|services|protos|docs)\/[\w\u4e00-\u9fff./-]+$/.test(word) && !word.includes('..'))
      checkPath(place, word.replace(/^\.\//, ''));
  const bare = words[0] === 'bash' ? words.slice(1) : words;
  if (/^(deploy|tests|\.ci)\//.test(bare[0])) checkScript(place, bare[0], bare.slice(1));
  else if (words[0] === 'proposals') checkProposals(place, words.slice(1));
  else if (functions.has(words[0])) checkProposals(place, [functions.get(words[0]), ...words.slice(1)]);
  else if (/^docker( compose|-compose)/.test(`${words[0]} ${words[1]}`)) checkCompose(place, words.slice(1));
  else if (words[0] === 'dotnet' && words[1] === 'run') {
    const project = words[words.indexOf('--project') + 1];
    checkPath(place, project);
    const rest = words.includes('--') ? words.slice(words.indexOf('--') + 1) : [];
    if (project === 'services/Cli' && !isPlaceholder(rest[0] ?? '')) checkProposals(place, rest);
  } else if (words[0] === 'npm' && (words[1] === 'run' || words[1] === 'test')) {
    const script = words[1] === 'test' ? 'test' : words[2];
    const scripts = JSON.parse(read('services/Portal/package.json')).scripts;
    check(place, scripts[script] !== undefined, `the portal has no npm script ${script}`);
  } else if (words[0] === 'make') {
    const target = words[1];
    const known = new RegExp(`^(PARTS := .*\\b${target}\\b|${target}:)`, 'm').test(read('Makefile'));
    if (target && !isPlaceholder(target)) check(place, known, `the Makefile has no ${target}`);
  }
}

const known = /^(proposals|deploy\/|tests\/|docker compose|dotnet run|bash |npm |make |\.ci\/)/;
let count = 0;
for (const document of documents) {
  for (const block of blocksOf(document)) {
    const place = `${block.document}:${block.line}`;
    const known = languages.includes(block.language);
    check(place, known, `a block is marked “${block.language}”, not ${languages.join(', ')}`);
    if (!['sh', 'text'].includes(block.language)) continue;
    // A function of a block stands for a command of the command line, as `certs() { docker run … cli certs "$@"; }`.
    const functions = new Map(
      block.lines.map((l) => /^(\w+)\(\) \{.*cli\S* (\w+) "\$@"/.exec(l)).flatMap((m) => (m ? [[m[1], m[2]]] : [])),
    );
    const code = block.lines.map((line) => line.replace(/(^|\s)#.*$/, '')).join('\n');
    const mayStand = block.language === 'sh' || Object.values(reasonsNotToRun).some((reason) => reason.test(code));
    check(place, mayStand, 'a block marked “text” could run: mark it “sh”');
    if (block.language === 'sh' && folder) {
      mkdirSync(folder, { recursive: true });
      const name = `${String(++count).padStart(3, '0')}.sh`;
      writeFileSync(join(folder, name), `# ${place}\n${block.lines.join('\n')}\n`);
    }
    for (const command of commandsOf(block.lines.filter((l) => !/^\w+\(\) \{/.test(l))))
      checkCommand(place, command, functions);
  }

  // Names between backquotes in the text.
  read(document)
    .replace(/^ *```[\s\S]*?^ *```/gm, (block) => block.replace(/[^\n]/g, ''))
    .split('\n')
    .forEach((line, index) => {
      for (const [, code] of line.matchAll(/`([^`]+)`/g))
        if (known.test(code))
          for (const c of commandsOf([code])) checkCommand(`${document}:${index + 1}`, c, new Map());
    });
}

for (const fault of faults) console.log(`FAIL ${fault}`);
console.log(`${passed} passed, ${faults.length} failed`);
process.exit(faults.length === 0 ? 0 : 1);
