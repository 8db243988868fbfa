import { fromJson, type JsonValue } from '@bufbuild/protobuf';
import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { SupervisionService, WatchChangesResponseSchema } from '@/gen/proposals/supervision/v1/supervision_pb';
import { positions } from './positions';
import { readersOf } from './services';

/**
 * connected: news arrive · busy 处理中: the user's last command is not everywhere yet · broken: the stream is being
 * opened again · offline: the browser has no network · held: something on the way holds streams back, so the page asks
 * every half minute.
 */
export type LiveState = 'connecting' | 'connected' | 'busy' | 'broken' | 'offline' | 'held';

/** What the tab with the stream tells the other tabs of the browser. */
type Told =
  | { kind: 'news'; asOf: [key: string, position: bigint][]; proposals: boolean }
  | { kind: 'state'; state: LiveState }
  | { kind: 'ask-again' }
  | { kind: 'doubt' }
  | { kind: 'hello' };

/** Milliseconds: until the first word of a stream, between two words of it, between two askings without a stream. */
const firstWord = 10_000;
const silence = 40_000;
const asking = 30_000;
/** Askings before a stream is tried again. */
const askings = 4;

/**
 * News of what has changed: one WatchChanges stream a browser. The tab that holds a lock has the stream and tells the
 * others, so any number of tabs leaves the browser's six connections free. A change refetches the queries of the
 * services concerned. Until every service has passed the positions that the user's own commands reached, the state is
 * busy.
 */
class Live {
  private state: LiveState = 'connecting';
  private listeners = new Set<() => void>();
  private known = new Map<string, bigint>();
  private wanted = new Map<string, bigint>();
  private stop: AbortController | null = null;
  private reading: AbortController | null = null;
  private wake: (() => void) | null = null;
  private changed = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private queries: QueryClient | null = null;
  private channel: BroadcastChannel | null = null;
  private leads = false;
  private watchdog: ReturnType<typeof setTimeout> | undefined;

  /** Starts after sign-in; `account` keeps the tabs of two accounts apart. */
  start(queries: QueryClient, account: string) {
    this.end();
    this.queries = queries;
    const { signal } = (this.stop = new AbortController());
    const again = () => document.visibilityState === 'visible' && this.wake?.();
    document.addEventListener('visibilitychange', again, { signal });
    addEventListener('offline', () => this.lost(), { signal });
    addEventListener('online', () => this.back(), { signal });
    const { locks } = navigator as { locks?: LockManager };
    if (locks && typeof BroadcastChannel === 'function') {
      this.channel = new BroadcastChannel(`portal.live/${account}`);
      this.channel.onmessage = (e: MessageEvent<Told>) => this.hear(e.data);
      this.channel.postMessage({ kind: 'hello' } satisfies Told);
      this.listen();
      locks.request(`portal.stream/${account}`, { signal }, () => this.lead(signal)).catch(() => {});
    } else void this.lead(signal);
    if (!navigator.onLine) this.lost();
  }

  end() {
    this.stop?.abort();
    this.channel?.close();
    this.channel = null;
    this.leads = false;
    clearTimeout(this.watchdog);
    clearTimeout(this.timer);
    this.timer = undefined;
    this.known.clear();
    this.wanted.clear();
    positions.clear();
    this.changed.clear();
    this.set('connecting');
  }

  /** Takes the header of a command's answer: source/shard/position, e.g. intake/0/123. */
  wrote(header: string | null) {
    for (const text of header?.split(',') ?? []) {
      const [source, shard, position] = text.trim().split('/');
      if (source && shard && position) this.wanted.set(`${source}/${shard}`, BigInt(position));
    }
    if (header) this.settle();
  }

  /** A call did not arrive: the stream may be dead without having said so. */
  doubt() {
    if (this.state !== 'connected' && this.state !== 'busy') return;
    if (this.leads) this.reading?.abort();
    else this.tell({ kind: 'doubt' });
  }

  subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  snapshot = () => this.state;

  private set(state: LiveState) {
    if (this.state === state) return;
    this.state = state;
    if (this.leads) this.tell({ kind: 'state', state });
    this.listeners.forEach((l) => l());
  }

  private settle() {
    if (this.state !== 'connected' && this.state !== 'busy') return;
    this.set([...this.wanted].some(([key, position]) => (this.known.get(key) ?? 0n) < position) ? 'busy' : 'connected');
  }

  private lost() {
    this.set('offline');
    this.reading?.abort();
  }

  private back() {
    if (this.state === 'offline') this.set('broken');
    this.wake?.();
    if (!this.leads) this.tell({ kind: 'hello' });
    // What went wrong without a network is asked again.
    void this.queries?.invalidateQueries({ predicate: (q) => q.state.status === 'error' });
  }

  private tell(told: Told) {
    this.channel?.postMessage(told);
  }

  /** What another tab tells. */
  private hear(told: Told) {
    if (told.kind === 'hello') {
      if (!this.leads || !this.known.size) return;
      this.tell({ kind: 'state', state: this.state });
      this.tell({ kind: 'news', asOf: [...this.known], proposals: false });
      return;
    }
    if (this.leads) {
      if (told.kind === 'doubt') this.doubt();
      return;
    }
    this.listen();
    if (told.kind === 'doubt') return;
    if (told.kind === 'news') this.news(told.asOf, told.proposals);
    else if (told.kind === 'ask-again') void this.queries?.invalidateQueries();
    else if (this.state !== 'offline') {
      // Whether this tab's own commands are everywhere yet, only this tab knows.
      this.set(told.state === 'busy' ? 'connected' : told.state);
      this.settle();
    }
  }

