// The checks of tests/kubernetes.sh on deploy/kubernetes: Kustomize and Helm give the same objects as the source; every
// object fits the schemas of Kubernetes 1.33 to the last field; names, ports, selectors and NetworkPolicies fit each
// other and the programs. A check is a function from objects to a list of problems. At the end each check gets objects
// that are wrong, and must report them.
//
//   node check.mjs MODULES HELM      MODULES: node_modules with the packages of package.json
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import {
  calls,
  configLabels,
  defaults,
  files,
  ports,
  programs,
  services,
  tiers,
} from '../../deploy/kubernetes/suite.mjs';
import { merge, plain } from '../../deploy/kubernetes/render.mjs';

const [modules, helm] = process.argv.slice(2);
const load = createRequire(`${modules}/`);
const { parseAllDocuments, parse } = load('yaml');
const root = new URL('../../', import.meta.url);
const read = path => readFileSync(new URL(path, root), 'utf8');
const run = (program, ...args) =>
  execFileSync(program, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26, stdio: ['ignore', 'pipe', 'pipe'] });

const objectsOf = text =>
  parseAllDocuments(text)
    .map(d => d.toJS())
    .filter(o => o);
const kustomize = path => objectsOf(run('kubectl', 'kustomize', `deploy/kubernetes/${path}`));
const template = (...args) =>
  objectsOf(
    run(
      helm,
      'template',
      'proposals',
      'deploy/kubernetes/chart',
      '--namespace',
      'proposals',
      '--kube-version',
      '1.33.0',
      ...args,
    ),
  );

const nameOf = o => `${o.kind}/${o.metadata?.name}`;
const of = (objects, kind) => objects.filter(o => o.kind === kind);
const workloads = objects => objects.filter(o => o.spec?.template?.spec?.containers);
const entries = x => Object.entries(x ?? {});
const fits = (selector, labels) => entries(selector?.matchLabels).every(([key, x]) => labels?.[key] === x);
const volume = (pod, kind) => (pod.volumes ?? []).map(v => v[kind]).filter(v => v);
const secretKeys = pod => volume(pod, 'secret').flatMap(s => (s.items ?? []).map(i => i.key));
const envOf = (workload, objects) => {
  const [container] = workload.spec.template.spec.containers;
  const maps = (container.envFrom ?? []).map(
    e => of(objects, 'ConfigMap').find(m => m.metadata.name === e.configMapRef?.name)?.data,
  );
  return Object.assign({}, ...maps, Object.fromEntries((container.env ?? []).map(e => [e.name, e.value])));
};

/** The value without null and without empty lists and maps. */
function bare(x, name) {
  if (Array.isArray(x)) return x.length === 0 ? undefined : x.map(y => bare(y));
  if (x === null) return undefined;
  if (typeof x !== 'object') return x;
  const kept = entries(x)
    .map(([key, y]) => [key, bare(y, key)])
    .filter(([, y]) => y !== undefined);
  return kept.length === 0 && name !== 'podSelector' && name !== undefined ? undefined : Object.fromEntries(kept);
}

// --- schemas

/** A view of x that removes each field from `unread` when it is read. */
function watched(x, unread, path = '') {
  if (x === null || typeof x !== 'object') return x;
  if (!Array.isArray(x)) for (const key of Object.keys(x)) unread.add(`${path}/${key}`);
  return new Proxy(x, {
    get(target, key) {
      if (typeof key === 'symbol' || !Object.hasOwn(target, key)) return target[key];
      unread.delete(`${path}/${key}`);
      return watched(target[key], unread, `${path}/${key}`);
    },
  });
}

const pascal = word => word[0].toUpperCase() + word.slice(1);
function schemaProblems(objects) {
  return objects.flatMap(o => {
    const [group, version] = o.apiVersion?.includes('/') ? o.apiVersion.split('/') : ['core', `${o.apiVersion}`];
    let validate;
    try {
      ({ validate } = load(
        `${modules}/kubernetes-models/_schemas/IoK8sApi${pascal(group.split('.')[0])}${pascal(version)}${o.kind}.js`,
      ));
    } catch {
      return [`${nameOf(o)}: no schema of ${o.apiVersion}`];
    }
    // Compiled validators read every field they know, so a field that stays unread is unknown.
    const unread = new Set();
    const valid = validate(watched(o, unread));
    const errors = valid ? [] : validate.errors;
    return [
      ...errors.map(e => `${nameOf(o)}: ${e.instancePath} ${e.keyword} ${JSON.stringify(e.params)}`),
      ...[...unread].map(path => `${nameOf(o)}: unknown field ${path}`),
    ];
  });
}

// --- names, references and ports

function twice(objects) {
  const names = objects.map(nameOf);
  return names.filter((name, i) => names.indexOf(name) !== i).map(name => `${name} is there twice`);
}

