import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState, type FormEvent } from 'react';
import { Link, Navigate, useLocation, useSearchParams } from 'react-router';
import { useCommand } from '@/api/ask';
import { Directory } from '@/api/clients';
import { useEnter, useSessionState } from '@/api/session';
import { device } from '@/device';
import { SelectField } from '@/parts/choice-fields';
import { TextField } from '@/parts/fields';
import { usePublicCommittees } from '@/parts/names';
import { NewPassword } from '@/parts/new-password';
import { Loading, Note, ProblemNote } from '@/parts/notes';
import { Page, Section } from '@/parts/page';
import { Tag } from '@/parts/tags';

const remembered = 'portal.committee';

// A browser keeps the session's cookie only over https, and on the machine itself.
const secure = isSecureContext;

function NeedsHttps() {
  const there = `https://${location.host}${location.pathname}`;
  return (
    <Note kind="bad" title="这个地址不加密，不能登录：请改用 https 开头的地址。">
      <p>
        密码和提案会被同一网络的人看到，浏览器也不会保留登录。请打开 <a href={there}>{there}</a>
        ；打不开的，请向本单位管理员询问地址。
      </p>
    </Note>
  );
}

export default function SignIn() {
  const { session } = useSessionState();
  const [params] = useSearchParams();
  const signedIn = useEnter();
  const committees = usePublicCommittees();
  const [committee, setCommittee] = useState(device.get(remembered) ?? '');
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState(false);
  const signIn = useCommand(Directory.signIn, { quiet: true });

  const next = params.get('next');
  const said = (useLocation().state as { said?: string } | null)?.said;
  if (session) return <Navigate to={next?.startsWith('/') && !next.startsWith('//') ? next : '/'} replace />;

  const list = committees.data ?? [];
  // A remembered committee that is no longer offered is not shown, so it is not sent either.
  const known = !list.length || list.some((c) => c.code === committee) ? committee : '';
  const code = known || (list.length === 1 ? list[0]!.code : '');
  const absent = (value: string) => (missing && !value ? '此项必填。' : undefined);

  const enter = async (who: { committeeCode: string; login: string; password: string; newPassword?: string }) => {
    try {
      const { account } = await signIn.run(who);
      device.set(remembered, who.committeeCode);
      if (account) signedIn(account);
    } catch {
      // The answer stands below; an empty box is no second fault.
      setPassword('');
      setMissing(false);
    }
  };
  const submit = (e: FormEvent) => {
    e.preventDefault();
    setMissing(true);
    if (code && login && password) void enter({ committeeCode: code, login, password });
  };
  const enterAs = (committeeCode: string, { login, password }: DemoAccount) => {
    setCommittee(committeeCode);
    setLogin(login);
    void enter({ committeeCode, login, password });
  };

  // A one-time password opens only together with a new one. The last try stays until that one is accepted.
  const tried = signIn.variables;
  const isFirst = signIn.problem?.reason === 'PASSWORD_CHANGE_REQUIRED';
  if (tried && (isFirst || tried.newPassword))
    return (
      <Page title="设置自己的密码" lead="刚才输入的是一次性密码，设置新密码后登录" narrow>
        <NewPassword
          login={tried.login ?? ''}
          problem={isFirst ? null : signIn.problem}
          fieldProblem={signIn.fieldProblem}
          busy={signIn.isPending}
          onEnter={(newPassword) =>
            void enter({
              committeeCode: tried.committeeCode ?? '',
              login: tried.login ?? '',
              password: tried.password ?? '',
              newPassword,
            })
          }
          ok="设置密码并登录"
        >
          <Button type="text" block disabled={signIn.isPending} onClick={signIn.reset}>
            返回登录
          </Button>
        </NewPassword>
      </Page>
    );

  return (
    <Page title="登录" lead="政协提案全流程系统" narrow>
      <form className="card" onSubmit={submit} noValidate>
        {!secure && <NeedsHttps />}
        {said && <Note kind="good" title={said} />}
        {next && !signIn.problem && <p className="hint">请先登录，登录后回到刚才的页面。</p>}
        {committees.isPending ? (
          <Loading rows={1} />
        ) : list.length > 0 ? (
          <SelectField
            label="政协委员会"
            required
            value={code || undefined}
            onChange={(v) => setCommittee(v ?? '')}
            choices={list.map((c) => ({ value: c.code, label: c.title }))}
            error={absent(code)}
          />
        ) : (
          <TextField
            label="单位代码"
            required
            value={committee}
            onChange={setCommittee}
            name="committee"
            autoComplete="organization"
            hint="由本单位管理员告知，例如 shili"
            error={absent(code)}
          />
        )}
        <TextField
          label="账号"
          required
          value={login}
          onChange={setLogin}
          name="login"
          autoComplete="username"
          error={absent(login)}
        />
        <TextField
          label="密码"
          required
          type="password"
          value={password}
          onChange={setPassword}
          disabled={!secure}
          name="password"
          autoComplete="current-password"
          error={absent(password)}
        />
        <ProblemNote problem={signIn.problem} />
        {/* Disabled until the list of committees is there: before, the button would do nothing. */}
        <Button
          type="primary"
          htmlType="submit"
          size="large"
          block
          loading={signIn.isPending}
          disabled={committees.isPending || !secure}
        >
          登录
        </Button>
        <p className="hint">忘记密码请联系本单位安全管理员重置。连续输错 5 次要等待，越错等得越久。</p>
      </form>
      <p className="centred">
        <Link to={code ? `/public/${code}` : '/public'}>查看公开提案</Link>
      </p>
      <Examples onChoose={enterAs} busy={signIn.isPending} />
    </Page>
  );
}

