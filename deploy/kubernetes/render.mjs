// Writes suite.mjs as base/ and overlays/ for Kustomize and as chart/ for Helm. Nothing here knows the suite.
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * A leaf whose content depends on the values. `plain` gives it for given values (undefined: the field is left out);
 * `chart` is the text in the chart's template language.
 */
class Leaf {
  constructor(plain, chart) {
    Object.assign(this, { plain, chart });
  }
}

const isMap = x => x !== null && typeof x === 'object' && !Array.isArray(x) && !(x instanceof Leaf);
const at = (values, path) => path.split('.').reduce((x, name) => x[name], values);
const nothing = x => x === null || (typeof x === 'object' && Object.keys(x).length === 0);

/**
 * The value at this path, left out when empty. The chart uses toJson: JSON is YAML, and a string of digits stays a
 * string.
 */
export const value = path =>
  new Leaf(values => (nothing(at(values, path)) ? undefined : at(values, path)), {
    inline: `{{ toJson .Values.${path} }}`,
    bare: `{{ .Values.${path} }}`,
  });
/** The same for the name of an object, with dashes for the dots of a version. */
export const dashed = path =>
  new Leaf(values => at(values, path).replaceAll('.', '-'), { bare: `{{ .Values.${path} | replace "." "-" }}` });
/** A string of text and values. */
export const text = (strings, ...parts) =>
  new Leaf(values => String.raw({ raw: strings }, ...parts.map(p => (p instanceof Leaf ? p.plain(values) : p))), {
    inline: `"${String.raw({ raw: strings }, ...parts.map(p => (p instanceof Leaf ? p.chart.bare : p)))}"`,
  });
/** A node that differs between the two tools; undefined leaves it out. */
export const either = (chart, kustomize) =>
  new Leaf(values => (kustomize === undefined ? undefined : plain(kustomize, values)), { node: chart });
export const inChart = chart => either(chart, undefined);
/** Text in the chart's template language. */
export const raw = words => new Leaf(() => undefined, { inline: words });
const conditional = (path, wanted, node) =>
  new Leaf(values => (at(values, path) === wanted ? plain(node, values) : undefined), {
    node,
    condition: `${wanted ? '' : 'not '}.Values.${path}`,
  });
/** `when` keeps the node only when the value is true; `unless` keeps each field of the map only when it is false. */
export const when = (path, node) => conditional(path, true, node);
export const unless = (path, map) =>
  Object.fromEntries(Object.entries(map).map(([name, node]) => [name, conditional(path, false, node)]));

/** The object for given values. */
export function plain(node, values) {
  if (node instanceof Leaf) return node.plain(values);
  if (Array.isArray(node)) return node.map(x => plain(x, values)).filter(x => x !== undefined);
  if (!isMap(node)) return node;
  return Object.fromEntries(
    Object.entries(node)
      .map(([name, x]) => [name, plain(x, values)])
      .filter(([, x]) => x !== undefined),
  );
}

/** The values of a size: the defaults, overridden by its own choices. */
export function merge(defaults, chosen) {
  if (!isMap(defaults) || !isMap(chosen)) return chosen;
  return {
    ...defaults,
    ...Object.fromEntries(
      Object.entries(chosen).map(([name, x]) => [name, name in defaults ? merge(defaults[name], x) : x]),
    ),
  };
}

const bareword = /^(?!(?:true|false|null|yes|no|on|off|y|n)$)[A-Za-z/][\w./-]*$/i;
const scalar = x =>
  x instanceof Leaf ? x.chart.inline : typeof x === 'string' && bareword.test(x) ? x : JSON.stringify(x);

/** A line of YAML; a double-quoted string that is too long goes on after a backslash, which joins without a space. */
function folded(line, indent) {
  const cut = line.lastIndexOf(',', 118) + 1;
  if (line.length <= 120 || !line.endsWith('"') || cut === 0) return [line];
  return [`${line.slice(0, cut)}\\`, ...folded(`${indent}  ${line.slice(cut)}`, indent)];
}

/** Block YAML of a node; leaves appear in the chart's template language. */
export function yaml(node, indent = '') {
  const lines = [];
  const field = (head, x) => {
    if (x instanceof Leaf && x.chart.node !== undefined) {
      if (x.chart.condition) lines.push(`${indent}{{- if ${x.chart.condition} }}`);
      field(head, x.chart.node);
      if (x.chart.condition) lines.push(`${indent}{{- end }}`);
    } else if (typeof x === 'string' && x.includes('\n'))
      lines.push(`${indent}${head} |-`, ...x.split('\n').map(line => `${indent}  ${line}`));
    else if (x instanceof Leaf || x === null || typeof x !== 'object' || Object.keys(x).length === 0)
      lines.push(...folded(`${indent}${head} ${scalar(x)}`, indent));
    else if (head === '-') lines.push(...yaml(x, `${indent}  `).replace(`${indent}  `, `${indent}- `).split('\n'));
    else lines.push(`${indent}${head}`, yaml(x, `${indent}  `));
  };
  if (Array.isArray(node)) for (const x of node) field('-', x);
  else {
    for (const [name, x] of Object.entries(node)) {
      if (name.startsWith('#')) lines.push(...[x].flat().map(line => `${indent}# ${line}`));
      else if (x !== undefined) field(`${bareword.test(name) ? name : JSON.stringify(name)}:`, x);
    }
  }
  return lines.join('\n');
}