const manual = read('docs/运维手册.md');
function references(objects) {
  const has = (kind, name) => of(objects, kind).some(o => o.metadata.name === name);
  const problems = [];
  for (const w of workloads(objects)) {
    const pod = w.spec.template.spec;
    for (const c of pod.containers)
      for (const e of c.envFrom ?? [])
        if (!has('ConfigMap', e.configMapRef?.name))
          problems.push(`${nameOf(w)}: no ConfigMap ${e.configMapRef?.name}`);
    for (const s of volume(pod, 'secret')) {
      // The operator makes the Secrets, so the manual must name each with its files.
      const line = manual.split('\n').find(l => l.includes(`\`${s.secretName}\``));
      if (!line) problems.push(`${nameOf(w)}: the manual does not name Secret ${s.secretName}`);
      else
        for (const { key } of s.items ?? [])
          if (!line.includes(`\`${key}\``))
            problems.push(`${nameOf(w)}: the manual does not name ${key} of Secret ${s.secretName}`);
    }
    for (const v of volume(pod, 'persistentVolumeClaim'))
      if (!has('PersistentVolumeClaim', v.claimName))
        problems.push(`${nameOf(w)}: no PersistentVolumeClaim ${v.claimName}`);
    for (const c of pod.containers)
      for (const m of c.volumeMounts ?? [])
        if (!pod.volumes?.some(v => v.name === m.name)) problems.push(`${nameOf(w)}: no volume ${m.name}`);
    for (const [key, file] of [
      ['PROPOSALS_Secrets__Folder', /__/],
      ['PROPOSALS_Peers__Certificates', /^tls/],
    ]) {
      const folder = envOf(w, objects)[key] ?? envOf(w, objects).PROPOSALS_CERTIFICATES;
      for (const v of pod.volumes?.filter(v => v.secret?.items?.some(i => file.test(i.key))) ?? []) {
        if (!pod.containers[0].volumeMounts?.some(m => m.name === v.name && m.mountPath === folder))
          problems.push(`${nameOf(w)}: ${v.name} is not mounted where ${key} says`);
      }
    }
    for (const [key, address] of entries(envOf(w, objects)).filter(
      ([key]) => key.startsWith('PROPOSALS_Peers__') && !key.endsWith('Certificates'),
    )) {
      const [, name, port] = /^dns:\/\/\/([a-z]+):(\d+)$/.exec(address) ?? [];
      const service = of(objects, 'Service').find(s => s.metadata.name === name);
      const found =
        key === `PROPOSALS_Peers__${programs[name]}` &&
        service?.spec.clusterIP === 'None' &&
        service.spec.ports.some(p => p.port === Number(port));
      if (!found) problems.push(`${nameOf(w)}: ${key}=${address} is no headless Service`);
    }
  }
  for (const i of of(objects, 'Ingress')) {
    for (const { backend } of i.spec.rules.flatMap(r => r.http.paths)) {
      const service = of(objects, 'Service').find(s => s.metadata.name === backend.service.name);
      if (!service?.spec.ports.some(p => p.name === backend.service.port.name))
        problems.push(`${nameOf(i)}: no Service ${backend.service.name} with port ${backend.service.port.name}`);
      const origins = workloads(objects)
        .map(w => envOf(w, objects).PROPOSALS_Gateway__PublicOrigin)
        .filter(x => x);
      if (
        origins.length !== 1 ||
        origins[0] !== `https://${i.spec.rules[0].host}` ||
        !i.spec.tls[0].hosts.includes(i.spec.rules[0].host)
      )
        problems.push(`${nameOf(i)}: the gateway believes to be ${origins}`);
    }
  }
  for (const h of of(objects, 'HorizontalPodAutoscaler'))
    if (!has('Deployment', h.spec.scaleTargetRef.name))
      problems.push(`${nameOf(h)}: no Deployment ${h.spec.scaleTargetRef.name}`);
  return problems;
}

function selectors(objects) {
  const problems = [];
  const deployments = of(objects, 'Deployment');
  const selected = selector => workloads(objects).filter(w => fits(selector, w.spec.template.metadata.labels));
  for (const d of deployments) {
    const labels = d.spec.template.metadata.labels;
    if (!fits(d.spec.selector, labels) || selected(d.spec.selector).length !== 1)
      problems.push(`${nameOf(d)}: its selector is not its pods'`);
    for (const t of d.spec.template.spec.topologySpreadConstraints ?? [])
      if (!fits(t.labelSelector, labels)) problems.push(`${nameOf(d)}: spread over other pods`);
    if (of(objects, 'PodDisruptionBudget').filter(b => fits(b.spec.selector, labels)).length !== 1)
      problems.push(`${nameOf(d)}: not exactly one PodDisruptionBudget`);
  }
  for (const s of of(objects, 'Service')) {
    const [target, ...more] = selected({ matchLabels: s.spec.selector });
    if (!target || more.length > 0) {
      problems.push(`${nameOf(s)}: does not select exactly one workload`);
      continue;
    }
    const open = target.spec.template.spec.containers[0].ports ?? [];
    for (const p of s.spec.ports)
      if (!open.some(c => c.name === p.targetPort && c.containerPort === p.port))
        problems.push(`${nameOf(s)}: port ${p.port} is not that of ${nameOf(target)}`);
  }
  return problems;
}

