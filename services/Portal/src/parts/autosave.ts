import { useEffect, useLayoutEffect, useState, useSyncExternalStore } from 'react';
import { problemOf, type Problem } from '@/api/errors';
import { isComposing } from '@/composing';
import { device, keep } from '@/device';

export type SaveState =
  | { kind: 'clean' }
  | { kind: 'waiting' }
  | { kind: 'saving' }
  | { kind: 'saved'; at: Date }
  | { kind: 'failed'; problem: Problem };

/** Milliseconds from the last change to the save, and from a failure that may pass to the next try. */
const afterChange = 2000;
const afterFailure = 5000;

/** What a save answers: the resource as it is now. */
interface Saved {
  name: string;
  etag: string;
}

interface Saving<T, S extends Saved> {
  /** Gets the version that the value was written on, and the name once there is one. */
  save: (value: T, on: { name: string; etag: string }) => Promise<S>;
  /** Whether the value can be saved at all. */
  ready: (value: T) => boolean;
  /** The key of a resource that got its name by the first save. */
  keyOf?: (name: string) => string;
}

interface Start<T, S extends Saved> extends Saving<T, S> {
  key: string;
  initial: T;
  /** The version that the initial value was written on; empty for a new one. */
  on?: Saved;
  /** The initial value comes from this device and has not been saved; `sent` is what of it may have arrived. */
  restored?: boolean;
  sent?: T[];
}

// Those whose page is open, or whose last save is still running, by key.
const all = new Map<string, Autosave<unknown, Saved>>();

/**
 * Saves a value 2 s after its last change. Until the server has it, it is on this device under the key, so nothing is
 * lost when the page goes away. A refused value stays there too. It never overwrites: after STALE it stops until the
 * user has seen both versions and `rebase` names the etag that was seen.
 */
export class Autosave<T, S extends Saved = Saved> {
  private listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<void> | null = null;
  private stopped = false;
  private pages = 0;
  private sent: T[];
  private shown: { value: T; state: SaveState; saved?: S };
  private key: string;
  private saving: Saving<T, S>;
  name: string;
  etag: string;
  dirty: boolean;

  constructor({ key, initial, on, restored = false, sent = [], ...saving }: Start<T, S>) {
    this.saving = saving;
    this.sent = sent.slice();
    this.shown = { value: initial, state: { kind: 'clean' } };
    this.key = key;
    this.name = on?.name ?? '';
    this.etag = on?.etag ?? '';
    this.dirty = restored;
  }

  subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  snapshot = () => this.shown;

  /** Takes the functions of the page's latest rendering. */
  use(saving: Saving<T, S>) {
    this.saving = saving;
  }

  /** A page shows it: a restored value is saved like one that was just typed. */
  open() {
    this.pages++;
    all.set(this.key, this as unknown as Autosave<unknown, Saved>);
    if (this.dirty && this.shown.state.kind !== 'saving') this.change(this.shown.value);
  }

  /** The page is left: what can be saved is saved now, and nothing is tried again later. */
  async close() {
    this.pages--;
    await this.flush();
    if (this.pages > 0) return;
    clearTimeout(this.timer);
    if (all.get(this.key) === (this as unknown)) all.delete(this.key);
  }

  /** The account has left: nothing is sent any more. */
  abandon() {
    clearTimeout(this.timer);
    this.stopped = true;
  }

  change = (value: T) => {
    this.dirty = true;
    this.show({ value, state: this.stopped ? this.shown.state : { kind: 'waiting' } });
    this.keep();
    this.later(afterChange);
  };

  /** Saves now what has changed, after the save that is running. */
  flush = async (): Promise<void> => {
    clearTimeout(this.timer);
    while (this.running) await this.running;
    if (!this.dirty || this.stopped || !this.saving.ready(this.shown.value)) return;
    this.running = this.send(this.shown.value);
    await this.running;
    if (this.dirty && !this.stopped && this.shown.state.kind !== 'failed') this.later(afterChange);
  };

