import { Button } from 'antd';
import { useState, type FormEvent, type ReactNode } from 'react';
import type { Problem } from '@/api/errors';
import { required } from './field';
import { TextField } from './fields';
import { ProblemNote } from './notes';
import { passwordLength } from './password-length';

/** The form for a new password; the old one is asked for with `asksCurrent`. */
export function NewPassword({
  asksCurrent,
  login,
  problem,
  fieldProblem,
  busy,
  onEnter,
  ok,
  children,
}: {
  asksCurrent?: boolean;
  /** Tells the browser's password manager whose password it is. */
  login: string;
  /** Why the new password was refused; null before the first try. */
  problem: Problem | null;
  fieldProblem: (path: string) => string | undefined;
  busy: boolean;
  onEnter: (fresh: string, current: string) => void;
  ok: string;
  /** Other buttons. */
  children?: ReactNode;
}) {
  const [current, setCurrent] = useState('');
  const [fresh, setFresh] = useState('');
  const [again, setAgain] = useState('');
  const [tried, setTried] = useState(false);

  const absent = (value: string) => (tried && !value ? required : undefined);
  const [ofCurrent, ofFresh] = [fieldProblem('current_password'), fieldProblem('new_password')];
  const submit = (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (fresh && fresh === again && (current || !asksCurrent)) onEnter(fresh, current);
  };
  return (
    <form className="card" onSubmit={submit} noValidate>
      <input type="hidden" name="login" autoComplete="username" value={login} readOnly />
      {asksCurrent && (
        <TextField
          label="原密码"
          required
          type="password"
          autoComplete="current-password"
          value={current}
          onChange={setCurrent}
          error={ofCurrent ?? absent(current)}
        />
      )}
      <TextField
        label="新密码"
        required
        type="password"
        autoComplete="new-password"
        value={fresh}
        onChange={setFresh}
        hint={`${passwordLength}，可用几个不相干的词，不要用账号、日期或连续的字符`}
        error={ofFresh ?? absent(fresh)}
      />
      <TextField
        label="再输一遍新密码"
        required
        type="password"
        autoComplete="new-password"
        value={again}
        onChange={setAgain}
        error={absent(again) ?? (tried && fresh !== again ? '两次输入的新密码不一致。' : undefined)}
      />
      {!ofCurrent && !ofFresh && <ProblemNote problem={problem} />}
      <Button type="primary" htmlType="submit" size="large" block loading={busy}>
        {ok}
      </Button>
      {children}
    </form>
  );
}
