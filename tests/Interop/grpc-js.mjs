// @grpc/grpc-js against a running suite: node grpc-js.mjs ADDRESS ACCOUNTS_FILE
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';

const [address, accountsFile] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const loaded = protoLoader.loadSync(
  [
    'proposals/directory/v1/directory.proto',
    'proposals/intake/v1/intake.proto',
    'proposals/intake/v1/intake_events.proto',
    'proposals/journal/v1/journal.proto',
    'grpc/health/v1/health.proto',
    'google/rpc/status.proto',
    'google/rpc/error_details.proto',
  ],
  {
    includeDirs: [join(here, '../../protos'), join(here, 'protos')],
    keepCase: true,
    longs: String,
    enums: String,
    defaults: true,
  },
);
const api = grpc.loadPackageDefinition(loaded);
const decode = (type, bytes) => loaded[type].deserialize(bytes);
const credentials = grpc.credentials.createInsecure();
const { status: Code } = grpc;

// ---- Helpers of all checks.

class Wrong extends Error {}

function expect(right, what) {
  if (!right) throw new Wrong(what);
}

function same(actual, expected, what) {
  expect(
    isDeepStrictEqual(actual, expected),
    `${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`,
  );
}

let failures = 0;
async function check(name, body) {
  try {
    await body();
    console.log(`ok - grpc-js: ${name}`);
  } catch (e) {
    failures++;
    console.log(
      `not ok - grpc-js: ${name}: ${String(e instanceof Wrong ? e.message : e)
        .replaceAll('\n', ' ')
        .slice(0, 400)}`,
    );
  }
}

const inSeconds = seconds => ({ deadline: Date.now() + seconds * 1000 });

function headers(token) {
  const metadata = new grpc.Metadata();
  if (token) metadata.set('authorization', `Bearer ${token}`);
  return metadata;
}

function call(client, method, request, token, options = inSeconds(20)) {
  return new Promise((resolve, reject) =>
    client[method](request, headers(token), options, (error, answer) => (error ? reject(error) : resolve(answer))),
  );
}

/** Expects a call to fail with this code and returns its error. */
async function refused(code, promise) {
  const answer = await promise.then(
    a => ({ a }),
    e => ({ e }),
  );
  expect(answer.e, `expected ${Code[code]}, got an answer: ${JSON.stringify(answer.a)?.slice(0, 200)}`);
  same(Code[answer.e.code], Code[code], `status (${answer.e.details})`);
  return answer.e;
}

/** The google.rpc.Status of an error, with its details by type name. */
function detailsOf(error) {
  const [bytes] = error.metadata.get('grpc-status-details-bin');
  expect(bytes, 'no grpc-status-details-bin');
  const status = decode('google.rpc.Status', bytes);
  const details = {};
  for (const any of status.details) {
    const type = any.type_url.slice(any.type_url.lastIndexOf('/') + 1);
    details[type] = decode(type, any.value);
  }
  return { code: status.code, details };
}

function chinese(localized) {
  same(localized?.locale, 'zh-CN', 'locale');
  expect(/\p{Script=Han}/u.test(localized.message), `no Chinese in “${localized.message}”`);
}

/** Reads a stream until the wanted event comes (then cancels it), or until it ends. */
function watch(client, request, token, wanted, options = inSeconds(30)) {
  return new Promise((resolve, reject) => {
    const stream = client.WatchEvents(request, headers(token), options);
    let found = null;
    stream.on('data', ({ event }) => {
      if (found || !wanted(event)) return;
      found = event;
      stream.cancel();
    });
    stream.on('error', error => resolve({ found, error }));
    stream.on('end', () => stream.destroyed || resolve({ found, error: null }));
  });
}

