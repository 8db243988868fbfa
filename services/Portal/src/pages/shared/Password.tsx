import { Button } from 'antd';
import { useState, type FormEvent } from 'react';
import { useCommand } from '@/api/ask';
import { Directory } from '@/api/clients';
import { useLeave } from '@/api/session';
import { TextField } from '@/parts/fields';
import { ProblemNote } from '@/parts/notes';
import { Page } from '@/parts/page';
import { passwordLength } from '@/parts/password-length';

export default function Password() {
  const leave = useLeave();
  const change = useCommand(Directory.changePassword, { quiet: true });
  const [current, setCurrent] = useState('');
  const [fresh, setFresh] = useState('');
  const [again, setAgain] = useState('');
  const [tried, setTried] = useState(false);

  const absent = (value: string) => (tried && !value ? '此项必填。' : undefined);
  const submit = async (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (!current || !fresh || fresh !== again) return;
    try {
      await change.run({ currentPassword: current, newPassword: fresh });
    } catch {
      return;
    }
    // The command has ended every session of the account, also this one.
    leave('密码已修改，请用新密码登录。');
  };

  return (
    <Page title="修改密码" lead="修改后，本账号在各处的登录全部结束" narrow>
      <form className="card" onSubmit={(e) => void submit(e)} noValidate>
        <TextField
          label="原密码"
          required
          type="password"
          autoComplete="current-password"
          value={current}
          onChange={setCurrent}
          error={change.fieldProblem('current_password') ?? absent(current)}
        />
        <TextField
          label="新密码"
          required
          type="password"
          autoComplete="new-password"
          value={fresh}
          onChange={setFresh}
          hint={`${passwordLength}，可用几个不相干的词，不要用账号、日期或连续的字符`}
          error={change.fieldProblem('new_password') ?? absent(fresh)}
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
        <ProblemNote problem={change.problem} />
        <Button type="primary" htmlType="submit" size="large" block loading={change.isPending}>
          修改密码
        </Button>
      </form>
    </Page>
  );
}
