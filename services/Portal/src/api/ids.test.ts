import { afterEach, describe, expect, test, vi } from 'vitest';
import { idOf, newRequestId, RequestIds, sibling, textOf } from './ids';

afterEach(() => vi.unstubAllGlobals());

describe('the id of a name', () => {
  test.each([
    ['committees/c1/proposals/p1', 'p1'],
    ['p1', 'p1'],
    ['committees/c1/proposals/', ''],
    ['', ''],
    ['committees/市/units/教育局', '教育局'],
  ])('%s is %s', (name, id) => expect(idOf(name)).toBe(id));
});

test('a resource of the same id has the name of its collection', () =>
  expect(sibling('committees/c1/proposals/p1', 'closings')).toBe('committees/c1/closings/p1'));

describe('a request id', () => {
  const uuid4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

  test('is a random UUID', () => {
    const ids = Array.from({ length: 100 }, newRequestId);
    expect(new Set(ids).size).toBe(100);
    ids.forEach((id) => expect(id).toMatch(uuid4));
  });

  test('is a random UUID over plain http too, where browsers have no randomUUID', () => {
    const getRandomValues = (b: Uint8Array) => b.fill(0xff);
    vi.stubGlobal('crypto', { getRandomValues });
    expect(newRequestId()).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
    vi.stubGlobal('crypto', { getRandomValues: (b: Uint8Array) => b.fill(0) });
    expect(newRequestId()).toBe('00000000-0000-4000-8000-000000000000');
  });
});

describe('the request ids of a command', () => {
  test('stay the same while the same input is tried again', () => {
    const ids = new RequestIds();
    const first = ids.of({ name: 'p1', version: 1n });
    expect(ids.of({ name: 'p1', version: 1n })).toBe(first);
  });

  test('are new after an answer', () => {
    const ids = new RequestIds();
    const first = ids.of({ name: 'p1' });
    ids.answered({ name: 'p1' });
    expect(ids.of({ name: 'p1' })).not.toBe(first);
  });

  test('are different for different inputs, and an answer to one leaves the other', () => {
    const ids = new RequestIds();
    const [one, other] = [ids.of({ version: 1n }), ids.of({ version: 2n })];
    expect(other).not.toBe(one);
    ids.answered({ version: 1n });
    expect(ids.of({ version: 2n })).toBe(other);
  });
});

describe('a request as text', () => {
  test('tells big numbers and bytes apart', () => {
    expect(textOf({ version: 12345678901234567890n })).toBe('{"version":"12345678901234567890"}');
    expect(textOf({ hash: new Uint8Array([1, 255]) })).toBe('{"hash":[1,255]}');
    expect(textOf({ hash: new Uint8Array([1]) })).not.toBe(textOf({ hash: new Uint8Array([2]) }));
  });

  test('leaves out what is undefined, as the request does', () => {
    expect(textOf({ name: 'p1', reason: undefined })).toBe(textOf({ name: 'p1' }));
  });
});
