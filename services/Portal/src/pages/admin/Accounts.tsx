import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { askAll, useCommand } from '@/api/ask';
import { Directory } from '@/api/clients';
import { useSession } from '@/api/session';
import { Role, type Account } from '@/gen/proposals/directory/v1/directory_pb';
import { CommandButton } from '@/parts/command-button';
import { Copy } from '@/parts/copy';
import { ChecksField, RadioField, SelectField, TextField } from '@/parts/fields';
import { useLocalList } from '@/parts/local-list';
import { useMembers, useNames, useUnits } from '@/parts/names';
import { Empty, Loaded, Note } from '@/parts/notes';
import { Page } from '@/parts/page';
import { More, Rows } from '@/parts/rows';
import { Tag } from '@/parts/tags';
import { choices, roleDuties, roles } from '@/words';

/** 三员分立: who may do what here. */
const duties: [Role, string][] = [
  [Role.SYSTEM_ADMINISTRATOR, '新建账号；不能授予角色，也不能停用账号。'],
  [Role.SECURITY_ADMINISTRATOR, '授予角色、停用账号；不能新建账号，也不能更改自己的角色。'],
  [Role.AUDIT_ADMINISTRATOR, '查看账号并查阅日志；不能新建账号，也不能授予角色。'],
];

export default function Accounts() {
  const { has, account: own } = useSession();
  const names = useNames();
  const [role, setRole] = useState<Role>();
  const [made, setMade] = useState<Made>();
  const accounts = useQuery({
    queryKey: ['directory', 'accounts'],
    queryFn: ({ signal }) => askAll(Directory.listAccounts, (p) => p.accounts, signal),
  });
  const whose = (a: Account) => names.member(a.member) || names.unit(a.unit);
  const list = useLocalList(
    accounts.data,
    (a) => `${a.login} ${whose(a)}`,
    (a) => role === undefined || a.roles.includes(role),
  );

  return (
    <Page
      title="账号与角色"
      lead={accounts.data && `共 ${accounts.data.length} 个账号`}
      actions={has(Role.SYSTEM_ADMINISTRATOR) && <NewAccount onMade={setMade} />}
    >
      {made && (
        <Note
          kind="good"
          title={`已新建账号 ${made.login}`}
          actions={<Button onClick={() => setMade(undefined)}>已抄录，不再显示</Button>}
        >
          <p className="short">
            初始密码 <code>{made.password}</code> <Copy text={made.password} of="初始密码" />
          </p>
          <p>密码只显示这一次，请抄录后告知本人，并请本人登录后修改。安全管理员授权后，账号才能使用。</p>
        </Note>
      )}
      <Note title="三员分立：三个管理员各管一段，互不兼任，也不兼任业务角色">
        <ul>
          {duties.map(([r, text]) => (
            <li key={r}>
              {roles[r]}
              {has(r) && '（您）'}：{text}
            </li>
          ))}
        </ul>
        <p>密码只有本人知道。忘记密码的，停用原账号，另建新账号。</p>
      </Note>
      <div className="filters">
        <TextField label="查找账号、提案者或单位" type="search" value={list.words} onChange={list.setWords} />
        <SelectField label="角色" value={role} onChange={setRole} placeholder="全部角色" choices={grantable} />
      </div>
      <Loaded
        of={{ ...accounts, data: list.rows }}
        empty={
          <Empty title="没有符合条件的账号">
            <p>换一个词或角色再找。</p>
          </Empty>
        }
      >
        {(rows) => (
          <Rows
            caption="账号"
            rows={rows}
            keyOf={(a) => a.name}
            columns={[
              { title: '账号', bare: true, least: true, render: (a) => <strong>{a.login}</strong> },
              {
                title: '角色',
                render: (a) =>
                  a.roles.length ? a.roles.map((r) => roles[r]).join('、') : <Tag tone="yellow">未启用</Tag>,
              },
              { title: '代表', render: whose },
              ...(has(Role.SECURITY_ADMINISTRATOR)
                ? [
                    {
                      title: '办理',
                      bare: true,
                      least: true,
                      render: (a: Account) =>
                        a.name === own.name ? (
                          <span className="quiet">本人账号，由另一位安全管理员更改</span>
                        ) : (
                          <div className="actions">
                            <Grant account={a} />
                            <Disable account={a} />
                          </div>
                        ),
                    },
                  ]
                : []),
            ]}
          />
        )}
      </Loaded>
      <More of={list.more} />
    </Page>
  );
}

const grantable = choices(roles).filter((c) => c.value !== Role.SERVICE);
const administrators = [Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR];

/** Sixteen characters that nobody mistakes for one another. */
function draw(): string {
  const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
  // 224 = 4 × 56: no letter is likelier than another.
  const fair = (): number => {
    const [b] = crypto.getRandomValues(new Uint8Array(1));
    return b! < 224 ? b! % letters.length : fair();
  };
  return Array.from({ length: 16 }, () => letters[fair()]).join('');
}

type Kind = 'member' | 'unit' | 'staff';
interface Made {
  login: string;
  password: string;
}

