// What is kept on this device: texts that were not sent yet, by account and by tab, and the user's preferences. A
// browser may refuse its storage, and it may be full. Then everything stays in memory until the page goes away.
import { useSyncExternalStore } from 'react';
import { newRequestId } from './api/ids';

const memory = new Map<string, string>();
const listeners = new Set<() => void>();
let failing = false;

function fails(now: boolean) {
  if (failing === now) return;
  failing = now;
  listeners.forEach((l) => l());
}

/** localStorage that never throws. A value that the browser does not take is kept in memory. */
export const device = {
  get(key: string): string | null {
    try {
      return memory.get(key) ?? localStorage.getItem(key);
    } catch {
      return memory.get(key) ?? null;
    }
  },
  set(key: string, value: string) {
    try {
      localStorage.setItem(key, value);
      memory.delete(key);
      fails(false);
    } catch {
      memory.set(key, value);
      fails(true);
    }
  },
  remove(key: string) {
    memory.delete(key);
    try {
      localStorage.removeItem(key);
    } catch {
      // It cannot be read either.
    }
  },
  keys(): string[] {
    try {
      return [...new Set([...memory.keys(), ...Object.keys(localStorage)])];
    } catch {
      return [...memory.keys()];
    }
  },
};

/** Whether texts are only in memory, because the browser's storage is full or refused. */
export const useStorageFails = () =>
  useSyncExternalStore(
    (l) => (listeners.add(l), () => listeners.delete(l)),
    () => failing,
  );

/** A text that was not sent yet. */
export interface Kept<T> {
  value: T;
  /** The version it was written on. */
  etag: string;
  at: number;
  /** Values that were sent and not answered: a version of the server that equals one is the user's own. */
  sent?: T[];
}

/** What is kept under a key; null when there is nothing that can be read. */
export function unsent<T>(key: string): Kept<T> | null {
  try {
    return JSON.parse(device.get(key) ?? 'null') as Kept<T> | null;
  } catch {
    return null;
  }
}

export const keep = <T>(key: string, kept: Kept<T>) => {
  if (!closed.has(ownerOf(key))) device.set(key, JSON.stringify(kept));
};

// portal.kept/<account>/<name of the text>/<tab>
const prefix = 'portal.kept/';
const locksOf = (tab: string) => `portal.tab/${tab}`;
const ownerOf = (key: string) => key.split('/')[1]!;
const tabOf = (key: string) => key.slice(key.lastIndexOf('/') + 1);

// Accounts that have signed out: a page that is still being closed keeps nothing for them any more.
const closed = new Set<string>();

let tab = newRequestId();

/** The key of a text of this tab. `owner` is the id of the account. */
export const keptKey = (owner: string, name: string) => `${prefix}${owner}/${name}/${tab}`;

const locks = () => (navigator as { locks?: LockManager }).locks;

/** Takes a lock for as long as the page lives; false when another page has it. */
const hold = (name: string) =>
  new Promise<boolean>((done) => {
    locks()!
      .request(name, { ifAvailable: true }, (lock) => {
        done(lock !== null);
        return lock ? new Promise(() => {}) : null;
      })
      .catch(() => done(false));
  });

/**
 * Gives this tab its id, before the first page is shown. A reloaded tab has its former id, so it finds its own texts. A
 * duplicated tab has a new one: the id is held by a lock.
 */
export async function openTab() {
  try {
    tab = sessionStorage.getItem('portal.tab') ?? tab;
  } catch {
    // A new id then: the texts of the tab before are found as those of a closed tab.
  }
  if (locks()) {
    // The page before a reload may take a moment to let go.
    let mine = await hold(locksOf(tab));
    for (let i = 0; !mine && i < 5; i++) {
      await new Promise((done) => setTimeout(done, 40));
      mine = await hold(locksOf(tab));
    }
    if (!mine) {
      tab = newRequestId();
      void hold(locksOf(tab));
    }
  }
  try {
    sessionStorage.setItem('portal.tab', tab);
  } catch {
    // See above.
  }
}

// Without locks nobody knows which tabs are open: then a text that nobody touched for so long was left behind.
const leftBehind = 10 * 60_000;

async function openTabs(): Promise<((key: string) => boolean) | null> {
  const held = (
    await locks()
      ?.query()
      .catch(() => undefined)
  )?.held;
  if (!held) return null;
  const names = new Set(held.map((l) => l.name));
  return (key) => names.has(locksOf(tabOf(key)));
}

/**
 * The text of this tab under its key. When there is none, the newest that a closed tab has left under the same name is
 * moved here.
 */
export async function findKept<T>(owner: string, name: string): Promise<Kept<T> | null> {
  const key = keptKey(owner, name);
  const own = unsent<T>(key);
  if (own) return own;
  const others = device.keys().filter((k) => k.startsWith(`${prefix}${owner}/${name}/`) && k !== key);
  if (!others.length) return null;
  const isOpen = await openTabs();
  const left = others
    .map((k) => ({ key: k, kept: unsent<T>(k) }))
    .filter(({ key: k, kept }) => kept && (isOpen ? !isOpen(k) : kept.at < Date.now() - leftBehind))
    .sort((a, b) => b.kept!.at - a.kept!.at)[0];
  // Meanwhile the user may have begun to write here.
  const meanwhile = unsent<T>(key);
  if (meanwhile || !left) return meanwhile;
  keep(key, left.kept!);
  device.remove(left.key);
  return left.kept;
}

/** How many texts of an account lie on this device only. */
export const keptOf = (owner: string) =>
  device.keys().filter((k) => k.startsWith(`${prefix}${owner}/`) && !k.endsWith('/all')).length;

/** Removes everything of an account from this device; nothing more is kept for it until it signs in again. */
export function forget(owner: string) {
  closed.add(owner);
  const own = ['portal.prefs', 'portal.committee'];
  for (const key of device.keys()) {
    const foreign = key.startsWith(prefix) && ownerOf(key) !== owner;
    if (key.startsWith('portal.') && !own.includes(key) && !foreign) device.remove(key);
  }
}

/** The account has signed in: its texts are kept again. */
export const remember = (owner: string) => void closed.delete(owner);
