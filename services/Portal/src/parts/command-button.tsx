import { Button } from 'antd';
import { useState, type ReactNode } from 'react';
import type { Command } from '@/api/ask';
import { Dialog } from './dialog';
import { ProblemNote } from './notes';

/**
 * The button of a command. It shows that the command runs, and its problem. With `confirm` it asks first;
 * `confirm.body` may hold fields. `input` answers null when something is missing; then nothing is sent.
 */
export function CommandButton<In, Out>({
  command,
  input,
  onDone,
  confirm,
  children,
  primary,
  danger,
  disabled,
  label,
}: {
  command: Command<In, Out>;
  input: () => In | null;
  onDone?: (answer: Out) => void | Promise<void>;
  confirm?: { title: string; text?: ReactNode; body?: ReactNode; ok?: string };
  children: ReactNode;
  primary?: boolean;
  danger?: boolean;
  disabled?: boolean;
  /** Accessible name, where the text alone is ambiguous. */
  label?: string;
}) {
  const [open, setOpen] = useState(false);
  // Who closes the dialog gives the command up: it is not tried again, and not carried out later.
  const close = () => {
    command.cancel();
    setOpen(false);
  };
  const run = async () => {
    const message = input();
    if (!message) return;
    try {
      const answer = await command.run(message);
      setOpen(false);
      void onDone?.(answer);
    } catch {
      // The command keeps its problem, which is shown below.
    }
  };
  const look = { type: primary ? ('primary' as const) : ('default' as const), danger };
  return (
    <>
      <Button
        {...look}
        disabled={disabled}
        loading={!confirm && command.isPending}
        aria-label={label}
        onClick={() => {
          command.reset();
          if (confirm) setOpen(true);
          else void run();
        }}
      >
        {children}
      </Button>
      {!confirm && (
        <ProblemNote problem={command.problem} retry={command.problem?.transient ? () => void run() : undefined} />
      )}
      {confirm && (
        <Dialog
          title={confirm.title}
          open={open}
          onClose={close}
          actions={
            <>
              <Button onClick={close}>取消</Button>
              <Button {...look} type="primary" loading={command.isPending} onClick={() => void run()}>
                {confirm.ok ?? children}
              </Button>
            </>
          }
        >
          {confirm.text && <p>{confirm.text}</p>}
          {confirm.body}
          <ProblemNote problem={command.unsaid()} />
        </Dialog>
      )}
    </>
  );
}
