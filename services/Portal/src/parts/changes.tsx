import type { ProposalText } from '@/gen/proposals/intake/v1/intake_pb';

type Piece = { text: string; kind: 'same' | 'gone' | 'new' };

/** The difference of two texts, clause by clause: common clauses stay, the others are removed or added. */
export function changesOf(before: string, after: string): Piece[] {
  const clauses = (text: string) => text.match(/[^，。；：！？、\n]*[，。；：！？、\n]|[^，。；：！？、\n]+$/g) ?? [];
  const [a, b] = [clauses(before), clauses(after)];
  const common = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--)
      common[i]![j] = a[i] === b[j] ? common[i + 1]![j + 1]! + 1 : Math.max(common[i + 1]![j]!, common[i]![j + 1]!);
  }
  const pieces: Piece[] = [];
  const add = (text: string, kind: Piece['kind']) => {
    const last = pieces.at(-1);
    if (last?.kind === kind) last.text += text;
    else pieces.push({ text, kind });
  };
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      add(a[i]!, 'same');
      i++;
      j++;
    } else if (i < a.length && (j === b.length || common[i + 1]![j]! >= common[i]![j + 1]!)) add(a[i++]!, 'gone');
    else add(b[j++]!, 'new');
  }
  return pieces;
}

/** The parts of a proposal that differ between two versions, underlined and struck out: colour says nothing alone. */
export function Changes({ before, after }: { before: ProposalText; after: ProposalText }) {
  const suggestions = Array.from(
    { length: Math.max(before.suggestions.length, after.suggestions.length) },
    (_, i) => [`建议 ${i + 1}`, before.suggestions[i] ?? '', after.suggestions[i] ?? ''] as const,
  );
  const parts = [
    ['案由', before.subject, after.subject] as const,
    ['情况', before.situation, after.situation] as const,
    ['分析', before.analysis, after.analysis] as const,
    ...suggestions,
  ].filter(([, x, y]) => x !== y);
  if (!parts.length) return <p className="quiet">文字没有变化。</p>;
  return (
    <div>
      {parts.map(([title, x, y]) => (
        <div key={title} className="prose-part">
          <h3>{title}</h3>
          <p className="prose">
            {changesOf(x, y).map((p, i) =>
              p.kind === 'gone' ? (
                <del key={i}>{p.text}</del>
              ) : p.kind === 'new' ? (
                <ins key={i}>{p.text}</ins>
              ) : (
                <span key={i}>{p.text}</span>
              ),
            )}
          </p>
        </div>
      ))}
    </div>
  );
}
