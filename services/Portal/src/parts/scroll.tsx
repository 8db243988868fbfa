import { useEffect, useRef, useState, type ReactNode } from 'react';

/** Contents that may be longer than their place: they scroll, also by keyboard, and say while there is more below. */
export function Scroll({
  label,
  className = 'scroll',
  children,
}: {
  label: string;
  className?: string;
  children: ReactNode;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const [more, setMore] = useState(false);
  useEffect(() => {
    const e = frame.current!;
    const look = () => setMore(e.scrollHeight - e.scrollTop - e.clientHeight > 8);
    const sizes = new ResizeObserver(look);
    sizes.observe(e);
    sizes.observe(e.firstElementChild!);
    e.addEventListener('scroll', look, { passive: true });
    return () => {
      sizes.disconnect();
      e.removeEventListener('scroll', look);
    };
  }, []);
  return (
    <div className={className} role="region" aria-label={label} tabIndex={0} ref={frame}>
      <div className="scroll-whole">{children}</div>
      {more && (
        <p className="scroll-cue no-print" aria-hidden="true">
          ↓ 下面还有，请向下滚动
        </p>
      )}
    </div>
  );
}
