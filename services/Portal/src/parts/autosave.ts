import { useEffect, useLayoutEffect, useState, useSyncExternalStore } from 'react';
import { problemOf, type Problem } from '@/api/errors';

interface Kept<T> {
  value: T;
  /** The version it was written on. */
  etag: string;
  at: number;
}

/** What is kept on this device under a key and was never saved; null when there is nothing that can be read. */
export function unsent<T>(key: string): Kept<T> | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') as Kept<T> | null;
  } catch {
    return null;
  }
}

export type SaveState =
  | { kind: 'clean' }
  | { kind: 'waiting' }
  | { kind: 'saving' }
  | { kind: 'saved'; at: Date }
  | { kind: 'failed'; problem: Problem };

/** Milliseconds from the last change to the save, and from a failure that may pass to the next try. */
const afterChange = 2000;
const afterFailure = 5000;

interface Saving<T> {
  /** Gets the etag that the value was written on and answers the new one. */
  save: (value: T, etag: string) => Promise<string>;
  /** Whether the value can be saved at all. */
  ready: (value: T) => boolean;
}

interface Start<T> extends Saving<T> {
  key: string;
  initial: T;
  etag: string;
  /** The initial value comes from this device and has not been saved. */
  restored?: boolean;
}

/**
 * Saves a value 2 s after its last change. Until the server has it, it is in localStorage under the key, so nothing is
 * lost when the page goes away. A refused value stays there too. It never overwrites: after STALE it stops until the
 * user has seen both versions and `rebase` names the etag that was seen.
 */
export class Autosave<T> {
  private listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<void> | null = null;
  private stopped = false;
  private shown: { value: T; state: SaveState };
  private key: string;
  private saving: Saving<T>;
  etag: string;
  dirty: boolean;

  constructor({ key, initial, etag, restored = false, ...saving }: Start<T>) {
    this.saving = saving;
    this.shown = { value: initial, state: { kind: 'clean' } };
    this.key = key;
    this.etag = etag;
    this.dirty = restored;
  }

  subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  snapshot = () => this.shown;

  /** Takes the functions of the page's latest rendering. */
  use(saving: Saving<T>) {
    this.saving = saving;
  }

  /** Saves a restored value like one that was just typed. */
  resume() {
    if (this.dirty) this.change(this.shown.value);
  }

  change = (value: T) => {
    this.dirty = true;
    this.show({ value, state: this.stopped ? this.shown.state : { kind: 'waiting' } });
    localStorage.setItem(this.key, JSON.stringify({ value, etag: this.etag, at: Date.now() } satisfies Kept<T>));
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

  /** Goes on from another version, which the user has seen: with its value, or with the user's own (`keep`). */
  rebase = (value: T, seen: string, keep: boolean) => {
    this.etag = seen;
    this.stopped = false;
    if (keep) return this.change(value);
    this.dirty = false;
    localStorage.removeItem(this.key);
    this.show({ value, state: { kind: 'clean' } });
  };

  /** Keeps it under another key from now on, e.g. when a draft got its name. */
  rename = (to: string) => {
    localStorage.removeItem(this.key);
    this.key = to;
  };

  /** Another command of the page has moved the etag on. */
  follow = (etag: string) => {
    this.etag = etag;
  };

  private async send(value: T) {
    this.show({ state: { kind: 'saving' } });
    try {
      this.etag = await this.saving.save(value, this.etag);
      this.dirty = this.shown.value !== value;
      if (!this.dirty) localStorage.removeItem(this.key);
      this.show({ state: { kind: 'saved', at: new Date() } });
    } catch (e) {
      const problem = problemOf(e);
      this.stopped = problem.reason === 'STALE';
      this.show({ state: { kind: 'failed', problem } });
      if (problem.transient) this.later(afterFailure);
    } finally {
      this.running = null;
    }
  }

  private later(milliseconds: number) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), milliseconds);
  }

  private show(change: Partial<{ value: T; state: SaveState }>) {
    this.shown = { ...this.shown, ...change };
    this.listeners.forEach((l) => l());
  }
}

/** An Autosave of the page: it saves what it still can when the page is left. */
export function useAutosave<T>(start: Start<T>) {
  const [saver] = useState(() => new Autosave(start));
  const { value, state } = useSyncExternalStore(saver.subscribe, saver.snapshot);
  useLayoutEffect(() => saver.use(start));
  useEffect(() => {
    saver.resume();
    return () => void saver.flush();
  }, [saver]);
  const { change, flush, rebase, rename, follow } = saver;
  return { value, state, change, flush, rebase, rename, follow, etag: () => saver.etag, dirty: () => saver.dirty };
}
