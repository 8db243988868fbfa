// The suite on Kubernetes: the one source of base/, overlays/ and chart/ (docs/decisions/0016), and of the table of
// connections in docs/容量规划.md.
//
//   node deploy/kubernetes/suite.mjs           writes them
//   node deploy/kubernetes/suite.mjs --check   writes nothing; exits 1 when the committed files differ
//
// The objects are plain Kubernetes objects. A value that an operator may choose is value('path') of the table below:
// the chart asks for it by that path, and Kustomize gets the value itself.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dashed, either, inChart, merge, raw, text, unless, value, when, write } from './render.mjs';

const version = /<Version>(.+)<\/Version>/.exec(
  readFileSync(new URL('../../Directory.Build.props', import.meta.url), 'utf8'),
)[1];

const catalogue = JSON.parse(readFileSync(new URL('../../services/catalogue.json', import.meta.url), 'utf8')).services;
export const services = catalogue.map(service => service.name);
export const programs = Object.fromEntries(catalogue.map(service => [service.name, service.program]));
const takesUploads = name => catalogue.some(service => service.name === name && service.takesUploads);

/**
 * Which program calls which service with its own certificate. NetworkPolicies allow by address what docs/peers.csv
 * allows by method. A service asks Directory for the caller's sign-in and reads the journals that it follows.
 */
export const calls = {
  ...Object.fromEntries(catalogue.map(service => [service.name, service.follows])),
  gateway: services,
  operator: services,
};
export const ports = { grpc: 5100, health: 5200, http: 5080 };

const small = (cpu, memory, limit) => ({ requests: { cpu, memory }, limits: { cpu: '2', memory: limit } });
const sizes = (replicas, resources) =>
  Object.fromEntries([...services, 'gateway'].map(name => [name, { replicas, resources }]));

/** The values an operator may choose, as in base/ and in the chart. A key with '#' is the comment in values.yaml. */
export const defaults = {
  '#image': 'Images are <repository>/<process>:<tag>, e.g. registry.example.cn/proposals/intake:0.1.0',
  image: { repository: 'proposals', tag: version, pullPolicy: 'IfNotPresent', pullSecrets: [] },
  '#config': [
    'Configuration of every process, as environment variables: the keys of the README with the prefix PROPOSALS_ and',
    '__ for the colon. Nothing here is secret: passwords are files of Secrets.',
  ],
  config: {
    PROPOSALS_Secrets__Folder: '/run/secrets/proposals',
    PROPOSALS_Peers__Certificates: '/run/secrets/certificates',
    PROPOSALS_Health__Listen: `http://0.0.0.0:${ports.health}`,
    PROPOSALS_Database__Engine: 'postgresql',
    PROPOSALS_Database__ConnectionString: 'Host=postgresql;Port=5432;Database=proposals_{service};SSL Mode=Prefer',
    PROPOSALS_Database__User: 'proposals_{service}',
    PROPOSALS_Database__MaxPoolSize: '15',
    PROPOSALS_Shards__Count: '1',
    PROPOSALS_Bus__Transport: 'rabbitmq',
    PROPOSALS_Bus__Host: 'rabbitmq:5672',
    PROPOSALS_Bus__User: 'proposals',
    ...Object.fromEntries(
      catalogue.map(({ name, program }) => [`PROPOSALS_Peers__${program}`, `dns:///${name}:${ports.grpc}`]),
    ),
    // Time for callers to notice that a pod ends: the gRPC library looks a name up at most every 15 s, and DNS answers
    // are kept for 5 s.
    PROPOSALS_Drain__Seconds: '25',
    PROPOSALS_Telemetry__Endpoint: '',
    PROPOSALS_Logging__Format: 'json',
  },
  '#directory': 'Replicas and resources of each process. With autoscaling, replicas is the minimum.',
  ...sizes(1, small('100m', '192Mi', '512Mi')),
  '#autoscaling': [
    'Autoscaling by CPU (metrics-server). Services that follow journals also scale by events not yet applied, an',
    'external metric of the Prometheus adapter.',
  ],
  autoscaling: { enabled: false, maxReplicas: 6, cpuPercent: 70, journalLag: '2000' },
  '#ingress': [
    'Uploads have up to 20 MB, and event streams last ten minutes. These annotations set ingress-nginx accordingly;',
    'other controllers have annotations of their own.',
  ],
  ingress: {
    className: 'nginx',
    host: 'proposals.example.cn',
    tlsSecret: 'proposals-portal-tls',
    annotations: {
      'nginx.ingress.kubernetes.io/proxy-body-size': '24m',
      'nginx.ingress.kubernetes.io/proxy-buffering': 'off',
      'nginx.ingress.kubernetes.io/proxy-read-timeout': '660',
    },
  },
  '#files': [
    'The volume of uploaded files. One node: ReadWriteOnce. Several nodes: ReadWriteMany (NFS, CephFS …); otherwise',
    'the gateway stays on one node.',
  ],
  files: { accessMode: 'ReadWriteOnce', size: '20Gi', storageClass: null },
  '#network': [
    'Lists of NetworkPolicy peers, e.g. [{ipBlock: {cidr: 10.1.2.0/24}}]. An empty list allows any address, but still',
    'only the one port. ingress: the pods of the ingress controller.',
  ],
  network: {
    dns: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }],
    ingress: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } } }],
    database: [],
    broker: [],
    collector: [],
  },
  '#scheduling': 'Nodes on which pods may run',
  scheduling: { nodeSelector: {}, tolerations: [] },
};

