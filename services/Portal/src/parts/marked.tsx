/** A text in which some phrases are marked. Longer phrases go first, so that a part of one is not marked by itself. */
export function Marked({ text, phrases }: { text: string; phrases: string[] }) {
  const known = phrases.filter(Boolean).sort((a, b) => b.length - a.length);
  if (!known.length) return <>{text}</>;
  const pattern = new RegExp(`(${known.map((p) => p.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`);
  return <>{text.split(pattern).map((part, i) => (i % 2 ? <mark key={i}>{part}</mark> : part))}</>;
}
