interface Piece {
  kind: 'same' | 'gone' | 'new';
  text: string;
}

// The most cells of the comparison table. Larger texts without anything in common are shown as replaced.
const most = 4_000_000;

/** The difference token by token: the longest common subsequence between the equal beginning and end. */
function compare(from: string[], to: string[]): Piece[] {
  let head = 0;
  while (head < from.length && head < to.length && from[head] === to[head]) head++;
  let tail = 0;
  while (
    tail < from.length - head &&
    tail < to.length - head &&
    from[from.length - 1 - tail] === to[to.length - 1 - tail]
  )
    tail++;
  const [a, b] = [from.slice(head, from.length - tail), to.slice(head, to.length - tail)];
  const pieces: Piece[] = [];
  const add = (kind: Piece['kind'], tokens: string[]) => {
    const text = tokens.join('');
    const last = pieces.at(-1);
    if (last?.kind === kind) last.text += text;
    else if (text) pieces.push({ kind, text });
  };
  add('same', from.slice(0, head));
  if (a.length * b.length > most) {
    add('gone', a);
    add('new', b);
  } else {
    const width = b.length + 1;
    const common = new Uint32Array((a.length + 1) * width);
    for (let i = a.length - 1; i >= 0; i--)
      for (let j = b.length - 1; j >= 0; j--)
        common[i * width + j] =
          a[i] === b[j]
            ? common[(i + 1) * width + j + 1]! + 1
            : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
    for (let i = 0, j = 0; i < a.length || j < b.length;) {
      if (i < a.length && j < b.length && a[i] === b[j]) {
        add('same', [a[i++]!]);
        j++;
      } else if (i < a.length && (j === b.length || common[(i + 1) * width + j]! >= common[i * width + j + 1]!))
        add('gone', [a[i++]!]);
      else add('new', [b[j++]!]);
    }
  }
  add('same', from.slice(from.length - tail));
  return pieces;
}

const clauses = (text: string) => text.match(/[^，。；！？、\n]*[，。；！？、\n]|[^，。；！？、\n]+$/g) ?? [];

/** The difference clause by clause; similar clauses that replaced each other are compared by character. */
function pieces(from: string, to: string): Piece[] {
  const rough = compare(clauses(from), clauses(to));
  return rough.flatMap((piece, i) => {
    const next = rough[i + 1];
    if (piece.kind === 'new' && rough[i - 1]?.kind === 'gone') return [];
    if (piece.kind !== 'gone' || next?.kind !== 'new') return [piece];
    const fine = compare(Array.from(piece.text), Array.from(next.text));
    const same = fine.reduce((n, p) => n + (p.kind === 'same' ? p.text.length : 0), 0);
    return same * 2 > Math.max(piece.text.length, next.text.length) ? fine : [piece, next];
  });
}

/** The difference of two texts: 删去 struck through, 新增 underlined. */
export function Diff({ from, to }: { from: string; to: string }) {
  if (from === to) return <p className="quiet">没有改动。</p>;
  return (
    <p className="prose diff">
      {pieces(from, to).map((p, i) =>
        p.kind === 'same' ? (
          p.text
        ) : p.kind === 'gone' ? (
          <del key={i}>
            <span className="sr-only">（删去）</span>
            {p.text}
          </del>
        ) : (
          <ins key={i}>
            <span className="sr-only">（新增）</span>
            {p.text}
          </ins>
        ),
      )}
    </p>
  );
}