/**
 * The values of each size of installation that differ from the defaults, for overlays/<name> and
 * chart/values-<name>.yaml. docs/容量规划.md gives the reasons for the figures.
 */
export const tiers = {
  county: {
    ...sizes(1, small('50m', '128Mi', '512Mi')),
    files: { size: '20Gi' },
  },
  city: {
    ...sizes(2, small('200m', '256Mi', '768Mi')),
    files: { accessMode: 'ReadWriteMany', size: '100Gi' },
  },
  province: {
    '#config': 'Four shards of every service on two instances of PostgreSQL, three nodes of RabbitMQ',
    config: {
      PROPOSALS_Shards__Count: '4',
      PROPOSALS_Database__Shards__0: 'Host=postgresql-0;Port=5432;Database=proposals_{service};SSL Mode=Prefer',
      PROPOSALS_Database__Shards__1: 'Host=postgresql-0;Port=5432;Database=proposals_{service};SSL Mode=Prefer',
      PROPOSALS_Database__Shards__2: 'Host=postgresql-1;Port=5432;Database=proposals_{service};SSL Mode=Prefer',
      PROPOSALS_Database__Shards__3: 'Host=postgresql-1;Port=5432;Database=proposals_{service};SSL Mode=Prefer',
      PROPOSALS_Database__MaxPoolSize: '10',
      PROPOSALS_Bus__Host: 'rabbitmq-0:5672,rabbitmq-1:5672,rabbitmq-2:5672',
      PROPOSALS_Telemetry__Endpoint: 'http://otel-collector:4317',
    },
    ...sizes(3, small('500m', '512Mi', '1Gi')),
    autoscaling: { enabled: true },
    files: { accessMode: 'ReadWriteMany', size: '500Gi' },
  },
};

const part = { 'app.kubernetes.io/part-of': 'proposals' };
const selector = name => ({ 'app.kubernetes.io/name': name, ...part });
const labels = (name, component) => ({ ...selector(name), 'app.kubernetes.io/component': component });
/** Labels of the ConfigMap, which Kustomize makes itself from the values' config. */
export const configLabels = { ...part, 'app.kubernetes.io/component': 'config' };
const pods = name => ({ podSelector: { matchLabels: { 'app.kubernetes.io/name': name } } });
const tcp = (...numbers) => numbers.map(port => ({ protocol: 'TCP', port }));
const secret = (name, secretName, keys) => ({
  name,
  secret: { secretName, defaultMode: 0o440, items: keys.map(key => ({ key, path: key })) },
});

