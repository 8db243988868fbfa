import { Button } from 'antd';
import type { ReactNode } from 'react';

export interface Column<T> {
  title: string;
  render: (row: T) => ReactNode;
  /** Aligned right. */
  number?: boolean;
  /** As wide as its content. */
  least?: boolean;
  /** On a phone it has no title in front. */
  bare?: boolean;
}

/** A list as a table; on a phone each row is a card. Roles keep it a table for screen readers. */
export function Rows<T>({
  caption,
  rows,
  columns,
  keyOf,
}: {
  caption: string;
  rows: T[];
  columns: Column<T>[];
  keyOf: (row: T) => string;
}) {
  const look = (c: Column<T>) => [c.number && 'number', c.least && 'least'].filter(Boolean).join(' ') || undefined;
  return (
    <table className="rows" role="table">
      <caption className="sr-only">{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((c) => (
            <th key={c.title} role="columnheader" scope="col" className={look(c)}>
              {c.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={keyOf(row)} role="row">
            {columns.map((c) => (
              <td key={c.title} role="cell" className={look(c)} data-label={c.bare ? undefined : c.title}>
                {c.render(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** 加载更多, while there is more. `of` is the answer of usePages. */
export function More({
  of,
}: {
  of: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
}) {
  if (!of.hasNextPage) return null;
  return (
    <div className="more">
      <Button loading={of.isFetchingNextPage} onClick={() => void of.fetchNextPage()}>
        加载更多
      </Button>
    </div>
  );
}
