/** Positions kept at most, and milliseconds after which one is not asked for any more. */
const most = 64;
const life = 600_000;

/**
 * The greatest position of each journal that the answers to this user rested on. The next calls ask for them, so what
 * the user has done or seen is there. The gateway keeps the same for the session; another gateway does not.
 */
export class Positions {
  private seen = new Map<string, { position: bigint; at: number }>();

  constructor(private now = Date.now) {}

  /** Takes the trailer of an answer, e.g. intake/0/123,directory/0/45. */
  take(trailer: string | null) {
    for (const text of trailer?.split(',') ?? []) {
      const [, journal, position] = /^\s*([a-z0-9]+\/\d+)\/(\d+)\s*$/.exec(text) ?? [];
      if (!journal || !position) continue;
      const known = this.seen.get(journal);
      if (known && known.position >= BigInt(position)) continue;
      // The map keeps the order of insertion, so the first is the one raised longest ago.
      this.seen.delete(journal);
      if (this.seen.size >= most) this.seen.delete(this.seen.keys().next().value!);
      this.seen.set(journal, { position: BigInt(position), at: this.now() });
    }
  }

  /** The positions that an answer has to include. */
  list() {
    return [...this.seen]
      .filter(([, { at }]) => this.now() - at <= life)
      .map(([journal, { position }]) => {
        const [source, shard] = journal.split('/') as [string, string];
        return { source, shard: Number(shard), position };
      });
  }

  /** The same as a header; empty when there are none. */
  header() {
    return this.list()
      .map(({ source, shard, position }) => `${source}/${shard}/${position}`)
      .join(',');
  }

  clear() {
    this.seen.clear();
  }
}

export const positions = new Positions();