/** The part that all pods share: no way to gain rights, and no writable place except the mounted volumes. */
const pod = (spec, container) => ({
  automountServiceAccountToken: false,
  // Kubernetes derives variables from the names of Services; the programs would read them as configuration.
  enableServiceLinks: false,
  securityContext: {
    runAsNonRoot: true,
    runAsUser: 1654,
    runAsGroup: 1654,
    fsGroup: 1654,
    fsGroupChangePolicy: 'OnRootMismatch',
    seccompProfile: { type: 'RuntimeDefault' },
  },
  imagePullSecrets: value('image.pullSecrets'),
  nodeSelector: value('scheduling.nodeSelector'),
  tolerations: value('scheduling.tolerations'),
  ...spec,
  containers: [
    {
      ...container,
      imagePullPolicy: value('image.pullPolicy'),
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      },
      volumeMounts: [
        ...spec.volumes
          .filter(v => v.secret)
          .map(v => ({ name: v.name, mountPath: `/run/secrets/${v.name}`, readOnly: true })),
        { name: 'tmp', mountPath: '/tmp' },
        ...(container.volumeMounts ?? []),
      ],
    },
  ],
  volumes: [...spec.volumes, { name: 'tmp', emptyDir: { sizeLimit: '256Mi' } }],
});

const certificates = name => secret('certificates', `proposals-${name}-tls`, ['ca.crt', 'tls.crt', 'tls.key']);
const image = name => text`${value('image.repository')}/${name}:${value('image.tag')}`;

const deployment = (name, component, container, volumes) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, labels: labels(name, component) },
  spec: {
    ...unless('autoscaling.enabled', { replicas: value(`${name}.replicas`) }),
    revisionHistoryLimit: 5,
    minReadySeconds: 10, // a process that has just started is slow
    selector: { matchLabels: selector(name) },
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    template: {
      metadata: {
        labels: labels(name, component),
        // Kustomize names the ConfigMap by its content; the chart restarts the pods by this checksum.
        annotations: inChart({ 'checksum/config': raw('{{ toJson .Values.config | sha256sum }}') }),
      },
      spec: pod(
        {
          // Drain:Seconds, then the calls under way (12 s); the rest is reserve for a slow machine.
          terminationGracePeriodSeconds: 60,
          topologySpreadConstraints: ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'].map(topologyKey => ({
            maxSkew: 1,
            topologyKey,
            whenUnsatisfiable: 'ScheduleAnyway',
            labelSelector: { matchLabels: selector(name) },
          })),
          volumes,
        },
        {
          name,
          image: image(name),
          envFrom: [{ configMapRef: { name: 'proposals' } }],
          resources: value(`${name}.resources`),
          ...container,
        },
      ),
    },
  },
});

const budget = name => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name, labels: labels(name, 'budget') },
  spec: { maxUnavailable: 1, selector: { matchLabels: selector(name) } },
});

const service = name => [
  deployment(
    name,
    'service',
    {
      env: [{ name: 'PROPOSALS_Listen', value: `https://0.0.0.0:${ports.grpc}` }],
      ports: [
        { name: 'grpc', containerPort: ports.grpc },
        { name: 'health', containerPort: ports.health },
      ],
      startupProbe: { grpc: { port: ports.health }, periodSeconds: 2, failureThreshold: 90 },
      readinessProbe: { grpc: { port: ports.health }, periodSeconds: 5, timeoutSeconds: 4, failureThreshold: 2 },
      // Liveness does not ask for the whole health: an absent database is no reason for a restart.
      livenessProbe: {
        grpc: { port: ports.health, service: 'live' },
        periodSeconds: 10,
        timeoutSeconds: 5,
        failureThreshold: 6,
      },
    },
    [
      secret('proposals', `proposals-${name}`, [
        'Database__Password',
        'Bus__Password',
        ...(takesUploads(name) ? ['Peers__Secret'] : []),
      ]),
      certificates(name),
    ],
  ),
  {
    // A headless Service: callers resolve the addresses of all replicas and take turns.
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels: labels(name, 'service') },
    spec: {
      clusterIP: 'None',
      selector: selector(name),
      ports: [{ name: 'grpc', port: ports.grpc, targetPort: 'grpc' }],
    },
  },
  budget(name),
];

