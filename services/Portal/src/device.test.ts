import { beforeEach, describe, expect, test, vi } from 'vitest';
import { device, findKept, forget, keep, keptKey, keptOf, openTab, remember, unsent } from './device';

const kept = (value: string, at = Date.now()) => ({ value, etag: '', at });

/** A browser whose open tabs hold these locks. */
function givenLocks(open: string[]) {
  const held = new Set(open.map((tab) => `portal.tab/${tab}`));
  vi.stubGlobal('navigator', {
    locks: {
      request: async (name: string, _: unknown, take: (lock: object | null) => unknown) => {
        const free = !held.has(name);
        if (free) held.add(name);
        await Promise.race([take(free ? {} : null), Promise.resolve()]);
      },
      query: () => Promise.resolve({ held: [...held].map((name) => ({ name })) }),
    },
  });
}

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  ['a1', 'a2'].forEach(remember);
});

describe('a text of this tab', () => {
  test('belongs to one account', async () => {
    givenLocks([]);
    await openTab();
    keep(keptKey('a1', 'draft.new'), kept('甲的'));
    expect(await findKept('a1', 'draft.new')).toMatchObject({ value: '甲的' });
    expect(await findKept('a2', 'draft.new')).toBeNull();
  });

  test('is found again after a reload', async () => {
    givenLocks([]);
    await openTab();
    const key = keptKey('a1', 'draft.new');
    givenLocks([]);
    await openTab();
    expect(keptKey('a1', 'draft.new')).toBe(key);
  });

  test('is not taken by a duplicated tab, and not by another open one', async () => {
    givenLocks(['t1']);
    sessionStorage.setItem('portal.tab', 't1');
    device.set('portal.kept/a1/draft.new/t1', JSON.stringify(kept('另一个标签页的')));
    await openTab();
    expect(keptKey('a1', 'draft.new')).not.toContain('/t1');
    expect(await findKept('a1', 'draft.new')).toBeNull();
  });

  test('that a closed tab has left is taken up once, the newest first', async () => {
    givenLocks([]);
    await openTab();
    device.set('portal.kept/a1/draft.new/t8', JSON.stringify(kept('旧', 1)));
    device.set('portal.kept/a1/draft.new/t9', JSON.stringify(kept('新', 2)));
    expect(await findKept('a1', 'draft.new')).toMatchObject({ value: '新' });
    expect(unsent('portal.kept/a1/draft.new/t9')).toBeNull();
    expect(unsent(keptKey('a1', 'draft.new'))).toMatchObject({ value: '新' });
    expect(keptOf('a1')).toBe(2);
  });
});

describe('sign-out', () => {
  test('leaves nothing of the account, and everything of others', () => {
    device.set('portal.prefs', '{}');
    device.set('portal.committee', 'shili');
    device.set('portal.draft.new', '"of a former version"');
    keep('portal.kept/a1/draft.new/t1', kept('甲的'));
    keep('portal.kept/a2/draft.new/t1', kept('乙的'));
    forget('a1');
    keep('portal.kept/a1/draft.new/t1', kept('离开时还在写的'));
    expect(device.keys().sort()).toEqual(['portal.committee', 'portal.kept/a2/draft.new/t1', 'portal.prefs']);
  });
});

describe('a browser that refuses its storage', () => {
  test('keeps everything in memory', () => {
    const refused = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('refused', 'SecurityError');
    });
    device.set('portal.x', '1');
    expect(device.get('portal.x')).toBe('1');
    expect(device.keys()).toContain('portal.x');
    device.remove('portal.x');
    expect(device.get('portal.x')).toBeNull();
    refused.mockRestore();
  });
});
