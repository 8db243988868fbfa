/** A text with some phrases marked. Longer phrases go first, so a part of one is not marked alone. */
export function Marked({ text, phrases }: { text: string; phrases: string[] }) {
  const known = phrases.filter(Boolean).sort((a, b) => b.length - a.length);
  if (!known.length) return <>{text}</>;
  const pattern = new RegExp(`(${known.map((p) => p.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`);
  return <>{text.split(pattern).map((part, i) => (i % 2 ? <mark key={i}>{part}</mark> : part))}</>;
}