const gateway = [
  deployment(
    'gateway',
    'gateway',
    {
      env: Object.entries({
        PROPOSALS_Gateway__Listen: `http://0.0.0.0:${ports.http}`,
        PROPOSALS_Gateway__PublicOrigin: text`https://${value('ingress.host')}`,
        PROPOSALS_Files__Folder: '/var/lib/proposals/files',
      }).map(([key, x]) => ({ name: key, value: x })),
      ports: [{ name: 'http', containerPort: ports.http }],
      volumeMounts: [{ name: 'files', mountPath: '/var/lib/proposals/files' }],
      startupProbe: { httpGet: { path: '/health', port: ports.http }, periodSeconds: 2, failureThreshold: 90 },
      readinessProbe: {
        httpGet: { path: '/health', port: ports.http },
        periodSeconds: 5,
        timeoutSeconds: 4,
        failureThreshold: 2,
      },
      livenessProbe: { tcpSocket: { port: ports.http }, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
    },
    [
      secret('proposals', 'proposals-gateway', ['Peers__Secret']),
      certificates('gateway'),
      { name: 'files', persistentVolumeClaim: { claimName: 'files' } },
    ],
  ),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'gateway', labels: labels('gateway', 'gateway') },
    spec: { selector: selector('gateway'), ports: [{ name: 'http', port: ports.http, targetPort: 'http' }] },
  },
  budget('gateway'),
  {
    // Kept when the chart is uninstalled: the uploaded files exist nowhere else.
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: 'files',
      labels: labels('gateway', 'files'),
      annotations: inChart({ 'helm.sh/resource-policy': 'keep' }),
    },
    spec: {
      accessModes: [value('files.accessMode')],
      storageClassName: value('files.storageClass'),
      resources: { requests: { storage: value('files.size') } },
    },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'gateway', labels: labels('gateway', 'ingress'), annotations: value('ingress.annotations') },
    spec: {
      ingressClassName: value('ingress.className'),
      tls: [{ hosts: [value('ingress.host')], secretName: value('ingress.tlsSecret') }],
      rules: [
        {
          host: value('ingress.host'),
          http: {
            paths: [
              { path: '/', pathType: 'Prefix', backend: { service: { name: 'gateway', port: { name: 'http' } } } },
            ],
          },
        },
      ],
    },
  },
];

/**
 * Migrates a service's databases to the version of its image, as their owner. It is the only process that gets the
 * owner's password.
 */
const migration = name => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: {
    // A Job cannot be changed, so each version has a Job of its own. The chart deletes its Job before the next one.
    name: text`${name}-migrate-${dashed('image.tag')}`,
    labels: labels(`${name}-migrate`, 'migrate'),
    annotations: inChart({
      'helm.sh/hook': 'pre-install,pre-upgrade',
      'helm.sh/hook-delete-policy': 'before-hook-creation,hook-succeeded',
    }),
  },
  spec: {
    backoffLimit: 6,
    activeDeadlineSeconds: 3600,
    ttlSecondsAfterFinished: 600,
    template: {
      metadata: { labels: labels(`${name}-migrate`, 'migrate') },
      spec: pod(
        {
          restartPolicy: 'OnFailure',
          volumes: [secret('proposals', `proposals-${name}-owner`, ['Database__OwnerPassword'])],
        },
        {
          name: 'migrate',
          image: image(name),
          args: ['migrate'],
          // Before the first installation the release has no ConfigMap yet, so hooks have their own.
          envFrom: [{ configMapRef: { name: either('proposals-migrate', 'proposals') } }],
          env: [{ name: 'PROPOSALS_Database__OwnerUser', value: `proposals_${name}_owner` }],
          resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { cpu: '1', memory: '512Mi' } },
        },
      ),
    },
  },
});