interface DemoAccount {
  login: string;
  password: string;
  title: string;
}

interface DemoAccounts {
  committee: string;
  accounts: DemoAccount[];
}

/** The keys of the demonstration's file begin with a capital letter. */
const smallKeys = (_: string, v: unknown): unknown =>
  v && typeof v === 'object' && !Array.isArray(v)
    ? Object.fromEntries(Object.entries(v).map(([k, x]) => [k[0]!.toLowerCase() + k.slice(1), x as unknown]))
    : v;

const groups: [string, RegExp][] = [
  ['提案者', /^member/],
  ['承办单位', /^unit/],
  ['管理员', /^(system|security|audit)$/],
  ['政协和交办机关', /./],
];

/**
 * Accounts of the demonstration, which the gateway offers only on the machine itself. One click signs in, so going
 * through the roles is quick. Their data are fictitious.
 */
function Examples({
  onChoose,
  busy,
}: {
  onChoose: (committeeCode: string, account: DemoAccount) => void;
  busy: boolean;
}) {
  const { data } = useQuery({
    queryKey: ['demo-accounts'],
    queryFn: async ({ signal }): Promise<DemoAccounts | null> => {
      const response = await fetch('/demo-accounts.json', { signal });
      return response.ok && response.headers.get('Content-Type')?.startsWith('application/json')
        ? (JSON.parse(await response.text(), smallKeys) as DemoAccounts)
        : null;
    },
    retry: false,
    staleTime: Infinity,
  });
  if (!data) return null;
  const groupOf = (a: DemoAccount) => groups.find(([, logins]) => logins.test(a.login))![0];
  return (
    <Section title="示例账号" actions={<Tag tone="yellow">虚构数据</Tag>}>
      <p className="hint">点一个账号，直接以它的身份登录。</p>
      {groups.map(([title]) => (
        <div key={title} role="group" aria-label={title}>
          <h3>{title}</h3>
          <div className="actions">
            {data.accounts
              .filter((a) => groupOf(a) === title)
              .map((a) => (
                <Button key={a.login} disabled={busy} onClick={() => onChoose(data.committee, a)}>
                  {a.title}（{a.login}）
                </Button>
              ))}
          </div>
        </div>
      ))}
    </Section>
  );
}
