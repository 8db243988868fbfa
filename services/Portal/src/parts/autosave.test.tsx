import { Code, ConnectError } from '@connectrpc/connect';
import { act, cleanup, renderHook } from '@testing-library/react';
import { StrictMode } from 'react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { unsent } from '@/device';
import { ErrorInfoSchema } from '@/gen/google/rpc/error_details_pb';
import { Autosave, hasUnsaved, settled, useAutosave } from './autosave';

const key = 'portal.kept/a1/draft.p1/t1';
const on = { name: 'p1', etag: 'e0' };
const stale = new ConnectError('已在别处修改。', Code.Aborted, undefined, [
  { desc: ErrorInfoSchema, value: { reason: 'STALE' } },
]);
const refused = new ConnectError('内容不合要求。', Code.InvalidArgument, undefined, [
  { desc: ErrorInfoSchema, value: { reason: 'FIELD_INVALID' } },
]);
const unreachable = new ConnectError('', Code.Unavailable);

/** A server that answers e1, e2 … for one save after the other, or fails with what is given. */
function givenServer() {
  const failures: Error[] = [];
  const saves: [string, string][] = [];
  const save = vi.fn((value: string, { etag }: { name: string; etag: string }) => {
    saves.push([value, etag]);
    const failure = failures.shift();
    return failure ? Promise.reject(failure) : Promise.resolve({ name: 'p1', etag: `e${saves.length}` });
  });
  return { save, saves, failures };
}

const given = (server: ReturnType<typeof givenServer>, restored = false) =>
  new Autosave<string>({ key, initial: '初稿', on, save: server.save, ready: (v) => v !== '', restored });

const after = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-03-08T01:30:00Z') });
  localStorage.clear();
});
afterEach(async () => {
  cleanup();
  await after(0);
  vi.useRealTimers();
});

describe('a changed text', () => {
  test('is saved once, two seconds after the last key', async () => {
    const server = givenServer();
    const draft = given(server);
    draft.change('一');
    await after(1999);
    draft.change('一二');
    await after(1999);
    expect(server.saves).toEqual([]);
    expect(draft.snapshot()).toEqual({ value: '一二', state: { kind: 'waiting' } });
    await after(1);
    expect(server.saves).toEqual([['一二', 'e0']]);
    expect(draft.snapshot().state).toEqual({ kind: 'saved', at: new Date() });
    await after(60_000);
    expect(server.save).toHaveBeenCalledTimes(1);
  });

  test('is on this device until the server has it', async () => {
    const draft = given(givenServer());
    draft.change('👨‍👩‍👧 e\u0301 ２０２６\r\n');
    expect(unsent(key)).toEqual({ value: '👨‍👩‍👧 e\u0301 ２０２６\r\n', etag: 'e0', at: Date.now(), sent: [] });
    await after(2000);
    expect(unsent(key)).toBeNull();
    expect(draft.dirty).toBe(false);
  });

  test('is saved on top of the version before', async () => {
    const server = givenServer();
    const draft = given(server);
    draft.change('一');
    await after(2000);
    draft.change('二');
    await after(2000);
    expect(server.saves).toEqual([
      ['一', 'e0'],
      ['二', 'e1'],
    ]);
    expect(draft.etag).toBe('e2');
  });

  test('is not sent while it is not ready, but kept', async () => {
    const server = givenServer();
    const draft = given(server);
    draft.change('');
    await after(10_000);
    expect(server.saves).toEqual([]);
    expect(unsent(key)?.value).toBe('');
  });

  test('while a save is running is saved after it', async () => {
    const server = givenServer();
    let answer = () => {};
    server.save.mockImplementationOnce((value, { etag }) => {
      server.saves.push([value, etag]);
      return new Promise((resolve) => (answer = () => resolve({ name: 'p1', etag: 'e1' })));
    });
    const draft = given(server);
    draft.change('一');
    await after(2000);
    draft.change('一二');
    await after(2000);
    expect(server.saves).toHaveLength(1);
    answer();
    await after(2000);
    expect(server.saves).toEqual([
      ['一', 'e0'],
      ['一二', 'e1'],
    ]);
    expect(draft.dirty).toBe(false);
  });

  test('is sent once when two flushes wait for the same save', async () => {
    const server = givenServer();
    let answer = () => {};
    server.save.mockImplementationOnce(
      () => new Promise((resolve) => (answer = () => resolve({ name: 'p1', etag: 'e1' }))),
    );
    const draft = given(server);
    draft.change('一');
    void draft.flush();
    draft.change('一二');
    const both = Promise.all([draft.flush(), draft.flush()]);
    answer();
    await both;
    expect(server.saves).toEqual([['一二', 'e1']]);
  });
});

