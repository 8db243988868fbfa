import { useCallback, useEffect, useRef, useState } from 'react';
import { problemOf, type Problem } from '@/api/errors';

interface Kept<T> {
  value: T;
  /** What it was written on top of. */
  etag: string;
  at: number;
}

const read = <T>(key: string): Kept<T> | null => {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') as Kept<T> | null;
  } catch {
    return null;
  }
};

/** What is kept on this device and was never saved. */
export const unsent = read;

export type SaveState =
  | { kind: 'clean' }
  | { kind: 'waiting' }
  | { kind: 'saving' }
  | { kind: 'saved'; at: Date }
  | { kind: 'failed'; problem: Problem };

/**
 * Saves 2 s after the last change. Until the server has it the value is in localStorage under `key`, so that nothing is lost when the page goes away.
 * `save` gets the etag the value was written on and answers the new one; what it refuses stays here and is said. Never overwrites: after STALE the caller
 * looks at both versions and calls `rebase` with the etag he has seen.
 */
export function useAutosave<T>({
  key,
  initial,
  etag,
  save,
  ready,
}: {
  key: string;
  initial: T;
  etag: string;
  save: (value: T, etag: string) => Promise<string>;
  ready: (value: T) => boolean;
}) {
  const [value, setValue] = useState(initial);
  const [state, setState] = useState<SaveState>({ kind: 'clean' });
  const now = useRef({
    value,
    etag,
    key,
    save,
    ready,
    dirty: false,
    stopped: false,
    running: null as Promise<void> | null,
  });
  now.current.save = save;
  now.current.ready = ready;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const flush = useCallback(async (): Promise<void> => {
    clearTimeout(timer.current);
    const n = now.current;
    if (n.running) await n.running;
    if (!n.dirty || n.stopped || !n.ready(n.value)) return;
    const sent = n.value;
    setState({ kind: 'saving' });
    n.running = (async () => {
      try {
        n.etag = await n.save(sent, n.etag);
        n.dirty = n.value !== sent;
        if (!n.dirty) localStorage.removeItem(n.key);
        setState({ kind: 'saved', at: new Date() });
      } catch (e) {
        const problem = problemOf(e);
        n.stopped = problem.reason === 'STALE';
        setState({ kind: 'failed', problem });
        // What is only unreachable is tried again by itself.
        if (problem.transient) timer.current = setTimeout(() => void flush(), 5000);
      } finally {
        n.running = null;
      }
    })();
    await n.running;
    if (n.dirty && !n.stopped) timer.current = setTimeout(() => void flush(), 2000);
  }, []);

  const change = useCallback(
    (next: T) => {
      const n = now.current;
      n.value = next;
      n.dirty = true;
      setValue(next);
      setState((s) => (s.kind === 'failed' && n.stopped ? s : { kind: 'waiting' }));
      localStorage.setItem(n.key, JSON.stringify({ value: next, etag: n.etag, at: Date.now() } satisfies Kept<T>));
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void flush(), 2000);
    },
    [flush],
  );

  /** Goes on from another version, having seen it: with its text, or with one's own. */
  const rebase = useCallback(
    (next: T, seen: string, keep: boolean) => {
      Object.assign(now.current, { etag: seen, stopped: false, dirty: keep, value: next });
      if (keep) change(next);
      else {
        setValue(next);
        localStorage.removeItem(now.current.key);
        setState({ kind: 'clean' });
      }
    },
    [change],
  );

  /** What it is kept under from now on, e.g. when a draft got its name. */
  const rename = useCallback((to: string) => {
    localStorage.removeItem(now.current.key);
    now.current.key = to;
  }, []);

  /** Another command of this page has moved the etag on. */
  const follow = useCallback((next: string) => {
    now.current.etag = next;
  }, []);

  // What can still be sent when the page is left is sent; otherwise it is kept here.
  useEffect(() => () => void flush(), [flush]);

  return {
    value,
    change,
    state,
    flush,
    rebase,
    rename,
    follow,
    etag: () => now.current.etag,
    dirty: () => now.current.dirty,
  };
}