function NewAccount({ onMade }: { onMade: (made: Made) => void }) {
  const create = useCommand(Directory.createAccount);
  const members = useMembers();
  const units = useUnits();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [drawn, setDrawn] = useState('');
  const [kind, setKind] = useState<Kind>();
  const [member, setMember] = useState<string>();
  const [unit, setUnit] = useState<string>();
  const [tried, setTried] = useState(false);

  const absent = (value: unknown) => (tried && !value ? '此项必填。' : undefined);
  const input = () => {
    setTried(true);
    if (!login || !password || !kind || (kind === 'member' && !member) || (kind === 'unit' && !unit)) return null;
    return { login, password, member: kind === 'member' ? member : '', unit: kind === 'unit' ? unit : '' };
  };
  const done = () => {
    onMade({ login, password });
    setLogin('');
    setPassword('');
    setDrawn('');
    setKind(undefined);
    setMember(undefined);
    setUnit(undefined);
    setTried(false);
  };

  return (
    <CommandButton
      primary
      command={create}
      input={input}
      onDone={done}
      confirm={{
        title: '新建账号',
        ok: '创建',
        text: '新账号没有任何角色，安全管理员授权后才能使用。',
        body: (
          <>
            <TextField
              label="账号"
              required
              value={login}
              onChange={setLogin}
              max={40}
              hint="登录用的名字，本单位内不能重复"
              error={create.fieldProblem('login') ?? absent(login)}
            />
            <TextField
              label="初始密码"
              required
              type="password"
              value={password}
              onChange={(v) => {
                setPassword(v);
                setDrawn('');
              }}
              autoComplete="new-password"
              hint="12 至 128 个字符；创建后显示一次，以便抄录"
              error={create.fieldProblem('password') ?? absent(password)}
            />
            <div className="actions">
              <Button
                onClick={() => {
                  const p = draw();
                  setPassword(p);
                  setDrawn(p);
                }}
              >
                生成密码
              </Button>
              <span role="status">
                {drawn && (
                  <>
                    已生成：<code>{drawn}</code>
                  </>
                )}
              </span>
            </div>
            <RadioField
              label="账号给谁用"
              required
              value={kind}
              onChange={setKind}
              error={absent(kind)}
              choices={[
                { value: 'member', label: '委员或集体提案者' },
                { value: 'unit', label: '承办单位' },
                { value: 'staff', label: '其他工作人员' },
              ]}
            />
            {kind === 'member' && (
              <SelectField
                search
                label="提案者"
                required
                value={member}
                onChange={setMember}
                error={create.fieldProblem('member') ?? absent(member)}
                choices={(members ?? []).map((m) => ({ value: m.name, label: m.displayName }))}
              />
            )}
            {kind === 'unit' && (
              <SelectField
                search
                label="单位"
                required
                value={unit}
                onChange={setUnit}
                error={create.fieldProblem('unit') ?? absent(unit)}
                choices={(units ?? []).map((u) => ({ value: u.name, label: u.title }))}
              />
            )}
          </>
        ),
      }}
    >
      新建账号
    </CommandButton>
  );
}

function Grant({ account }: { account: Account }) {
  const grant = useCommand(Directory.grantRoles);
  const [chosen, setChosen] = useState<Role[] | null>(null);
  const [tried, setTried] = useState(false);
  const value = chosen ?? account.roles;
  const needs = (r: Role) =>
    r === Role.MEMBER && !account.member
      ? '（此账号没有关联提案者，不能授予）'
      : r === Role.HANDLING_UNIT && !account.unit
        ? '（此账号没有关联单位，不能授予）'
        : '';
  const option = (r: Role) => ({ value: r, label: roles[r], hint: roleDuties[r] + needs(r) });
  return (
    <CommandButton
      command={grant}
      label={`授权 ${account.login}`}
      onDone={() => setChosen(null)}
      confirm={{
        title: `授权 ${account.login}`,
        ok: '授权',
        text: '授权后，该账号正在使用的会话全部结束，需重新登录。',
        body: (
          <ChecksField
            label="角色"
            required
            value={value}
            onChange={setChosen}
            error={
              grant.fieldProblem('roles') ??
              (tried && !value.length ? '请至少选一个角色；要停用账号，请用“停用”。' : undefined)
            }
            groups={[
              {
                title: '业务角色',
                choices: grantable
                  .map((c) => c.value)
                  .filter((r) => !administrators.includes(r))
                  .map(option),
              },
              { title: '管理员（只能单选一个，不能兼任其他角色）', choices: administrators.map(option) },
            ]}
          />
        ),
      }}
      input={() => {
        setTried(true);
        return value.length ? { name: account.name, etag: account.etag, roles: value } : null;
      }}
    >
      授权
    </CommandButton>
  );
}

function Disable({ account }: { account: Account }) {
  const grant = useCommand(Directory.grantRoles);
  if (!account.roles.length) return null;
  return (
    <CommandButton
      danger
      command={grant}
      label={`停用 ${account.login}`}
      input={() => ({ name: account.name, etag: account.etag, roles: [] })}
      confirm={{
        title: `停用 ${account.login}`,
        ok: '停用',
        text: '停用后立即不能登录，正在使用的会话全部结束；已办理的事项和日志不变，以后可以重新授权。',
      }}
    >
      停用
    </CommandButton>
  );
}
