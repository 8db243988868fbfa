import { Button } from 'antd';
import type { ReactNode } from 'react';
import { problemOf, type Problem } from '@/api/errors';
import { Page } from './page';

/** A remark in a box: a fact and the next step. */
export function Note({
  kind = 'info',
  title,
  children,
  actions,
}: {
  kind?: 'info' | 'good' | 'warn' | 'bad';
  title?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className={`note note-${kind}`} role={kind === 'bad' ? 'alert' : kind === 'info' ? undefined : 'status'}>
      {title && <p className="note-title">{title}</p>}
      {children}
      {actions && <div className="actions">{actions}</div>}
    </div>
  );
}

/** A problem and the next step. */
export function ProblemNote({ problem, retry }: { problem: Problem | null | undefined; retry?: () => void }) {
  if (!problem) return null;
  const fields = Object.values(problem.fields).filter((f) => f !== problem.text);
  return (
    <Note
      kind="bad"
      title={problem.text}
      actions={retry && problem.reason !== 'ROLE_REQUIRED' && <Button onClick={retry}>再试一次</Button>}
    >
      {fields.length > 0 && (
        <ul>
          {fields.map((f, i) => (
            <li key={i}>{f}</li>
          ))}
        </ul>
      )}
      {problem.next && <p>{problem.next}</p>}
    </Note>
  );
}

export function Loading({ rows = 4 }: { rows?: number }) {
  return (
    <div className="loading" role="status">
      <span className="sr-only">正在载入……</span>
      {Array.from({ length: rows }, (_, i) => (
        <div key={i} className="bone" />
      ))}
    </div>
  );
}

/** An empty list: says why and what to do next. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {children}
    </div>
  );
}

interface Answer<T> {
  data: T | undefined;
  error: Error | null;
  isPending: boolean;
  refetch: () => unknown;
}

/**
 * The answer of a query. Until it is there it shows that it is loading, that it failed, or that nothing was found. A
 * query that makes up a whole page gives the `title` of the page for that time.
 */
export function Loaded<T>({
  of,
  empty,
  rows,
  title,
  children,
}: {
  of: Answer<T>;
  empty?: ReactNode;
  rows?: number;
  title?: string;
  children: (data: T) => ReactNode;
}) {
  if (of.data === undefined) {
    const instead = of.error ? (
      <ProblemNote problem={problemOf(of.error)} retry={() => void of.refetch()} />
    ) : of.isPending ? (
      <Loading rows={rows} />
    ) : null;
    return title ? <Page title={title}>{instead}</Page> : instead;
  }
  if (empty && Array.isArray(of.data) && of.data.length === 0) return empty;
  return children(of.data);
}
