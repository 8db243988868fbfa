import { useEffect, useId, useRef, type ReactNode } from 'react';

/** The browser's own dialog: keeps the focus inside, closes with Esc, gives the focus back. */
export function Dialog({
  title,
  open,
  onClose,
  actions,
  children,
}: {
  title: string;
  open: boolean;
  onClose: () => void;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    if (open) ref.current?.showModal();
    else ref.current?.close();
  }, [open]);
  return (
    <dialog ref={ref} aria-labelledby={id} onClose={onClose}>
      {open && (
        <>
          <h2 id={id}>{title}</h2>
          <div className="dialog-body">{children}</div>
          {actions && <div className="actions">{actions}</div>}
        </>
      )}
    </dialog>
  );
}