const config = (name, annotations) =>
  inChart({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, labels: configLabels, annotations },
    data: value('config'),
  });

const policy = (name, podSelector, rules) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, labels: part },
  spec: {
    podSelector,
    policyTypes: ['Ingress', 'Egress'].filter(type => rules[type.toLowerCase()] || name === 'default-deny'),
    ...rules,
  },
});
const named = name => ({ matchLabels: { 'app.kubernetes.io/name': name } });
const database = { to: value('network.database'), ports: tcp(5432) };
const network = [
  policy('default-deny', {}, {}),
  policy(
    'dns',
    { matchLabels: part },
    {
      egress: [
        {
          to: value('network.dns'),
          ports: [
            { protocol: 'UDP', port: 53 },
            { protocol: 'TCP', port: 53 },
          ],
        },
      ],
    },
  ),
  ...Object.keys(calls).map(name =>
    policy(name, named(name), {
      ...(name === 'operator'
        ? {}
        : {
            ingress: [
              name === 'gateway'
                ? { from: value('network.ingress'), ports: tcp(ports.http) }
                : {
                    from: Object.keys(calls)
                      .filter(caller => calls[caller].includes(name))
                      .map(pods),
                    ports: tcp(ports.grpc),
                  },
            ],
          }),
      egress: [
        ...(calls[name].length > 0 ? [{ to: calls[name].map(pods), ports: tcp(ports.grpc) }] : []),
        ...(name === 'gateway' ? [] : [database]),
        ...(services.includes(name) ? [{ to: value('network.broker'), ports: tcp(5671, 5672) }] : []),
        ...(name === 'operator' ? [] : [{ to: value('network.collector'), ports: tcp(4317, 4318) }]),
      ],
    }),
  ),
  policy('migrate', { matchLabels: { 'app.kubernetes.io/component': 'migrate' } }, { egress: [database] }),
];

const autoscaler = name =>
  when('autoscaling.enabled', {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name, labels: labels(name, 'autoscaler') },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas: value(`${name}.replicas`),
      maxReplicas: value('autoscaling.maxReplicas'),
      metrics: [
        {
          type: 'Resource',
          resource: {
            name: 'cpu',
            target: { type: 'Utilization', averageUtilization: value('autoscaling.cpuPercent') },
          },
        },
        // Every replica sees the same lag. It is a figure of the service and is not averaged over pods.
        ...(calls[name].length > 0 && name !== 'gateway'
          ? [
              {
                type: 'External',
                external: {
                  metric: { name: 'proposals_journal_lag_events', selector: { matchLabels: { service: name } } },
                  target: { type: 'Value', value: value('autoscaling.journalLag') },
                },
              },
            ]
          : []),
      ],
      behavior: { scaleDown: { stabilizationWindowSeconds: 600 } },
    },
  });

/** The objects by file. */
export const files = {
  ...Object.fromEntries(services.map(name => [`${name}.yaml`, service(name)])),
  'gateway.yaml': gateway,
  'migrate.yaml': services.map(migration),
  'network.yaml': network,
  'config.yaml': [
    config('proposals'),
    config('proposals-migrate', {
      'helm.sh/hook': 'pre-install,pre-upgrade',
      'helm.sh/hook-weight': '-1',
      'helm.sh/hook-delete-policy': 'before-hook-creation,hook-succeeded',
    }),
  ],
  'autoscaling.yaml': [...services, 'gateway'].map(autoscaler),
};

/**
 * The operator's pod: kubectl exec -it operator -- dotnet /app/proposals.dll … It is made by hand and ends after a
 * day, so it is neither in base/ nor in the chart.
 */
