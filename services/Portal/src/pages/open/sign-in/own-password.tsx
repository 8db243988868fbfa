import { Button } from 'antd';
import { useState, type FormEvent } from 'react';
import type { Problem } from '@/api/errors';
import { TextField } from '@/parts/fields';
import { ProblemNote } from '@/parts/notes';
import { Page } from '@/parts/page';
import { passwordLength } from '@/parts/password-length';

/** Asks for a password of the user's own, which replaces a one-time password at the sign-in. */
export function OwnPassword({
  login,
  problem,
  fieldProblem,
  busy,
  onEnter,
  onBack,
}: {
  login: string;
  /** Why the new password was refused; null before the first try. */
  problem: Problem | null;
  fieldProblem: string | undefined;
  busy: boolean;
  onEnter: (newPassword: string) => void;
  onBack: () => void;
}) {
  const [fresh, setFresh] = useState('');
  const [again, setAgain] = useState('');
  const [tried, setTried] = useState(false);

  const absent = (value: string) => (tried && !value ? '此项必填。' : undefined);
  const submit = (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (fresh && fresh === again) onEnter(fresh);
  };
  return (
    <Page title="设置自己的密码" lead="刚才输入的是一次性密码，设置新密码后登录" narrow>
      <form className="card" onSubmit={submit} noValidate>
        <input type="hidden" name="login" autoComplete="username" value={login} readOnly />
        <TextField
          label="新密码"
          required
          type="password"
          autoComplete="new-password"
          value={fresh}
          onChange={setFresh}
          hint={`${passwordLength}，可用几个不相干的词，不要用账号、日期或连续的字符`}
          error={fieldProblem ?? absent(fresh)}
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
        {!fieldProblem && <ProblemNote problem={problem} />}
        <Button type="primary" htmlType="submit" size="large" block loading={busy}>
          设置密码并登录
        </Button>
        <Button type="text" block disabled={busy} onClick={onBack}>
          返回登录
        </Button>
      </form>
    </Page>
  );
}
