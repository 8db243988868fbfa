import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useMemo, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { forget, remember } from '@/device';
import type { Account, Role } from '@/gen/proposals/directory/v1/directory_pb';
import { abandonAll, flushAll } from '@/parts/autosave';
import { ask } from './ask';
import { Directory } from './clients';
import { problemOf, type Problem } from './errors';
import { callerKey, sessionEnded, sessionSettled, useExpired } from './expiry';
import { idOf } from './ids';
import { live } from './live';

/** The account that is signed in. */
export interface Session {
  account: Account;
  has: (...roles: Role[]) => boolean;
  /** The full name of a resource of the caller's committee: name('proposals', id). */
  name: (collection: string, id: string) => string;
}

interface State {
  session: Session | null;
  /** The server no longer knows the session; the page stays until the user has signed in again. */
  expired: boolean;
  loading: boolean;
  problem: Problem | null;
  retry: () => void;
}

/** What the tabs of a browser tell each other: they share one cookie. */
interface Told {
  account: string;
  kind: 'entered' | 'left';
}

const tabs = typeof BroadcastChannel === 'function' ? new BroadcastChannel('portal.session') : null;

const Context = createContext<State | null>(null);

export function SessionProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const expired = useExpired();
  const {
    data: account,
    error,
    isPending,
    refetch,
  } = useQuery({
    queryKey: callerKey,
    queryFn: async ({ signal }) => {
      try {
        const caller = await ask(Directory.getCaller, {}, signal);
        sessionSettled();
        return caller;
      } catch (e) {
        if (problemOf(e).reason !== 'UNAUTHENTICATED') throw e;
        const before = queries.getQueryData<Account | null>(callerKey) ?? null;
        if (before) sessionEnded(queries);
        return before;
      }
    },
    staleTime: 60_000,
  });
  const signedIn = account?.name;
  useEffect(() => {
    if (!signedIn || expired) return;
    remember(idOf(signedIn));
    live.start(queries, signedIn);
    return () => live.end();
  }, [signedIn, expired, queries]);
  useEffect(() => {
    if (!tabs) return;
    const hear = (e: MessageEvent<Told>) => {
      const here = queries.getQueryData<Account | null>(callerKey)?.name;
      if (e.data.kind === 'left' && e.data.account === here) {
        drop(queries, here);
        forget(idOf(here));
      } else if (e.data.kind === 'entered' && here && e.data.account !== here) {
        // The cookie is now another account's: what is on this page is not sent in its name.
        abandonAll();
        location.assign('/');
      } else if (e.data.kind === 'entered') {
        sessionSettled();
        void queries.invalidateQueries();
      }
    };
    tabs.addEventListener('message', hear);
    return () => tabs.removeEventListener('message', hear);
  }, [queries]);
  const state = useMemo<State>(
    () => ({
      session: account
        ? {
            account,
            has: (...roles) => roles.some((r) => account.roles.includes(r)),
            name: (collection, id) => `${account.name.split('/').slice(0, 2).join('/')}/${collection}/${id}`,
          }
        : null,
      expired,
      loading: isPending,
      problem: error && account === undefined ? problemOf(error) : null,
      retry: () => void refetch(),
    }),
    [account, expired, error, isPending, refetch],
  );
  return <Context.Provider value={state}>{children}</Context.Provider>;
}

/** Drops every answer. The query of the caller stays, because the whole portal watches it. */
function drop(queries: QueryClient, account: string | undefined) {
  abandonAll();
  queries.removeQueries({ predicate: (q) => q.queryKey[1] !== Directory.getCaller.name });
  queries.setQueryData(callerKey, null);
  sessionSettled();
  return account;
}

/**
 * Ends the session on this page: drops every answer and shows the sign-in page with `said`. The page changes only after
 * the query of the caller is null; else the sign-in page would redirect home. `forgets`: the texts of the account are
 * removed from this device.
 */
export function useLeave() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return (said?: string, forgets = true) => {
    const account = queries.getQueryData<Account | null>(callerKey)?.name;
    drop(queries, account);
    if (account && forgets) {
      forget(idOf(account));
      tabs?.postMessage({ kind: 'left', account } satisfies Told);
    }
    setTimeout(() => void navigate('/sign-in', { replace: true, state: { said } }));
  };
}

/** Takes the account that has signed in, on this page and in the other tabs. */
export function useEnter() {
  const queries = useQueryClient();
  return (account: Account) => {
    remember(idOf(account.name));
    queries.setQueryData(callerKey, account);
    sessionSettled();
    tabs?.postMessage({ kind: 'entered', account: account.name } satisfies Told);
    void queries.invalidateQueries();
    void flushAll();
  };
}

export const useSessionState = () => useContext(Context)!;

/** The session, on a page that needs sign-in. */
export function useSession(): Session {
  const { session } = useSessionState();
  if (!session) throw new Error('not signed in');
  return session;
}
