import { useEffect, useRef, type ReactNode } from 'react';
import { useLocation } from 'react-router';
import { usePrefs } from '@/prefs';

let opened = false;

/** A page: its one heading, which gets the focus when the page opens, and its actions. */
export function Page({
  title,
  lead,
  actions,
  narrow,
  wide,
  children,
}: {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  narrow?: boolean;
  wide?: boolean;
  children?: ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  const location = useLocation();
  const { pathname } = location;
  const state = location.state as { quiet?: boolean } | null;
  useEffect(() => {
    document.title = `${title} · 政协提案系统`;
  }, [title]);
  useEffect(() => {
    // Not on the first page, where the browser's own order is right, and not when only the address changes.
    if (opened && !state?.quiet) {
      heading.current?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    opened = true;
  }, [pathname, state]);
  return (
    <article className={narrow ? 'page page-narrow' : wide ? 'page page-wide' : 'page'}>
      <header className="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead && <div className="lead">{lead}</div>}
        </div>
        {actions && <div className="actions">{actions}</div>}
      </header>
      {children}
    </article>
  );
}

/** A part of a page that is to be looked up: 长辈版 folds it away under its heading. */
export function Fold({ title, className = '', children }: { title: string; className?: string; children: ReactNode }) {
  if (usePrefs().large)
    return (
      <details className={`section print-open ${className}`}>
        <summary>
          <h2>{title}</h2>
        </summary>
        {children}
      </details>
    );
  return (
    <Section title={title} className={className}>
      {children}
    </Section>
  );
}

/** A part of a page under its own heading. */
export function Section({
  title,
  actions,
  children,
  id,
  className = '',
}: {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
  id?: string;
  className?: string;
}) {
  return (
    <section className={`section ${className}`} aria-label={title} id={id}>
      <header className="section-head">
        <h2>{title}</h2>
        {actions && <div className="actions">{actions}</div>}
      </header>
      {children}
    </section>
  );
}