/** Programs listen on the ports of their pods, and probes ask there. */
function listening(objects) {
  return of(objects, 'Deployment').flatMap(d => {
    const [c] = d.spec.template.spec.containers;
    const env = envOf(d, objects);
    const open = c.ports.map(p => p.containerPort);
    const problems = [];
    for (const [key, name] of [
      ['PROPOSALS_Listen', 'grpc'],
      ['PROPOSALS_Gateway__Listen', 'http'],
      ...(c.ports.some(p => p.name === 'health') ? [['PROPOSALS_Health__Listen', 'health']] : []),
    ]) {
      if (env[key] && Number(new URL(env[key]).port) !== c.ports.find(p => p.name === name)?.containerPort)
        problems.push(`${nameOf(d)}: ${key}=${env[key]} is not its port ${name}`);
    }
    for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe']) {
      const port = c[probe]?.grpc?.port ?? c[probe]?.httpGet?.port ?? c[probe]?.tcpSocket?.port;
      if (!open.includes(port)) problems.push(`${nameOf(d)}: ${probe} asks at ${port}, which is not open`);
      const asked = c[probe]?.grpc?.service;
      if (asked && !(host.includes(`const string ${asked} = "${asked}";`) && host.includes(`Services.Map(${asked},`)))
        problems.push(`${nameOf(d)}: ${probe} asks for ${asked}, which the program does not know`);
    }
    return problems;
  });
}

/** Pod security standard "restricted", and more: no writable root, no token, fixed user, bounded resources. */
function security(objects) {
  return workloads(objects).flatMap(w => {
    const pod = w.spec.template.spec;
    const wants = (ok, what) => (ok ? [] : [`${nameOf(w)}: ${what}`]);
    return [
      ...wants(pod.automountServiceAccountToken === false, 'has a service account token'),
      ...wants(pod.enableServiceLinks === false, 'gets variables of Services, which it would read as configuration'),
      ...wants(!pod.hostNetwork && !pod.hostPID && !pod.hostIPC, 'shares the host'),
      ...wants(
        pod.securityContext?.runAsNonRoot === true &&
          pod.securityContext.runAsUser === 1654 &&
          pod.securityContext.seccompProfile?.type === 'RuntimeDefault',
        'is not confined',
      ),
      ...wants(
        (pod.volumes ?? []).every(v =>
          Object.keys(v).every(k => ['name', 'secret', 'emptyDir', 'persistentVolumeClaim'].includes(k)),
        ),
        'has a volume of another kind',
      ),
      ...volume(pod, 'emptyDir').flatMap(v => wants(v.sizeLimit, 'has a volume without a bound')),
      ...pod.containers.flatMap(c => [
        ...wants(
          isDeepStrictEqual(c.securityContext, {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          }),
          'may become more than it is',
        ),
        ...wants(
          ['cpu', 'memory'].every(r => c.resources?.requests?.[r] && c.resources.limits?.[r]),
          'has resources without bounds',
        ),
      ]),
    ];
  });
}

const host = read('services/BuildingBlocks/Hosting/ServiceHost.cs');
const seconds = (file, pattern) => Number(pattern.exec(read(`services/BuildingBlocks/${file}`))?.[1]);
const longest =
  seconds('Calls/ServiceShard.cs', /DefaultTimeout = TimeSpan\.FromSeconds\((\d+)\)/) +
  seconds('Hosting/Drain.cs', /Longest = ServiceShard\.DefaultTimeout \+ TimeSpan\.FromSeconds\((\d+)\)/);
function upgrades(objects) {
  return of(objects, 'Deployment').flatMap(d => {
    const pod = d.spec.template.spec;
    const drain = Number(envOf(d, objects).PROPOSALS_Drain__Seconds);
    const autoscaler = of(objects, 'HorizontalPodAutoscaler').find(h => h.spec.scaleTargetRef.name === d.metadata.name);
    const least = autoscaler ? autoscaler.spec.minReplicas : d.spec.replicas;
    const problems = [];
    if (d.spec.strategy?.rollingUpdate?.maxUnavailable !== 0)
      problems.push(`${nameOf(d)}: may be away during an upgrade`);
    // The gRPC library looks a name up at most every 15 s, and DNS answers are kept for 5 s.
    if (!(drain >= 20 && pod.terminationGracePeriodSeconds >= drain + longest + 10))
      problems.push(`${nameOf(d)}: is killed before it has ended (${drain} s + ${longest} s)`);
    if (autoscaler && d.spec.replicas !== undefined) problems.push(`${nameOf(d)}: replicas and autoscaler contend`);
    if (autoscaler && !(autoscaler.spec.maxReplicas > least)) problems.push(`${nameOf(autoscaler)}: nowhere to grow`);
    for (const b of of(objects, 'PodDisruptionBudget').filter(b =>
      fits(b.spec.selector, d.spec.template.metadata.labels),
    )) {
      const stays = b.spec.minAvailable ?? least - b.spec.maxUnavailable;
      if (!(stays < least))
        problems.push(`${nameOf(b)}: ${stays} of ${least} must stay, so a machine can never be emptied`);
    }
    return problems;
  });
}