describe('a failure', () => {
  test('of the network is tried again after five seconds, and nothing is lost', async () => {
    const server = givenServer();
    server.failures.push(unreachable, unreachable);
    const draft = given(server);
    draft.change('一');
    await after(2000);
    expect(draft.snapshot().state).toMatchObject({ kind: 'failed', problem: { reason: 'UNREACHABLE' } });
    expect(unsent(key)?.value).toBe('一');
    await after(4999);
    expect(server.save).toHaveBeenCalledTimes(1);
    await after(1);
    expect(server.save).toHaveBeenCalledTimes(2);
    await after(5000);
    expect(server.saves.map(([value]) => value)).toEqual(['一', '一', '一']);
    expect(draft.snapshot().state.kind).toBe('saved');
    expect(unsent(key)).toBeNull();
  });

  test('of the text itself waits for another text', async () => {
    const server = givenServer();
    server.failures.push(refused);
    const draft = given(server);
    draft.change('太长');
    await after(60_000);
    expect(server.save).toHaveBeenCalledTimes(1);
    expect(unsent(key)?.value).toBe('太长');
    draft.change('短');
    expect(draft.snapshot().state.kind).toBe('waiting');
    await after(2000);
    expect(server.saves.at(-1)).toEqual(['短', 'e0']);
    expect(draft.snapshot().state.kind).toBe('saved');
  });
});

describe('a text that was changed elsewhere', () => {
  test('is never overwritten: nothing is sent until a version was chosen', async () => {
    const server = givenServer();
    server.failures.push(stale);
    const draft = given(server);
    draft.change('我的');
    await after(2000);
    draft.change('我的新');
    await after(60_000);
    await draft.flush();
    expect(server.save).toHaveBeenCalledTimes(1);
    expect(draft.snapshot()).toMatchObject({
      value: '我的新',
      state: { kind: 'failed', problem: { reason: 'STALE' } },
    });
    expect(unsent(key)?.value).toBe('我的新');
  });

  test("goes on from the user's own version, over the one that was seen", async () => {
    const server = givenServer();
    server.failures.push(stale);
    const draft = given(server);
    draft.change('我的');
    await after(2000);
    draft.rebase('我的', 'e9', true);
    await after(2000);
    expect(server.saves.at(-1)).toEqual(['我的', 'e9']);
    expect(draft.snapshot().state.kind).toBe('saved');
  });

  test('goes on from the other version, and forgets the own one', async () => {
    const server = givenServer();
    server.failures.push(stale);
    const draft = given(server);
    draft.change('我的');
    await after(2000);
    draft.rebase('别处的', 'e9', false);
    await after(60_000);
    expect(draft.snapshot()).toEqual({ value: '别处的', state: { kind: 'clean' } });
    expect([draft.etag, draft.dirty, unsent(key)]).toEqual(['e9', false, null]);
    expect(server.save).toHaveBeenCalledTimes(1);
  });
});

describe('the key and the etag', () => {
  test('a draft that got its name by the first save is kept under its new key only', async () => {
    const server = givenServer();
    const draft = new Autosave<string>({
      key: 'portal.kept/a1/draft.new/t1',
      keyOf: (name) => `portal.kept/a1/draft.${name}/t1`,
      initial: '',
      save: server.save,
      ready: (v) => v !== '',
    });
    draft.change('一');
    expect(unsent('portal.kept/a1/draft.new/t1')?.value).toBe('一');
    await after(2000);
    draft.change('一二');
    expect(unsent('portal.kept/a1/draft.new/t1')).toBeNull();
    expect(unsent(key)?.value).toBe('一二');
    expect(draft.name).toBe('p1');
    await after(2000);
    expect(unsent(key)).toBeNull();
  });

  test('another command of the page moves the etag on', async () => {
    const server = givenServer();
    const draft = given(server);
    draft.follow('e7');
    draft.change('一');
    await after(2000);
    expect(server.saves).toEqual([['一', 'e7']]);
  });
});