  /** Without a word from the tab with the stream, nothing is known to be up to date. */
  private listen() {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => this.state !== 'offline' && this.set('broken'), silence * 2);
  }

  /** This tab has the stream until it is closed or signs out. */
  private async lead(signal: AbortSignal) {
    this.leads = true;
    clearTimeout(this.watchdog);
    for (let failures = 0; !signal.aborted;) {
      const began = Date.now();
      const end = navigator.onLine ? await this.watch(signal) : 'lost';
      if (signal.aborted) return;
      if (!navigator.onLine) this.set('offline');
      // The server ends a stream now and then; the next one reports what was missed in between.
      else if (end === 'ended' && Date.now() - began > 2000) {
        failures = 0;
        continue;
      } else if (end === 'held') {
        this.set('held');
        await this.askNowAndThen(signal);
        continue;
      } else {
        if (Date.now() - began > 10_000) failures = 0;
        this.set('broken');
        // The session may have ended: then the query of the caller says so.
        void this.queries?.invalidateQueries({ predicate: (q) => q.queryKey[1] === 'GetCaller' });
      }
      await this.pause(Math.min(30_000, 500 * 2 ** failures++) * (0.75 + Math.random() / 2));
    }
  }

  private pause(milliseconds: number) {
    return new Promise<void>((resolve) => {
      const signal = this.stop?.signal;
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      signal?.addEventListener('abort', end);
      this.wake = end;
    });
  }

  /** Asks for everything in sight every half minute, where a proxy or a security program holds streams back. */
  private async askNowAndThen(signal: AbortSignal) {
    for (let i = 0; i < askings && !signal.aborted; i++) {
      await this.pause(asking);
      if (signal.aborted) return;
      this.tell({ kind: 'ask-again' });
      void this.queries?.invalidateQueries();
    }
  }

  /** Reads a stream to its end, and says how it ended; held: nothing of it ever came. */
  private async watch(signal: AbortSignal): Promise<'ended' | 'lost' | 'held'> {
    const lost = (this.reading = new AbortController());
    const abort = () => lost.abort();
    signal.addEventListener('abort', abort);
    let heard = false;
    let late = false;
    const tooLate = () => {
      late = true;
      abort();
    };
    let watchdog = setTimeout(tooLate, firstWord);
    try {
      const response = await fetch(`/${SupervisionService.typeName}/WatchChanges`, {
        method: 'POST',
        body: '{}',
        signal: lost.signal,
        headers: { 'Content-Type': 'application/json', Accept: 'text/event-stream', 'Proposals-Client': 'portal' },
      });
      if (!response.ok || !response.body) return 'lost';
      const reader = response.body.getReader();
      const decoder = new TextDecoder();
      let text = '';
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return 'ended';
        heard = true;
        clearTimeout(watchdog);
        watchdog = setTimeout(tooLate, silence);
        this.tell({ kind: 'state', state: this.state });
        text += decoder.decode(value, { stream: true }).replaceAll('\r', '');
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
          this.event(text.slice(0, end));
          text = text.slice(end + 2);
        }
      }
    } catch {
      return late && !heard ? 'held' : 'lost';
    } finally {
      clearTimeout(watchdog);
      signal.removeEventListener('abort', abort);
      lost.abort();
    }
  }

  private event(block: string) {
    const lines = block.split('\n');
    const kind =
      lines
        .find((l) => l.startsWith('event:'))
        ?.slice(6)
        .trim() ?? 'message';
    const data = lines
      .filter((l) => l.startsWith('data:'))
      .map((l) => l.slice(5).trimStart())
      .join('\n');
    if (kind === 'error') throw new Error(data);
    if (kind !== 'message' || !data) return;
    const message = fromJson(WatchChangesResponseSchema, JSON.parse(data) as JsonValue, { ignoreUnknownFields: true });
    const asOf = message.asOf.map(
      ({ source, shard, position }) => [`${source}/${shard}`, position] as [string, bigint],
    );
    const proposals = message.proposals.length > 0 || message.more;
    this.tell({ kind: 'news', asOf, proposals });
    this.news(asOf, proposals);
  }

  private news(asOf: [key: string, position: bigint][], proposals: boolean) {
    const sources = new Set<string>();
    for (const [key, position] of asOf) {
      const before = this.known.get(key);
      if (before !== undefined && position !== before) sources.add(key.split('/')[0]!);
      this.known.set(key, position);
    }
    if (this.state !== 'connected' && this.state !== 'busy' && navigator.onLine) this.set('connected');
    this.settle();
    this.refresh([...sources].flatMap(readersOf));
    if (proposals) this.refresh(readersOf('intake'));
  }

  /** Refetches the queries of these services, at most five times a second. */
  private refresh(services: string[]) {
    services.forEach((s) => this.changed.add(s));
    if (!this.changed.size || this.timer) return;
    this.timer = setTimeout(() => {
      const now = new Set(this.changed);
      this.changed.clear();
      this.timer = undefined;
      void this.queries?.invalidateQueries({ predicate: (q) => now.has(String(q.queryKey[0])) });
    }, 200);
  }
}

export const live = new Live();

export const useLive = () => useSyncExternalStore(live.subscribe, live.snapshot);