  /** Whether a version that another save has left is one that was sent from here, its answer lost on the way. */
  isOwn = (same: (value: T) => boolean) => [this.shown.value, ...this.sent].some(same);

  /** Goes on from another version, which the user has seen: with its value, or with the user's own (`keep`). */
  rebase = (value: T, seen: string, keepOwn: boolean) => {
    this.etag = seen;
    this.stopped = false;
    if (keepOwn) return this.change(value);
    this.dirty = false;
    device.remove(this.key);
    this.show({ value, state: { kind: 'clean' } });
  };

  /** Another command of the page has moved the etag on. */
  follow = (etag: string) => {
    this.etag = etag;
  };

  /** The resource is gone, or it was submitted: nothing is kept of it. */
  drop = () => {
    clearTimeout(this.timer);
    this.dirty = false;
    device.remove(this.key);
  };

  private async send(value: T) {
    this.sent = [...this.sent.slice(-2), value];
    this.keep();
    this.show({ state: { kind: 'saving' } });
    try {
      const saved = await this.saving.save(value, { name: this.name, etag: this.etag });
      this.etag = saved.etag;
      this.name = saved.name;
      this.sent = [];
      this.dirty = this.shown.value !== value;
      this.rename(this.saving.keyOf?.(saved.name) ?? this.key);
      if (this.dirty) this.keep();
      else device.remove(this.key);
      this.show({ state: { kind: 'saved', at: new Date() }, saved });
    } catch (e) {
      const problem = problemOf(e);
      // Only what may have arrived can be met again as a version of the server.
      if (!problem.transient && problem.reason !== 'STALE') this.sent = this.sent.slice(0, -1);
      this.stopped ||= problem.reason === 'STALE';
      this.show({ state: { kind: 'failed', problem } });
      if (problem.transient) this.later(afterFailure);
    } finally {
      this.running = null;
    }
  }

  private keep() {
    keep(this.key, { value: this.shown.value, etag: this.etag, at: Date.now(), sent: this.sent });
  }

  private rename(to: string) {
    if (to === this.key) return;
    device.remove(this.key);
    if (all.delete(this.key)) all.set(to, this as unknown as Autosave<unknown, Saved>);
    this.key = to;
  }

  private later(milliseconds: number) {
    clearTimeout(this.timer);
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      // Half a character is nothing to save.
      if (isComposing()) this.later(afterChange);
      else void this.flush();
    }, milliseconds);
  }

  private show(change: Partial<{ value: T; state: SaveState; saved: S }>) {
    this.shown = { ...this.shown, ...change };
    this.listeners.forEach((l) => l());
  }
}

/** Saves what is open, e.g. before sign-out. */
export const flushAll = () => Promise.all([...all.values()].map((a) => a.flush()));

/** Nothing of the account that has left is sent any more. */
export const abandonAll = () => all.forEach((a) => a.abandon());

/** Whether a text that is shown was not saved yet. */
export const hasUnsaved = () => [...all.values()].some((a) => a.dirty);

/** Waits for the save that a page has left behind, so that the next page reads what it wrote. */
export const settled = async (key: string) => all.get(key)?.flush();

/**
 * An Autosave of the page: it saves what it still can when the page is left. A page that opens while that last save is
 * running goes on with it.
 */
export function useAutosave<T, S extends Saved>(start: Start<T, S>) {
  const [saver] = useState(() => (all.get(start.key) as Autosave<T, S> | undefined) ?? new Autosave(start));
  const { value, state, saved } = useSyncExternalStore(saver.subscribe, saver.snapshot);
  useLayoutEffect(() => saver.use(start));
  useEffect(() => {
    saver.open();
    return () => void saver.close();
  }, [saver]);
  const { change, flush, rebase, follow, isOwn, drop } = saver;
  return {
    value,
    state,
    saved,
    change,
    flush,
    rebase,
    follow,
    isOwn,
    drop,
    name: () => saver.name,
    etag: () => saver.etag,
    dirty: () => saver.dirty,
  };
}