describe('what is kept on this device', () => {
  test.each([['{'], ['undefined'], ['']])('and cannot be read (%s) is nothing', (text) => {
    localStorage.setItem(key, text);
    expect(unsent(key)).toBeNull();
  });

  test('that is huge comes back whole', () => {
    const value = '政'.repeat(20_000);
    given(givenServer()).change(value);
    expect(unsent(key)?.value).toBe(value);
  });
});

describe('on a page', () => {
  const show = (server: ReturnType<typeof givenServer>, restored = false) =>
    renderHook(({ ready }) => useAutosave({ key, initial: '初稿', on, save: server.save, ready, restored }), {
      initialProps: { ready: () => true },
    });

  test('a restored text is saved like one that was just typed', async () => {
    const server = givenServer();
    const page = show(server, true);
    expect(page.result.current.state.kind).toBe('waiting');
    await act(() => after(2000));
    expect(server.saves).toEqual([['初稿', 'e0']]);
    expect(page.result.current.state.kind).toBe('saved');
  });

  test('an untouched text is not saved', async () => {
    const server = givenServer();
    const page = show(server);
    await act(() => after(10_000));
    page.unmount();
    await after(0);
    expect(server.save).not.toHaveBeenCalled();
  });

  test('the text is saved when the page is left', async () => {
    const server = givenServer();
    const page = show(server);
    act(() => page.result.current.change('一'));
    expect(page.result.current.value).toBe('一');
    page.unmount();
    await after(0);
    expect(server.saves).toEqual([['一', 'e0']]);
  });

  test('the functions of the latest rendering are used', async () => {
    const server = givenServer();
    const page = show(server);
    page.rerender({ ready: () => false });
    act(() => page.result.current.change('一'));
    await act(() => after(10_000));
    expect(server.save).not.toHaveBeenCalled();
    expect(page.result.current.dirty()).toBe(true);
  });

  test('strict mode, which mounts twice, loses nothing', async () => {
    const server = givenServer();
    const page = renderHook(() => useAutosave({ key, initial: '初稿', on, save: server.save, ready: () => true }), {
      wrapper: StrictMode,
    });
    act(() => page.result.current.change('一'));
    await act(() => after(2000));
    expect(server.saves).toEqual([['一', 'e0']]);
  });

  test('nothing is tried again after the page was left, and the text stays on this device', async () => {
    const server = givenServer();
    server.failures.push(unreachable, unreachable);
    const page = show(server);
    act(() => page.result.current.change('一'));
    page.unmount();
    await after(60_000);
    expect(server.save).toHaveBeenCalledTimes(1);
    expect(unsent(key)?.value).toBe('一');
    expect(hasUnsaved()).toBe(false);
  });

  test('that opens while the last save of the one before is running goes on with it', async () => {
    const server = givenServer();
    let answer = () => {};
    server.save.mockImplementationOnce(
      () => new Promise((resolve) => (answer = () => resolve({ name: 'p1', etag: 'e7' }))),
    );
    const before = show(server);
    act(() => before.result.current.change('一'));
    before.unmount();
    await after(0);
    const page = show(server);
    expect(page.result.current.value).toBe('一');
    act(() => page.result.current.change('一二'));
    answer();
    await act(() => after(4000));
    expect(server.saves).toEqual([['一二', 'e7']]);
    page.unmount();
  });

  test('waits for the last save of the one before', async () => {
    const server = givenServer();
    const page = show(server);
    act(() => page.result.current.change('一'));
    page.unmount();
    await settled(key);
    expect(server.saves).toEqual([['一', 'e0']]);
    expect(unsent(key)).toBeNull();
  });

  test('what was sent and not answered is known again after a reload', async () => {
    const server = givenServer();
    server.failures.push(unreachable);
    const draft = given(server);
    draft.change('一');
    await after(2000);
    draft.change('一二');
    expect(unsent(key)).toMatchObject({ value: '一二', etag: 'e0', sent: ['一'] });
    expect(draft.isOwn((v) => v === '一')).toBe(true);
    expect(draft.isOwn((v) => v === '别人的')).toBe(false);
  });

  test('a device that keeps nothing costs nothing while the page is open', async () => {
    const full = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    const server = givenServer();
    const page = show(server);
    act(() => page.result.current.change('一'));
    expect(unsent(key)?.value).toBe('一');
    await act(() => after(2000));
    expect(server.saves).toEqual([['一', 'e0']]);
    expect(unsent(key)).toBeNull();
    full.mockRestore();
    page.unmount();
  });
});
