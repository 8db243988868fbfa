import { Button } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Link, Navigate, useSearchParams } from 'react-router';
import { keyOf, useAsk, useCommand } from '@/api/ask';
import { Directory } from '@/api/clients';
import { useSessionState } from '@/api/session';
import { SelectField, TextField } from '@/parts/fields';
import { Loading, ProblemNote } from '@/parts/notes';
import { Page } from '@/parts/page';
import { homeOf } from '@/places';

const remembered = 'portal.committee';

export default function SignIn() {
  const { session } = useSessionState();
  const [params] = useSearchParams();
  const queries = useQueryClient();
  const committees = useAsk(Directory.listPublicCommittees, { pageSize: 200 }, { staleTime: Infinity });
  const [committee, setCommittee] = useState(localStorage.getItem(remembered) ?? '');
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState(false);
  const signIn = useCommand(Directory.signIn, { quiet: true });

  const next = params.get('next');
  if (session) return <Navigate to={next?.startsWith('/') && !next.startsWith('//') ? next : homeOf(session)} replace />;

  const list = committees.data?.committees ?? [];
  const code = committee || (list.length === 1 ? list[0]!.code : '');
  const absent = (value: string) => (missing && !value ? '此项必填。' : undefined);

  const submit = async (e: FormEvent) => {
    e.preventDefault();
    setMissing(true);
    if (!code || !login || !password) return;
    try {
      const { account } = await signIn.run({ committeeCode: code, login, password });
      localStorage.setItem(remembered, code);
      queries.setQueryData(keyOf(Directory.getCaller, {}), account);
    } catch {
      setPassword('');
    }
  };

  return (
    <Page title="登录" lead="政协提案全流程系统" narrow>
      <form className="card" onSubmit={(e) => void submit(e)} noValidate>
        {next && !signIn.problem && <p className="hint">请先登录，登录后回到刚才的页面。</p>}
        {committees.isPending ? <Loading rows={1} /> : list.length > 0
          ? <SelectField label="政协委员会" required value={code || undefined} onChange={(v) => setCommittee(v ?? '')} choices={list.map((c) => ({ value: c.code, label: c.title }))} error={absent(code)} />
          : <TextField label="单位代码" required value={committee} onChange={setCommittee} name="committee" autoComplete="organization" hint="由本单位管理员告知，例如 shili" error={absent(code)} />}
        <TextField label="账号" required value={login} onChange={setLogin} name="login" autoComplete="username" error={absent(login)} />
        <TextField label="密码" required type="password" value={password} onChange={setPassword} name="password" autoComplete="current-password" error={absent(password)} />
        <ProblemNote problem={signIn.problem} />
        <Button type="primary" htmlType="submit" size="large" block loading={signIn.isPending}>登录</Button>
        <p className="hint">忘记密码请联系本单位管理员。连续输错 5 次，账号锁定 15 分钟。</p>
      </form>
      <p className="centred"><Link to={code ? `/public/${code}` : '/public'}>查看公开提案</Link></p>
    </Page>
  );
}