// --- network

/** The connections that the programs need. The modules of the services say which journals each one follows. */
function neededEdges() {
  const edges = new Set();
  for (const name of services) {
    const module = read(`services/${programs[name]}/${programs[name]}Module.cs`);
    for (const [, source] of module.slice(module.indexOf('Follows()')).matchAll(/\["([a-z]+)"\] = \w+\.ApplyAsync/g))
      edges.add(`${name}→${source}:${ports.grpc}`);
    if (name !== 'directory') edges.add(`${name}→directory:${ports.grpc}`);
    for (const caller of ['gateway', 'operator']) edges.add(`${caller}→${name}:${ports.grpc}`);
  }
  edges.add(`(network.ingress)→gateway:${ports.http}`);
  return edges;
}

/** Whether docs/peers.csv lets the caller's certificate call any RPC of the service. */
const [header, ...rows] = read('docs/peers.csv')
  .trim()
  .split('\n')
  .map(line => line.split(','));
const mayCall = (caller, service) =>
  rows.some(
    row =>
      [`${programs[service]}Service`, 'JournalService'].includes(row[0].split('.')[0]) &&
      row[header.indexOf(caller)] === 'yes',
  );

// The operator's pod is made by hand; here it counts as a workload that always exists.
const operatorPod = objectsOf(read('deploy/kubernetes/operator.yaml'))[0];
const operator = { ...operatorPod, spec: { template: operatorPod } };
function network(objects) {
  const problems = [];
  const policies = of(objects, 'NetworkPolicy');
  const pods = [...workloads(objects), operator].map(w => ({
    name: w.metadata.name,
    labels: w.spec.template.metadata.labels,
    keys: secretKeys(w.spec.template.spec),
  }));
  const rules = (pod, type) =>
    policies
      .filter(p => fits(p.spec.podSelector, pod.labels) && p.spec.policyTypes.includes(type))
      .flatMap(p => p.spec[type.toLowerCase()] ?? []);
  const isInside = peers => peers?.some(p => p.podSelector && !p.namespaceSelector) ?? false;
  const whoIn = peers =>
    pods.filter(pod => peers.some(p => p.podSelector && !p.namespaceSelector && fits(p.podSelector, pod.labels)));
  const portsOf = rule => rule.ports.map(p => p.port);
  const [sent, received] = [new Set(), new Set()];
  for (const pod of pods) {
    const everywhere = policies
      .filter(p => Object.keys(p.spec.podSelector ?? {}).length === 0)
      .flatMap(p => p.spec.policyTypes);
    if (!['Ingress', 'Egress'].every(type => everywhere.includes(type)))
      problems.push(`${pod.name}: nothing is denied by default`);

    // Outside, a pod reaches DNS, the telemetry collector, and the systems it has a password for.
    const away = rules(pod, 'Egress')
      .filter(r => !isInside(r.to))
      .flatMap(portsOf)
      .sort();
    const wanted = [53, 53];
    if (pod.name === 'operator' || pod.keys.some(k => k.startsWith('Database__'))) wanted.push(5432);
    if (pod.keys.includes('Bus__Password')) wanted.push(5671, 5672);
    if (pod.name !== 'operator' && pod.keys.includes('tls.key')) wanted.push(4317, 4318);
    if (!isDeepStrictEqual(away, wanted.sort()))
      problems.push(`${pod.name}: reaches outside at ${away}, wanted ${wanted}`);

    for (const rule of rules(pod, 'Egress').filter(r => isInside(r.to)))
      for (const to of whoIn(rule.to)) for (const port of portsOf(rule)) sent.add(`${pod.name}→${to.name}:${port}`);
    for (const rule of rules(pod, 'Ingress')) {
      const from = isInside(rule.from) ? whoIn(rule.from).map(f => f.name) : ['(network.ingress)'];
      for (const name of from) for (const port of portsOf(rule)) received.add(`${name}→${pod.name}:${port}`);
    }
  }

  for (const edge of sent) if (!received.has(edge)) problems.push(`${edge} may be sent and is not received`);
  for (const edge of received)
    if (!sent.has(edge) && !edge.startsWith('(')) problems.push(`${edge} would be received and cannot be sent`);
  const edges = new Set([...received].filter(edge => sent.has(edge) || edge.startsWith('(')));
  for (const edge of edges) {
    const [, caller, service] = /^(\w+)→(\w+):/.exec(edge) ?? [];
    if (caller && !mayCall(caller, service))
      problems.push(`${edge} is open and docs/peers.csv lets ${caller} call nothing there`);
  }

  const needed = neededEdges();
  for (const edge of edges) if (!needed.has(edge)) problems.push(`${edge} is open and nobody needs it`);
  for (const edge of needed) if (!edges.has(edge)) problems.push(`${edge} is needed and closed`);
  return problems;
}