/** Counts the bytes that a client sends, as a proxy between it and the suite. */
async function counted(use) {
  let sent = 0;
  const [host, port] = address.split(':');
  const sockets = [];
  const server = createServer(near => {
    const far = connect(Number(port), host);
    sockets.push(near, far);
    near.on('data', bytes => {
      sent += bytes.length;
    });
    near.on('error', () => far.destroy()).pipe(far);
    far.on('error', () => near.destroy()).pipe(near);
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(`127.0.0.1:${server.address().port}`);
  } finally {
    sockets.forEach(s => s.destroy());
    server.close();
  }
  return sent;
}

// ---- Checks.

const directory = new api.proposals.directory.v1.DirectoryService(address, credentials);
const intake = new api.proposals.intake.v1.IntakeService(address, credentials);
const journal = new api.proposals.journal.v1.JournalService(address, credentials);
const health = new api.grpc.health.v1.Health(address, credentials);

const file = JSON.parse(readFileSync(accountsFile, 'utf8'));
async function signIn(login) {
  const password = file.Accounts.find(a => a.Login === login).Password;
  const answer = await call(directory, 'SignIn', { committee_code: file.Committee, login, password });
  expect(answer.token.length > 20, 'no token');
  return answer.token;
}

const draftOf = (session, situation = '现状。') => ({
  request_id: randomUUID(),
  proposal: {
    session,
    category,
    text: { subject: '关于互操作检查的提案', situation, analysis: '原因。', suggestions: ['建议一。', '建议二。'] },
    may_publish: true,
  },
});
const far = { source: 'intake', after: '1000000000' };
let member, office, audit, session, category, draft;

await check('signs in and finds the session and a category', async () => {
  [member, office, audit] = await Promise.all(['member1', 'office', 'audit'].map(signIn));
  const { sessions } = await call(directory, 'ListPlenarySessions', {}, office);
  session = sessions[0]?.name;
  expect(/^committees\/[^/]+\/sessions\/[^/]+$/.test(session), `session name “${session}”`);
  category = (await call(directory, 'GetPolicyProfile', {}, office)).categories[0]?.code;
  expect(category, 'no category');
});

await check('files a draft, and a retry gives the same answer', async () => {
  const request = draftOf(session);
  draft = await call(intake, 'CreateProposal', request, member);
  same(
    [draft.state, draft.text.suggestions, draft.text_version],
    ['PROPOSAL_STATE_DRAFT', request.proposal.text.suggestions, '1'],
    'draft',
  );
  same(await call(intake, 'CreateProposal', request, member), draft, 'answer of the retry');
});

await check('streams the journal up to the draft and cancels', async () => {
  const id = draft.name.split('/')[3];
  const positions = [];
  const { found, error } = await watch(journal, { source: 'intake' }, audit, event => {
    positions.push(BigInt(event.position));
    return event.type === 'proposals.intake.v1.ProposalDrafted' && event.aggregate === id;
  });
  expect(found, `the draft's event did not come: ${error}`);
  same(Code[error?.code], 'CANCELLED', 'status of the cancelled stream');
  expect(
    positions.every((p, i) => i === 0 || p > positions[i - 1]),
    'positions do not rise',
  );
  same(decode('proposals.intake.v1.ProposalDrafted', found.body).proposal, id, 'proposal in the event');
});

await check('a forbidden move says why in its details', async () => {
  const submitted = await call(
    intake,
    'SubmitProposal',
    { name: draft.name, request_id: randomUUID(), contains_no_secret: true },
    member,
  );
  same(submitted.state, 'PROPOSAL_STATE_SUBMITTED', 'state');
  const error = await refused(
    Code.FAILED_PRECONDITION,
    call(intake, 'FileProposal', { name: draft.name, request_id: randomUUID() }, office),
  );
  const { code, details } = detailsOf(error);
  same(code, Code.FAILED_PRECONDITION, 'code in the details');
  same(details['google.rpc.ErrorInfo']?.reason, 'MOVE_NOT_ALLOWED', 'reason');
  same(
    details['google.rpc.ErrorInfo'].metadata,
    { state: 'SUBMITTED', move: 'FILE', allowed: 'EXAMINE,REJECT,RETRACT,RETURN,WITHDRAW' },
    'metadata',
  );
  chinese(details['google.rpc.LocalizedMessage']);
});

await check('a stream ends at its deadline', async () => {
  const { error } = await watch(journal, far, audit, () => false, inSeconds(0.3));
  same(Code[error?.code], 'DEADLINE_EXCEEDED', 'status');
});

await check('the server keeps the deadline when the client does not', async () => {
  // Only the header is set: grpc-js itself has no deadline here, so the status can only be the server's. The timer
  // bounds the check.
  const metadata = headers(audit);
  metadata.set('grpc-timeout', '300m');
  const error = await new Promise(resolve => {
    const stream = journal.WatchEvents(far, metadata);
    const bound = setTimeout(() => stream.cancel(), 10_000);
    stream.on('data', () => {});
    stream.on('error', () => {});
    stream.on('status', status => {
      clearTimeout(bound);
      resolve(status);
    });
  });
  same(Code[error.code], 'DEADLINE_EXCEEDED', 'status');
});

await check('no authorization is UNAUTHENTICATED', async () => {
  const { details } = detailsOf(await refused(Code.UNAUTHENTICATED, call(intake, 'CreateProposal', draftOf(session))));
  same(details['google.rpc.ErrorInfo']?.reason, 'UNAUTHENTICATED', 'reason');
  const { error } = await watch(journal, far, null, () => false);
  same(Code[error?.code], 'UNAUTHENTICATED', 'status of a stream');
});

await check('health is SERVING', async () => {
  same(await call(health, 'Check', {}), { status: 'SERVING' }, 'answer');
});

await check('a gzip-compressed request is understood', async () => {
  const request = draftOf(session, '情况'.repeat(800));
  const sizes = [];
  for (const algorithm of [0, 2]) {
    sizes.push(
      await counted(async through => {
        const client = new api.proposals.intake.v1.IntakeService(through, credentials, {
          'grpc.default_compression_algorithm': algorithm,
        });
        const answer = await call(client, 'CreateProposal', { ...request, request_id: randomUUID() }, member);
        same(answer.text.situation, request.proposal.text.situation, 'text that came back');
        client.close();
      }),
    );
  }
  expect(sizes[1] < sizes[0] - 4000, `not compressed: ${sizes[0]} bytes plain, ${sizes[1]} bytes with gzip`);
});

await check('texts that are too long are refused, and the connection stays', async () => {
  // A channel of its own, whose connection must not change from here on.
  const client = new api.proposals.intake.v1.IntakeService(address, credentials, {
    'grpc.use_local_subchannel_pool': 1,
  });
  await new Promise((resolve, reject) => client.waitForReady(Date.now() + 10_000, e => (e ? reject(e) : resolve())));
  let lost = false;
  const channel = client.getChannel();
  channel.watchConnectivityState(grpc.connectivityState.READY, Infinity, error => {
    lost ||= !error;
  });
  const { details } = detailsOf(
    await refused(
      Code.INVALID_ARGUMENT,
      call(client, 'CreateProposal', draftOf(session, 'x'.repeat(1_000_000)), member),
    ),
  );
  same(details['google.rpc.ErrorInfo']?.reason, 'TEXT_TOO_LONG', 'reason');
  same(details['google.rpc.BadRequest']?.field_violations[0]?.field, 'proposal.text.situation', 'field');
  chinese(details['google.rpc.LocalizedMessage']);
  // Several times: the server must return discarded bytes to the connection's flow-control window.
  for (let i = 0; i < 5; i++) {
    await refused(
      Code.RESOURCE_EXHAUSTED,
      call(client, 'CreateProposal', draftOf(session, 'x'.repeat(5_000_000)), member),
    );
  }
  same((await call(client, 'GetProposal', { name: draft.name }, member)).name, draft.name, 'call after the refusals');
  expect(
    !lost && channel.getConnectivityState(false) === grpc.connectivityState.READY,
    'the connection was lost on the way',
  );
  client.close();
});

for (const client of [directory, intake, journal, health]) client.close();
process.exitCode = failures > 0 ? 1 : 0;