export const operator = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'operator', labels: labels('operator', 'operator') },
  spec: pod(
    {
      activeDeadlineSeconds: 86400,
      terminationGracePeriodSeconds: 5,
      volumes: [certificates('operator'), { name: 'work', emptyDir: { sizeLimit: '20Gi' } }],
    },
    {
      name: 'operator',
      image: image('cli'),
      command: ['sleep', 'infinity'],
      workingDir: '/var/lib/proposals',
      env: Object.entries({
        PROPOSALS_ADDRESS: services.map(name => `${name}=dns:///${name}:${ports.grpc}`).join(','),
        PROPOSALS_CERTIFICATES: '/run/secrets/certificates',
      }).map(([key, x]) => ({ name: key, value: x })),
      resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { cpu: '1', memory: '1Gi' } },
      volumeMounts: [{ name: 'work', mountPath: '/var/lib/proposals' }],
    },
  ),
};

/** Chart.yaml without the versions. */
export const chart = {
  apiVersion: 'v2',
  name: 'proposals',
  type: 'application',
  kubeVersion: '>=1.24.0-0',
  description:
    'Proposals of CPPCC committees, from draft to 办结: gRPC services and a gateway.\n' +
    'The platform provides PostgreSQL and RabbitMQ.',
};

/**
 * The connections that an instance of PostgreSQL may get in a size: pods × shards there × pool, usually and during an
 * upgrade. max_connections leaves 20 for migrations, backups and the administrator, in whole hundreds.
 */
function connections(name) {
  const { config, autoscaling, ...values } = merge(defaults, tiers[name]);
  const pool = Number(config.PROPOSALS_Database__MaxPoolSize);
  const hosts = Array.from({ length: Number(config.PROPOSALS_Shards__Count) }, (_, shard) =>
    /Host=([^;]+)/.exec(
      config[`PROPOSALS_Database__Shards__${shard}`] ?? config.PROPOSALS_Database__ConnectionString,
    )[1],
  );
  const shards = Math.max(...hosts.map(host => hosts.filter(other => other === host).length));
  const pods = services.map(s => (autoscaling.enabled ? autoscaling.maxReplicas : values[s].replicas));
  const [most, upgrading] = [0, 1].map(more => pods.reduce((sum, n) => sum + (n + more) * shards * pool, 0));
  const size = autoscaling.enabled ? `${name}（每个实例，伸缩到顶时）` : name;
  return `| ${size} | ${pool} | ${most} | ${upgrading} | ${Math.ceil((upgrading + 20) / 100) * 100} |`;
}

/** Puts lines between the marks <catalogue NAME> and </catalogue> of a document. Gives 1 when that changes it. */
function print(path, name, lines, checkOnly) {
  const file = new URL(`../../${path}`, import.meta.url);
  const before = readFileSync(file, 'utf8');
  const after = before.replace(
    new RegExp(`(<catalogue ${name}>[^\\n]*\\n)[^]*?([^\\n]*</catalogue>)`),
    (_, begin, end) => [begin + lines[0], ...lines.slice(1), end].join('\n'),
  );
  if (!after.includes(lines.join('\n'))) throw new Error(`${path} has no <catalogue ${name}> … </catalogue>`);
  if (after === before) return 0;
  console.log(checkOnly ? `${path} is not what suite.mjs gives` : path);
  if (!checkOnly) writeFileSync(file, after);
  return 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const checkOnly = process.argv.includes('--check');
  const source = { version, defaults, tiers, files, chart, configLabels, more: { 'operator.yaml': operator } };
  const table = ['| 规模 | 池 | 平时上限 | 升级时上限 | `max_connections` 建议 |', '| --- | --- | --- | --- | --- |'];
  const differ =
    write(source, checkOnly) +
    print('docs/容量规划.md', 'connections', [...table, ...Object.keys(tiers).map(connections)], checkOnly);
  process.exitCode = checkOnly && differ > 0 ? 1 : 0;
}
