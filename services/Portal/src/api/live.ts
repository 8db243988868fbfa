import { fromJson, type JsonValue, type MessageInitShape } from '@bufbuild/protobuf';
import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import type { PositionSchema } from '@/gen/proposals/journal/v1/journal_pb';
import { SupervisionService, WatchChangesResponseSchema } from '@/gen/proposals/supervision/v1/supervision_pb';
import { readersOf } from './services';

/** connected 已连接 · busy 处理中: the user's last command is not everywhere yet · broken 已断开. */
export type LiveState = 'connecting' | 'connected' | 'busy' | 'broken';

/**
 * One WatchChanges stream for the whole portal. A change refetches the queries of the services concerned. The
 * positions that the user's own commands reached become the min_positions of the next queries; until every service
 * has passed them, the state is busy.
 */
class Live {
  private state: LiveState = 'connecting';
  private listeners = new Set<() => void>();
  private known = new Map<string, bigint>();
  private wanted = new Map<string, bigint>();
  private stop: AbortController | null = null;
  private wake: (() => void) | null = null;
  private changed = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private queries: QueryClient | null = null;

  /** Starts the stream after sign-in. */
  start(queries: QueryClient) {
    this.end();
    this.queries = queries;
    this.stop = new AbortController();
    const again = () => document.visibilityState === 'visible' && this.wake?.();
    addEventListener('online', again, { signal: this.stop.signal });
    document.addEventListener('visibilitychange', again, { signal: this.stop.signal });
    void this.run(this.stop.signal);
  }

  end() {
    this.stop?.abort();
    clearTimeout(this.timer);
    this.timer = undefined;
    this.known.clear();
    this.wanted.clear();
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

  /** The positions that an answer has to include. */
  minPositions(): MessageInitShape<typeof PositionSchema>[] {
    return [...this.wanted].map(([key, position]) => {
      const [source, shard] = key.split('/');
      return { source, shard: Number(shard), position };
    });
  }

  subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  snapshot = () => this.state;

  private set(state: LiveState) {
    if (this.state === state) return;
    this.state = state;
    this.listeners.forEach((l) => l());
  }

  private settle() {
    if (this.state !== 'connected' && this.state !== 'busy') return;
    this.set([...this.wanted].some(([key, position]) => (this.known.get(key) ?? 0n) < position) ? 'busy' : 'connected');
  }

  private async run(signal: AbortSignal) {
    for (let failures = 0; !signal.aborted;) {
      const began = Date.now();
      try {
        await this.watch(signal);
        // The server ends a stream now and then; the next one reports what was missed in between.
        if (Date.now() - began > 2000) continue;
      } catch {
        if (signal.aborted) return;
        if (Date.now() - began > 10_000) failures = 0;
        // The session may have ended: then the query of the caller leads to the sign-in page.
        void this.queries?.invalidateQueries({ predicate: (q) => q.queryKey[1] === 'GetCaller' });
      }
      this.set('broken');
      const pause = Math.min(30_000, 500 * 2 ** failures++) * (0.75 + Math.random() / 2);
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        setTimeout(resolve, pause);
      });
    }
  }

  private async watch(signal: AbortSignal) {
    const lost = new AbortController();
    const abort = () => lost.abort();
    signal.addEventListener('abort', abort);
    let watchdog: ReturnType<typeof setTimeout> | undefined;
    const heard = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(abort, 60_000);
    };
    try {
      heard();
      const response = await fetch(`/${SupervisionService.typeName}/WatchChanges`, {
        method: 'POST',
        body: '{}',
        signal: lost.signal,
        headers: { 'Content-Type': 'application/json', Accept: 'text/event-stream', 'Proposals-Client': 'portal' },
      });
      if (!response.ok || !response.body) throw new Error(`${response.status}`);
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let text = '';
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        heard();
        text += value.replaceAll('\r', '');
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
          this.event(text.slice(0, end));
          text = text.slice(end + 2);
        }
      }
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
    const sources = new Set<string>();
    for (const { source, shard, position } of message.asOf) {
      const key = `${source}/${shard}`;
      const before = this.known.get(key);
      if (before !== undefined && position !== before) sources.add(source);
      this.known.set(key, position);
    }
    if (this.state !== 'connected') this.set('connected');
    this.settle();
    this.refresh([...sources].flatMap(readersOf));
    if (message.proposals.length || message.more) this.refresh(readersOf('intake'));
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
