// Checks the gateway's OpenAPI document: it is valid by the specification's own schema, and it has every offered RPC of
// the contracts. Usage: openapi.mjs GATEWAY
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';

const root = new URL('../../protos/proposals/', import.meta.url);
const document = await (await fetch(`http://${process.argv[2]}/openapi.json`)).json();
// RPCs for the suite's services and its operator only; the document leaves them out.
const closed = [
  'DirectoryService/GetSignInSession',
  'DirectoryService/CreateCommittee',
  'IntakeService/FindAttachedFiles',
  'FeedbackService/FindScans',
];

function check(name, wrong) {
  console.log(
    wrong.length === 0 ? `ok - openapi: ${name}` : `not ok - openapi: ${name}: ${wrong.slice(0, 10).join(', ')}`,
  );
}

const { valid, errors } = await new Validator().validate(structuredClone(document));
check(
  `version ${document.openapi} and valid by its schema`,
  valid && document.openapi.startsWith('3.1') ? [] : [JSON.stringify(errors).slice(0, 600)],
);

const paths = [];
for (const service of readdirSync(root)) {
  const contract = new URL(`${service}/v1/${service}.proto`, root);
  // A package of words or reasons has no RPCs.
  if (!existsSync(contract)) continue;
  const text = readFileSync(contract, 'utf8');
  const name = /^service (\w+)/m.exec(text)?.[1];
  if (name)
    for (const [, rpc] of text.matchAll(/^ {2}rpc (\w+)\(/gm))
      if (!closed.includes(`${name}/${rpc}`)) paths.push(`/proposals.${service}.v1.${name}/${rpc}`);
}
check(
  `${paths.length} RPCs are in it`,
  paths.length > 90 ? paths.filter(p => !document.paths[p]?.post) : ['too few RPCs found in the contracts'],
);
check(
  'every RPC says what it does',
  paths.filter(p => !document.paths[p]?.post?.description && !document.paths[p]?.post?.summary),
);
check(
  'what is closed is not offered',
  closed.filter(c => Object.keys(document.paths).some(p => p.endsWith(c))),
);
