import { Button } from 'antd';
import { useState, type FormEvent } from 'react';
import { useCommand } from '@/api/ask';
import { Directory } from '@/api/clients';
import { useEnter, useLeave, type Session } from '@/api/session';
import { Dialog } from '@/parts/dialog';
import { required } from '@/parts/field';
import { TextField } from '@/parts/fields';
import { usePublicCommittees } from '@/parts/names';
import { ProblemNote } from '@/parts/notes';

/** The session is over in the middle of the work: the page stays, and the user signs in again above it. */
export function Expired({ session }: { session: Session }) {
  const enter = useEnter();
  const leave = useLeave();
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const signIn = useCommand(Directory.signIn, { quiet: true });
  const committees = usePublicCommittees();
  const own = session.account.name.split('/').slice(0, 2).join('/');
  const code = committees.data?.find((c) => c.name === own)?.code;

  const submit = async (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (!password || !code) return;
    try {
      const { account } = await signIn.run({ committeeCode: code, login: session.account.login, password });
      if (account) enter(account);
    } catch {
      setPassword('');
      setTried(false);
    }
  };
  const other = () => leave('登录已过期，请重新登录。您写的文字已留在本机，同一账号登录后可以接着写。', false);

  return (
    <Dialog title="登录已过期" open onClose={other}>
      <form className="stack" onSubmit={(e) => void submit(e)} noValidate>
        <p>登录已过期，您写的文字已留在本机。请输入密码，接着办理。</p>
        <p>账号：{session.account.login}</p>
        <TextField
          label="密码"
          required
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
          error={tried && !password ? required : undefined}
        />
        <ProblemNote problem={signIn.problem} />
        <div className="actions">
          <Button onClick={other}>换账号登录</Button>
          <Button type="primary" htmlType="submit" loading={signIn.isPending} disabled={!code}>
            重新登录
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