/** Services that follow journals scale by journal lag, by a metric that the programs have. */
const metrics = readdirSync(new URL('services/BuildingBlocks', root), { recursive: true })
  .filter(f => f.endsWith('.cs') && !/^(bin|obj)\//.test(f))
  .map(f => read(`services/BuildingBlocks/${f}`))
  .join('\n');
function lag(objects) {
  return of(objects, 'HorizontalPodAutoscaler').flatMap(h => {
    const external = h.spec.metrics.filter(m => m.type === 'External').map(m => m.external.metric);
    const follows = services.includes(h.metadata.name) && h.metadata.name !== 'directory';
    const problems = external.length === (follows ? 1 : 0) ? [] : [`${nameOf(h)}: ${external.length} figures of lag`];
    for (const m of external) {
      if (!metrics.includes(`"${m.name.replaceAll('_', '.')}"`))
        problems.push(`${nameOf(h)}: no program has a metric ${m.name}`);
      if (m.selector?.matchLabels?.service !== h.metadata.name) problems.push(`${nameOf(h)}: the lag of another`);
    }
    return problems;
  });
}

/** For the chart only: its Jobs run before the rest and find their ConfigMap. */
function hooks(objects) {
  const when = o => o.metadata.annotations?.['helm.sh/hook'];
  return of(objects, 'Job').flatMap(job => {
    const map = of(objects, 'ConfigMap').find(
      m => m.metadata.name === job.spec.template.spec.containers[0].envFrom?.[0].configMapRef.name,
    );
    const before =
      Number(map?.metadata.annotations?.['helm.sh/hook-weight'] ?? 0) <
      Number(job.metadata.annotations?.['helm.sh/hook-weight'] ?? 0);
    return when(job) === 'pre-install,pre-upgrade' && when(map ?? job) === when(job) && before
      ? []
      : [`${nameOf(job)}: does not run before the rest, after its ConfigMap`];
  });
}

/**
 * The sizing document states the connections that an instance of PostgreSQL may get: pods × shards there × pool. During
 * an upgrade each service has one pod more.
 */
function connections(objects, tier) {
  const [most, upgrading] = [0, 1].map(more => {
    const hosts = new Map();
    for (const d of of(objects, 'Deployment').filter(d => services.includes(d.metadata.name))) {
      const env = envOf(d, objects);
      const pods =
        (of(objects, 'HorizontalPodAutoscaler').find(h => h.metadata.name === d.metadata.name)?.spec.maxReplicas ??
          d.spec.replicas) +
        more * d.spec.strategy.rollingUpdate.maxSurge;
      for (let shard = 0; shard < Number(env.PROPOSALS_Shards__Count); shard++) {
        const host = /Host=([^;]+)/.exec(
          env[`PROPOSALS_Database__Shards__${shard}`] ?? env.PROPOSALS_Database__ConnectionString,
        )[1];
        hosts.set(host, (hosts.get(host) ?? 0) + pods * Number(env.PROPOSALS_Database__MaxPoolSize));
      }
    }
    return Math.max(...hosts.values());
  });
  const row =
    read('docs/容量规划.md')
      .split('\n')
      .find(l => l.startsWith(`| ${tier}`)) ?? '';
  const [, , saidMost, saidUpgrading, allowed] = row
    .split('|')
    .slice(1)
    .map(c => Number(c));
  return saidMost === most && saidUpgrading === upgrading && allowed >= upgrading + 20
    ? []
    : [`${tier}: ${most} connections, ${upgrading} during an upgrade; the document says ${row || 'nothing'}`];
}

const checks = { schemaProblems, twice, references, selectors, listening, security, upgrades, network, lag };
const problemsOf = objects => Object.values(checks).flatMap(check => check(objects));

// --- the two tools against the source

/** Objects for comparison: without namespace, without hashes in names, and without what only one tool needs. */
function common(objects) {
  const renamed = JSON.parse(JSON.stringify(objects).replace(/"proposals-(?:[a-z0-9]{10}|migrate)"/g, '"proposals"'));
  const kept = renamed.map(o => {
    const { 'helm.sh/resource-policy': _, ...annotations } = Object.fromEntries(
      entries(o.metadata.annotations).filter(([key]) => !key.startsWith('helm.sh/hook')),
    );
    if (o.spec?.template?.metadata) delete o.spec.template.metadata.annotations;
    const { namespace, ...metadata } = o.metadata;
    return bare({ ...o, metadata: { ...metadata, annotations } });
  });
  return new Map(kept.map(o => [nameOf(o), o]));
}

function differences(left, right) {
  const [a, b] = [common(left), common(right)];
  return [...new Set([...a.keys(), ...b.keys()])]
    .filter(name => !isDeepStrictEqual(a.get(name), b.get(name)))
    .map(name => `${name} differs`);
}

// --- results

let passed = 0,
  failed = 0;
function say(what, problems) {
  if (problems.length === 0) passed++;
  else failed++;
  console.log(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${what}`);
  for (const p of problems.slice(0, 20)) console.log(`     ${p}`);
}

const base = kustomize('base');
say(
  `Kustomize: base, ${base.length} objects: schemas of Kubernetes 1.33, every field known; ` +
    'names, ports, selectors, policies fit',
  problemsOf(base),
);
say('operator.yaml: schemas, names, policies', [
  ...schemaProblems([operatorPod]),
  ...references([operator, ...base]).filter(p => p.startsWith('Pod/operator')),
  ...security([operator]),
]);
const rendered = {};
for (const [tier, chosen] of entries(tiers)) {
  const values = merge(defaults, chosen);
  const source = [
    ...plain(Object.values(files).flat(), values),
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'proposals', labels: configLabels }, data: values.config },
  ];
  const overlay = (rendered[tier] = kustomize(`overlays/${tier}`));
  say(`Kustomize: ${tier}, ${overlay.length} objects: schemas, names, ports, selectors, policies`, problemsOf(overlay));
  say(`docs/容量规划.md knows the database connections of ${tier}`, connections(overlay, tier));
  say(`Kustomize: ${tier} is what the source gives`, differences(overlay, source));
  const chart = template('-f', `deploy/kubernetes/chart/values-${tier}.yaml`).map(o => bare(o));
  say(`Helm: ${tier}, ${chart.length} objects: schemas, names, ports, selectors, policies, hooks`, [
    ...problemsOf(chart),
    ...hooks(chart),
  ]);
  say(`Helm and Kustomize give the same for ${tier}`, differences(chart, overlay));
}

const templates = readdirSync(new URL('deploy/kubernetes/chart/templates', root))
  .map(f => read(`deploy/kubernetes/chart/templates/${f}`))
  .join('\n');
const used = new Set([...templates.matchAll(/\.Values\.([\w.]+)/g)].map(m => m[1]));
const offered = (x, path = []) =>
  used.has(path.join('.')) || x === null || typeof x !== 'object' || Array.isArray(x)
    ? [path.join('.')]
    : entries(x).flatMap(([key, y]) => offered(y, [...path, key]));
const values = new Set(offered(parse(read('deploy/kubernetes/chart/values.yaml'))));
say('Helm: every value that is offered is used, and every one that is used is offered', [
  ...[...values].filter(v => !used.has(v)).map(v => `${v} is not used`),
  ...[...used].filter(v => !values.has(v)).map(v => `${v} is not offered`),
]);
const set = template(
  '--set',
  [
    'image.repository=registry.example.cn/proposals',
    'image.tag=9.8.7',
    'ingress.host=tian.example.cn',
    'network.database[0].ipBlock.cidr=10.1.2.0/24',
    'config.PROPOSALS_Bus__Host=mq:5671',
  ].join(','),
).map(o => bare(o));
say('Helm: what an operator sets arrives, and fits', [
  ...problemsOf(set),
  ...workloads(set)
    .filter(w => !/^registry\.example\.cn\/proposals\/[a-z]+:9\.8\.7$/.test(w.spec.template.spec.containers[0].image))
    .map(w => `${nameOf(w)}: another image`),
  ...of(set, 'Job')
    .filter(j => !j.metadata.name.endsWith('-migrate-9-8-7'))
    .map(j => `${nameOf(j)}: not named by its version`),
  ...(of(set, 'Ingress')[0].spec.rules[0].host === 'tian.example.cn' ? [] : ['another host']),
  ...(JSON.stringify(of(set, 'NetworkPolicy')).includes('10.1.2.0/24') ? [] : ['another network']),
  ...(workloads(set).every(w => envOf(w, set).PROPOSALS_Bus__Host === 'mq:5671') ? [] : ['another broker']),
]);

// --- the operator's documents

const anchors = text =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(m =>
    m[1]
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
function links(document, text) {
  const found = [...text.replace(/```.*?```/gs, '').matchAll(/\]\(([^)#]*)(?:#([^)]+))?\)/g)];
  return found.flatMap(([, file, anchor]) => {
    const path = new URL(`docs/${file || document}`, root);
    if (!existsSync(path)) return [`${document}: no ${file}`];
    return !anchor || anchors(file ? readFileSync(path, 'utf8') : text).includes(anchor)
      ? []
      : [`${document}: no ${file}#${anchor}`];
  });
}

