import type { DescMessage, DescMethodUnary, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import {
  QueryCache,
  QueryClient,
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useRef } from 'react';
import { fieldProblem, problemOf, type Problem, unsaid } from './errors';
import { sessionEnded } from './expiry';
import { RequestIds, textOf } from './ids';
import { live } from './live';
import { mostRows } from './page';
import { positions } from './positions';
import { transport } from './transport';

type Method<I extends DescMessage, O extends DescMessage> = DescMethodUnary<I, O>;

const has = (message: DescMessage, field: string) => message.fields.some((f) => f.localName === field);
const serviceOf = (method: DescMethodUnary) => method.parent.typeName.split('.')[1]!;

/** The key of a query: service, method, request. The live stream refetches by service. */
export const keyOf = (method: DescMethodUnary, request: unknown) => [serviceOf(method), method.name, request] as const;

/** Milliseconds after which a call counts as lost. The gateway gives up after ten seconds, unless told otherwise. */
const patience = 15_000;

/** Milliseconds that a call may ask the gateway to wait at most, for what takes long. */
export const longest = 60_000;

/** One call. It fails at once when the network is known to be away, and in any case after a while. */
export async function call<I extends DescMessage, O extends DescMessage>(
  method: Method<I, O>,
  request: MessageInitShape<I>,
  signal?: AbortSignal,
  timeout?: number,
): Promise<MessageShape<O>> {
  const stop = new AbortController();
  const abort = () => stop.abort();
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();
  const timer = setTimeout(abort, (timeout ?? 0) + patience);
  try {
    return (await transport.unary(method, stop.signal, timeout, undefined, request)).message;
  } catch (error) {
    const problem = problemOf(error);
    if (problem.reason === 'UNREACHABLE' && !signal?.aborted) live.doubt();
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

/** Asks once. A request that has `min_positions` waits for what the user has done or seen, and may be answered late. */
export async function ask<I extends DescMessage, O extends DescMessage>(
  method: Method<I, O>,
  request: MessageInitShape<I>,
  signal?: AbortSignal,
): Promise<MessageShape<O>> {
  const full = has(method.input, 'minPositions') ? { ...request, minPositions: positions.list() } : request;
  return call(method, full, signal);
}

interface AskOptions {
  enabled?: boolean;
  /** Shows the former answer until the next one is there, e.g. while typing. */
  keep?: boolean;
  /** Milliseconds before the answer is asked for again. */
  staleTime?: number;
}

const askAgainWhileStale = (query: { state: { data?: unknown } }) =>
  (query.state.data as { stale?: boolean } | undefined)?.stale ? 1000 : false;

/** A query of a page. An answer that says it is stale is asked for again every second. */
export function useAsk<I extends DescMessage, O extends DescMessage>(
  method: Method<I, O>,
  request: MessageInitShape<I>,
  { keep, ...options }: AskOptions = {},
) {
  return useQuery({
    queryKey: keyOf(method, request),
    queryFn: ({ signal }) => ask(method, request, signal),
    placeholderData: keep ? keepPreviousData : undefined,
    refetchInterval: askAgainWhileStale,
    ...options,
  });
}

/**
 * A list with 加载更多. `pick` takes the items out of a page. `first` is the first page, which may also say something
 * about the whole list.
 */
export function usePages<I extends DescMessage, O extends DescMessage, T>(
  method: Method<I, O>,
  request: MessageInitShape<I>,
  pick: (page: MessageShape<O>) => T[],
  options: { enabled?: boolean } = {},
) {
  const query = useInfiniteQuery({
    queryKey: [...keyOf(method, request), 'pages'],
    queryFn: ({ signal, pageParam }) => ask(method, { ...request, pageToken: pageParam }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => (page as { nextPageToken?: string }).nextPageToken || undefined,
    placeholderData: keepPreviousData,
    enabled: options.enabled,
  });
  const pages = query.data?.pages;
  return { ...query, data: pages?.flatMap(pick), first: pages?.[0], pageCount: pages?.length ?? 0 };
}

/** All pages of a small list, e.g. the units. */
export async function askAll<I extends DescMessage, O extends DescMessage, T>(
  method: Method<I, O>,
  pick: (page: MessageShape<O>) => T[],
  signal?: AbortSignal,
  request?: MessageInitShape<I>,
): Promise<T[]> {
  const all: T[] = [];
  for (let pageToken = ''; ;) {
    const page = await ask(
      method,
      { ...request, pageSize: mostRows, pageToken } as unknown as MessageInitShape<I>,
      signal,
    );
    all.push(...pick(page));
    pageToken = (page as { nextPageToken?: string }).nextPageToken ?? '';
    if (!pageToken) return all;
  }
}

/** A whole list: a short one, or one that the page counts or sorts. */
export const useAll = <I extends DescMessage, O extends DescMessage, T>(
  method: Method<I, O>,
  request: MessageInitShape<I>,
  pick: (page: MessageShape<O>) => T[],
  options: { enabled?: boolean } = {},
) =>
  useQuery({
    queryKey: [...keyOf(method, request), 'all'],
    queryFn: ({ signal }) => askAll(method, pick, signal, request),
    placeholderData: keepPreviousData,
    enabled: options.enabled,
  });

/** The pauses before a command is tried again. */
const pauses = [300, 600];

/**
 * A command. Its request_id is filled in and stays the same while the same command is tried again. Afterwards every
 * query of the page is refetched; `quiet` leaves them as they are (autosave). `timeout` asks the gateway to wait longer
 * than usual, in milliseconds. `cancel` ends the tries: a command that the user has given up never runs later.
 */
export function useCommand<I extends DescMessage, O extends DescMessage>(
  method: Method<I, O>,
  options: { quiet?: boolean; timeout?: number } = {},
) {
  const queries = useQueryClient();
  const ids = useRef(new RequestIds());
  const stop = useRef(new AbortController());
  const mutation = useMutation({
    mutationFn: async (input: MessageInitShape<I>) => {
      const { signal } = (stop.current = new AbortController());
      const safe = has(method.input, 'requestId');
      const full = safe ? { ...input, requestId: ids.current.of(input) } : input;
      for (let failures = 0; ; failures++) {
        try {
          const answer = await call(method, full, signal, options.timeout);
          ids.current.answered(input);
          return answer;
        } catch (error) {
          const problem = problemOf(error);
          if (!problem.transient) ids.current.answered(input);
          if (problem.reason === 'UNAUTHENTICATED') sessionEnded(queries);
          // A gateway or service may be restarting. The same request_id makes a retry safe, so the user need not press
          // again. Without a network there is nothing to wait for.
          const again = safe && problem.transient && ConnectError.from(error).code !== Code.DeadlineExceeded;
          if (!again || !navigator.onLine || failures >= pauses.length || signal.aborted) throw error;
          await new Promise((done) => setTimeout(done, pauses[failures]));
          if (signal.aborted) throw error;
        }
      }
    },
    onSuccess: () => {
      if (!options.quiet) void queries.invalidateQueries();
    },
  });
  const problem = mutation.error ? problemOf(mutation.error) : null;
  // The sentences that fields of this rendering show: they are not said a second time.
  const said = new Set<string>();
  return {
    ...mutation,
    run: mutation.mutateAsync,
    cancel: () => {
      if (!mutation.isPending) return;
      stop.current.abort();
      // It may have arrived before: the page shows what is true.
      void queries.invalidateQueries();
    },
    problem,
    fieldProblem: (path: string) => {
      const sentence = fieldProblem(problem, path);
      if (sentence) said.add(sentence);
      return sentence;
    },
    unsaid: () => problem && unsaid(problem, said),
  };
}

/** The part of a command that a CommandButton uses. */
export interface Command<In, Out> {
  run: (input: In) => Promise<Out>;
  isPending: boolean;
  problem: Problem | null;
  /** The problem without what the fields show already; null when they show all of it. */
  unsaid: () => Problem | null;
  reset: () => void;
  /** Gives up the command that is running. */
  cancel: () => void;
}

export function newQueryClient() {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (problemOf(error).reason === 'UNAUTHENTICATED') sessionEnded(client);
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // Without a network a query fails and says so. By default it would wait silently.
        networkMode: 'always',
        refetchOnReconnect: true,
        retry: (failures, error) => failures < 2 && navigator.onLine && problemOf(error).transient,
        queryKeyHashFn: textOf,
      },
      // By default a command given without a network would be kept, and carried out when the network is back.
      mutations: { networkMode: 'always', retry: false },
    },
  });
  return client;
}
