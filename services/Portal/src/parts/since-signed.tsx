import type { TextChange } from '@/gen/proposals/intake/v1/intake_pb';

/** What changed since a text was signed, struck out and underlined: colour says nothing alone. */
export function SinceSigned({ changes }: { changes: TextChange[] }) {
  return (
    <ul className="list" aria-label="签名之后的修改">
      {changes.map((c, i) => (
        <li key={i}>
          <strong>{c.part}</strong>：{c.removed && <del>{c.removed}</del>}
          {c.added && <ins>{c.added}</ins>}
        </li>
      ))}
    </ul>
  );
}
