import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useMemo, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import type { Account, Role } from '@/gen/proposals/directory/v1/directory_pb';
import { ask, keyOf } from './ask';
import { Directory } from './clients';
import { problemOf, type Problem } from './errors';
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
  loading: boolean;
  problem: Problem | null;
  retry: () => void;
}

const Context = createContext<State | null>(null);

export function SessionProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const {
    data: account,
    error,
    isPending,
    refetch,
  } = useQuery({
    queryKey: keyOf(Directory.getCaller, {}),
    queryFn: async ({ signal }) => {
      try {
        return await ask(Directory.getCaller, {}, signal);
      } catch (e) {
        if (problemOf(e).reason === 'UNAUTHENTICATED') return null;
        throw e;
      }
    },
    staleTime: 60_000,
  });
  const signedIn = account?.name;
  useEffect(() => {
    if (!signedIn) return;
    live.start(queries);
    return () => live.end();
  }, [signedIn, queries]);
  const state = useMemo<State>(
    () => ({
      session: account
        ? {
            account,
            has: (...roles) => roles.some((r) => account.roles.includes(r)),
            name: (collection, id) => `${account.name.split('/').slice(0, 2).join('/')}/${collection}/${id}`,
          }
        : null,
      loading: isPending,
      problem: error && account === undefined ? problemOf(error) : null,
      retry: () => void refetch(),
    }),
    [account, error, isPending, refetch],
  );
  return <Context.Provider value={state}>{children}</Context.Provider>;
}

/**
 * Ends the session on this page: drops every answer and shows the sign-in page with `said`. The query of the caller
 * stays, because the whole portal watches it. The page changes only after that query is null; else the sign-in page
 * would redirect home.
 */
export function useLeave() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return (said?: string) => {
    queries.removeQueries({ predicate: (q) => q.queryKey[1] !== Directory.getCaller.name });
    queries.setQueryData(keyOf(Directory.getCaller, {}), null);
    setTimeout(() => void navigate('/sign-in', { replace: true, state: { said } }));
  };
}

export const useSessionState = () => useContext(Context)!;

/** The session, on a page that needs sign-in. */
export function useSession(): Session {
  const { session } = useSessionState();
  if (!session) throw new Error('not signed in');
  return session;
}