for (const document of ['运维手册.md', '容量规划.md'])
  say(`docs/${document}: every link leads somewhere`, links(document, read(`docs/${document}`)));
say(
  'seen: links that lead nowhere',
  links('运维手册.md', '# A b\n[1](#a-b) [2](#c) [3](y.md) [4](运维手册.md#d)').length === 3 ? [] : ['nobody says so'],
);

// --- every check reports an object that is wrong

const find = (objects, name) => objects.find(o => nameOf(o) === name);
const container = (objects, name) => find(objects, name).spec.template.spec.containers[0];
const peer = name => ({ podSelector: { matchLabels: { 'app.kubernetes.io/name': name } } });
function open(objects, from, to) {
  find(objects, `NetworkPolicy/${from}`).spec.egress.push({
    to: [peer(to)],
    ports: [{ protocol: 'TCP', port: ports.grpc }],
  });
  find(objects, `NetworkPolicy/${to}`).spec.ingress[0].from.push(peer(from));
}

const wrong = [
  [
    'an unknown field',
    o => {
      container(o, 'Deployment/intake').imagePolicy = 'Always';
    },
    'unknown field /spec/template/spec/containers/0/imagePolicy',
  ],
  [
    'a field in the wrong place',
    o => {
      find(o, 'Deployment/intake').spec.template.spec.readOnlyRootFilesystem = true;
    },
    'unknown field /spec/template/spec/readOnlyRootFilesystem',
  ],
  [
    'text for a number',
    o => {
      find(o, 'Deployment/intake').spec.revisionHistoryLimit = '5';
    },
    '/spec/revisionHistoryLimit type',
  ],
  [
    'a word that is none of the allowed',
    o => {
      container(o, 'Deployment/intake').imagePullPolicy = 'Sometimes';
    },
    'imagePullPolicy enum',
  ],
  [
    'a required field that is missing',
    o => {
      delete find(o, 'Deployment/intake').spec.selector;
    },
    'required {"missingProperty":"selector"}',
  ],
  [
    'a quantity that is none',
    o => {
      find(o, 'PersistentVolumeClaim/files').spec.resources.requests.storage = true;
    },
    '/spec/resources/requests/storage',
  ],
  [
    'a kind that there is not',
    o => {
      find(o, 'Ingress/gateway').apiVersion = 'extensions/v1beta7';
    },
    'no schema of extensions/v1beta7',
  ],
  [
    'two of one name',
    o => {
      o.push(find(o, 'Service/intake'));
    },
    'Service/intake is there twice',
  ],
  [
    'a ConfigMap that there is not',
    o => {
      container(o, 'Deployment/intake').envFrom[0].configMapRef.name = 'proposal';
    },
    'no ConfigMap proposal',
  ],
  [
    'a Secret that nobody is told to make',
    o => {
      find(o, 'Deployment/intake').spec.template.spec.volumes[0].secret.secretName = 'passwords';
    },
    'the manual does not name Secret passwords',
  ],
  [
    'a file of a Secret that nobody is told to make',
    o => {
      find(o, 'Deployment/intake').spec.template.spec.volumes[0].secret.items[0].key = 'Database__Pass';
    },
    'the manual does not name Database__Pass',
  ],
  [
    'secrets mounted elsewhere',
    o => {
      container(o, 'Deployment/intake').volumeMounts[0].mountPath = '/secrets';
    },
    'is not mounted where PROPOSALS_Secrets__Folder says',
  ],
  [
    'a claim that there is not',
    o => {
      find(o, 'PersistentVolumeClaim/files').metadata.name = 'uploads';
    },
    'no PersistentVolumeClaim files',
  ],
  [
    'a peer that there is not',
    o => {
      of(o, 'ConfigMap')[0].data.PROPOSALS_Peers__Intake = 'dns:///intakes:5100';
    },
    'PROPOSALS_Peers__Intake=dns:///intakes:5100 is no headless Service',
  ],
  [
    'a Service with an address of its own',
    o => {
      delete find(o, 'Service/intake').spec.clusterIP;
    },
    'is no headless Service',
  ],
  [
    'an Ingress of another host than the gateway believes',
    o => {
      find(o, 'Ingress/gateway').spec.rules[0].host = 'a.example.cn';
    },
    'the gateway believes',
  ],
  [
    'a selector of other pods',
    o => {
      find(o, 'Service/intake').spec.selector['app.kubernetes.io/name'] = 'intakes';
    },
    'does not select exactly one workload',
  ],
  [
    'a Service port that nobody opens',
    o => {
      find(o, 'Service/gateway').spec.ports[0].port = 80;
    },
    'port 80 is not that of Deployment/gateway',
  ],
  [
    'a budget of nobody',
    o => {
      find(o, 'PodDisruptionBudget/intake').spec.selector.matchLabels['app.kubernetes.io/name'] = 'x';
    },
    'not exactly one PodDisruptionBudget',
  ],
  [
    'a probe that the program does not understand',
    o => {
      container(o, 'Deployment/intake').livenessProbe.grpc.service = 'alive';
    },
    'which the program does not know',
  ],
  [
    'a probe at a closed port',
    o => {
      container(o, 'Deployment/intake').readinessProbe.grpc.port = 5201;
    },
    'readinessProbe asks at 5201',
  ],
  [
    'a program that listens elsewhere',
    o => {
      container(o, 'Deployment/intake').env[0].value = 'https://0.0.0.0:5101';
    },
    'is not its port grpc',
  ],
  [
    'a writable root',
    o => {
      container(o, 'Deployment/intake').securityContext.readOnlyRootFilesystem = false;
    },
    'may become more than it is',
  ],
  [
    'root',
    o => {
      find(o, 'Deployment/intake').spec.template.spec.securityContext.runAsUser = 0;
    },
    'is not confined',
  ],
  [
    'a service account token',
    o => {
      delete find(o, 'Job/intake-migrate-0-1-0').spec.template.spec.automountServiceAccountToken;
    },
    'has a service account token',
  ],
  [
    'no memory limit',
    o => {
      delete container(o, 'Deployment/intake').resources.limits.memory;
    },
    'has resources without bounds',
  ],
  [
    'an upgrade with a gap',
    o => {
      find(o, 'Deployment/intake').spec.strategy.rollingUpdate.maxUnavailable = 1;
    },
    'may be away during an upgrade',
  ],
  [
    'an end that is cut short',
    o => {
      find(o, 'Deployment/intake').spec.template.spec.terminationGracePeriodSeconds = 25;
    },
    'is killed before it has ended',
  ],
  [
    'a budget that lets nobody go',
    o => {
      Object.assign(find(o, 'PodDisruptionBudget/intake').spec, { maxUnavailable: undefined, minAvailable: 3 });
    },
    'a machine can never be emptied',
  ],
  [
    'an autoscaler that the Deployment contends with',
    o => {
      find(o, 'Deployment/intake').spec.replicas = 3;
    },
    'replicas and autoscaler contend',
  ],
  [
    'a lag that no program has',
    o => {
      find(o, 'HorizontalPodAutoscaler/intake').spec.metrics[1].external.metric.name = 'proposals_lag';
    },
    'no program has a metric proposals_lag',
  ],
  [
    'the lag of another',
    o => {
      find(o, 'HorizontalPodAutoscaler/intake').spec.metrics[1].external.metric.selector.matchLabels.service =
        'feedback';
    },
    'HorizontalPodAutoscaler/intake: the lag of another',
  ],
  ['a way too many', o => open(o, 'intake', 'feedback'), 'intake→feedback:5100 is open and nobody needs it'],
  [
    'a way that the certificates do not allow',
    o => open(o, 'directory', 'intake'),
    'directory→intake:5100 is open and docs/peers.csv lets directory call nothing there',
  ],
  [
    'a way that is closed',
    o => {
      find(o, 'NetworkPolicy/supervision').spec.egress.shift();
    },
    'supervision→intake:5100 is needed and closed',
  ],
  [
    'a way to the database from the gateway',
    o => {
      find(o, 'NetworkPolicy/gateway').spec.egress.push({ ports: [{ protocol: 'TCP', port: 5432 }] });
    },
    'gateway: reaches outside at',
  ],
  [
    'the health port for everybody',
    o => {
      find(o, 'NetworkPolicy/intake').spec.ingress.push({ ports: [{ protocol: 'TCP', port: 5200 }] });
    },
    '(network.ingress)→intake:5200 is open',
  ],
  [
    'no default',
    o => {
      o.splice(o.indexOf(find(o, 'NetworkPolicy/default-deny')), 1);
    },
    'nothing is denied by default',
  ],
];
for (const [what, spoil, says] of wrong) {
  const objects = structuredClone(rendered.province);
  spoil(objects);
  const problems = problemsOf(objects.map(o => JSON.parse(JSON.stringify(o))));
  say(`seen: ${what}`, problems.some(p => p.includes(says)) ? [] : [`nobody says "${says}"`, ...problems]);
}
const shifted = structuredClone(rendered.city);
find(shifted, 'Deployment/intake').spec.replicas = 9;
say(
  'seen: another figure in one of the two',
  isDeepStrictEqual(differences(shifted, rendered.city), ['Deployment/intake differs']) ? [] : ['nobody says so'],
);

say(
  'seen: more connections than the document knows',
  connections(shifted, 'city').length === 1 ? [] : ['nobody says so'],
);
const late = structuredClone(template('-f', 'deploy/kubernetes/chart/values-county.yaml'));
find(late, 'ConfigMap/proposals-migrate').metadata.annotations['helm.sh/hook-weight'] = '1';
say(
  'seen: a migration that does not find its ConfigMap',
  hooks(late).length === services.length ? [] : ['nobody says so'],
);

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
