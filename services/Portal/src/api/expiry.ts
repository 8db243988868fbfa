import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let expired = false;

/** The key of the query that says who is signed in; null when nobody is. */
export const callerKey = ['directory', 'GetCaller', {}] as const;

function set(now: boolean) {
  if (expired === now) return;
  expired = now;
  listeners.forEach((l) => l());
}

/**
 * The server no longer knows the session. A page that is open stays open under a dialog that asks for the password, so
 * nothing that was written is lost.
 */
export function sessionEnded(queries: QueryClient) {
  if (queries.getQueryData(callerKey)) set(true);
  else queries.setQueryData(callerKey, null);
}

/** Somebody is signed in, or nobody is and knows it. */
export const sessionSettled = () => set(false);

export const useExpired = () =>
  useSyncExternalStore(
    (l) => (listeners.add(l), () => listeners.delete(l)),
    () => expired,
  );
