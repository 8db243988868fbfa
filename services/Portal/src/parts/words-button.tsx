import { useState, type ReactNode } from 'react';
import type { Command } from '@/api/ask';
import { CommandButton } from './command-button';
import { AreaField } from './fields';

/** A command with a text: 退回修改 with its opinion, 撤案 with its reason. */
export function WordsButton<In, Out>({
  command,
  input,
  onDone,
  field,
  path,
  max,
  optional,
  text,
  children,
  primary,
  danger,
  label,
}: {
  command: Command<In, Out> & { fieldProblem: (path: string) => string | undefined };
  input: (words: string) => In;
  onDone?: (answer: Out) => void | Promise<void>;
  /** The label of the text, and the field of the request that it fills. */
  field: string;
  path: string;
  max: number;
  optional?: boolean;
  text?: ReactNode;
  children: string;
  primary?: boolean;
  danger?: boolean;
  label?: string;
}) {
  const [words, setWords] = useState('');
  const [missing, setMissing] = useState(false);
  const given = () => {
    setMissing(!optional && !words.trim());
    return optional || words.trim() ? input(words.trim()) : null;
  };
  return (
    <CommandButton
      command={command}
      input={given}
      onDone={(answer) => {
        setWords('');
        return onDone?.(answer);
      }}
      primary={primary}
      danger={danger}
      label={label}
      confirm={{
        title: label ?? children,
        text,
        ok: children,
        body: (
          <AreaField
            label={field}
            required={!optional}
            max={max}
            value={words}
            onChange={setWords}
            error={missing && !words.trim() ? '此项必填。' : command.fieldProblem(path)}
          />
        ),
      }}
    >
      {children}
    </CommandButton>
  );
}
