import { afterEach, expect, test, vi } from 'vitest';
import { call, longest } from './ask';
import { Journals } from './clients';

afterEach(() => vi.unstubAllGlobals());

test('a call that takes long asks the gateway to wait for it', async () => {
  const asked: (string | null)[] = [];
  vi.stubGlobal('fetch', (_: unknown, init: RequestInit) => {
    asked.push(new Headers(init.headers).get('connect-timeout-ms'));
    return Promise.resolve(new Response('{}', { headers: { 'content-type': 'application/json' } }));
  });
  await call(Journals.verifyJournal, { source: 'intake' });
  await call(Journals.verifyJournal, { source: 'intake' }, undefined, longest);
  expect(asked).toEqual([null, '60000']);
});