const note = '# Written by deploy/kubernetes/suite.mjs; change it there.\n';
const documents = (objects, write) => note + objects.map(write).join('---\n');
const page = object => `${yaml(object)}\n`;
const chartPage = object => {
  if (!(object instanceof Leaf)) return page(object);
  const { node, condition } = object.chart;
  return condition ? `{{- if ${condition} }}\n${page(node)}{{- end }}\n` : page(node);
};
const nameOf = object => `${object.kind}/${object.metadata.name}`;

/** RFC 6902 operations that turn `from` into `to`; lists of different length are replaced as a whole. */
function changes(from, to, path = '') {
  if (JSON.stringify(from) === JSON.stringify(to)) return [];
  const both = (isMap(from) && isMap(to)) || (Array.isArray(from) && Array.isArray(to) && from.length === to.length);
  if (!both) return [{ op: 'replace', path, value: to }];
  return [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap(name => {
    const below = `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!(name in to)) return [{ op: 'remove', path: below }];
    return name in from ? changes(from[name], to[name], below) : [{ op: 'add', path: below, value: to[name] }];
  });
}

function kustomization(files) {
  return { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', ...files };
}

function overlay(source, name) {
  const { defaults, tiers, files } = source;
  const values = merge(defaults, tiers[name]);
  const from = new Map(plain(Object.values(files).flat(), defaults).map(o => [nameOf(o), o]));
  const to = plain(Object.values(files).flat(), values);
  const added = to.filter(o => !from.has(nameOf(o)));
  const patches = to
    .filter(o => from.has(nameOf(o)))
    .map(o => [o, changes(from.get(nameOf(o)), o)])
    .filter(([, ops]) => ops.length > 0)
    .map(([o, ops]) => ({
      target: { kind: o.kind, name: o.metadata.name },
      patch: ops.map(op => `- ${JSON.stringify(op)}`).join('\n'),
    }));
  const config = Object.entries(tiers[name].config ?? {}).map(([key, x]) => `${key}=${x}`);
  const out = new Map();
  if (added.length > 0) out.set(`overlays/${name}/added.yaml`, documents(added, page));
  out.set(
    `overlays/${name}/kustomization.yaml`,
    note +
      page(
        kustomization({
          namespace: 'proposals',
          resources: ['../../base', ...(added.length > 0 ? ['added.yaml'] : [])],
          ...(config.length > 0
            ? { configMapGenerator: [{ name: 'proposals', behavior: 'merge', literals: config }] }
            : {}),
          ...(patches.length > 0 ? { patches } : {}),
        }),
      ),
  );
  return out;
}

/** Every file of the source: path below deploy/kubernetes → content. */
export function render(source) {
  const { version, defaults, tiers, files, chart, configLabels, more } = source;
  const out = new Map();
  const bases = Object.entries(files)
    .map(([file, objects]) => [file, plain(objects, defaults)])
    .filter(([, objects]) => objects.length > 0);
  for (const [file, objects] of bases) out.set(`base/${file}`, documents(objects, page));
  out.set(
    'base/config.env',
    `${note}${Object.entries(defaults.config)
      .map(([key, x]) => `${key}=${x}\n`)
      .join('')}`,
  );
  out.set(
    'base/kustomization.yaml',
    note +
      page(
        kustomization({
          resources: bases.map(([file]) => file),
          configMapGenerator: [{ name: 'proposals', envs: ['config.env'], options: { labels: configLabels } }],
        }),
      ),
  );
  for (const name of Object.keys(tiers)) for (const [path, content] of overlay(source, name)) out.set(path, content);
  out.set('chart/Chart.yaml', note + page({ ...chart, version, appVersion: version }));
  out.set('chart/values.yaml', note + page(defaults));
  for (const [name, chosen] of Object.entries(tiers)) out.set(`chart/values-${name}.yaml`, note + page(chosen));
  for (const [file, objects] of Object.entries(files))
    out.set(`chart/templates/${file}`, documents(objects, chartPage));
  for (const [file, object] of Object.entries(more)) out.set(file, documents([plain(object, defaults)], page));
  return out;
}

/** Writes the files that differ from the source, or only names them. Returns the number of files that differ. */
export function write(source, checkOnly) {
  const root = dirname(fileURLToPath(import.meta.url));
  const wanted = render(source);
  const present = new Set(
    readdirSync(root, { recursive: true }).filter(
      path => !path.endsWith('.mjs') && statSync(join(root, path)).isFile(),
    ),
  );
  const differ = [...new Set([...wanted.keys(), ...present])].filter(
    path => !wanted.has(path) || !present.has(path) || readFileSync(join(root, path), 'utf8') !== wanted.get(path),
  );
  for (const path of differ) {
    console.log(checkOnly ? `${path} is not what suite.mjs gives` : path);
    if (checkOnly) continue;
    if (!wanted.has(path)) {
      // Deletes only files written here: an operator may keep further files beside them.
      if (readFileSync(join(root, path), 'utf8').startsWith(note)) rmSync(join(root, path));
    } else {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), wanted.get(path));
    }
  }

  return differ.length;
}
