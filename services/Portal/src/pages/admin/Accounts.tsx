import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { askAll } from '@/api/ask';
import { Directory } from '@/api/clients';
import { useSession } from '@/api/session';
import { type Account, Role, RoleSchema } from '@/gen/proposals/directory/v1/directory_pb';
import { SelectField } from '@/parts/choice-fields';
import { Copy } from '@/parts/copy';
import { TextField } from '@/parts/fields';
import { useLocalList } from '@/parts/local-list';
import { useNames } from '@/parts/names';
import { Empty, Loaded, Note } from '@/parts/notes';
import { Page } from '@/parts/page';
import { More, Rows } from '@/parts/rows';
import { Tag } from '@/parts/tags';
import { wordOf } from '@/words';
import { Disable, Grant } from './accounts/grant';
import { type Made, NewAccount } from './accounts/new-account';
import { Reset, Unlock } from './accounts/reset';
import { grantable } from './accounts/roles';

/** 三员分立: the duties of each administrator. */
const duties: [Role, string][] = [
  [Role.SYSTEM_ADMINISTRATOR, '新建账号；不能授予角色，也不能停用账号。'],
  [Role.SECURITY_ADMINISTRATOR, '授予角色、停用账号、重置密码；不能新建账号，也不能更改自己的角色。'],
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
          <p>密码只显示这一次，请抄录后告知本人，本人首次登录时须设置自己的密码。安全管理员授权后，账号才能使用。</p>
        </Note>
      )}
      <Note title="三员分立：三个管理员各管一段，互不兼任，也不兼任业务角色">
        <ul>
          {duties.map(([r, text]) => (
            <li key={r}>
              {wordOf(RoleSchema, r)}
              {has(r) && '（您）'}：{text}
            </li>
          ))}
        </ul>
        <p>密码只有本人知道。忘记密码的，由安全管理员重置；连续输错须等待的，由安全管理员解除。</p>
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
                render: (a) => (
                  <>
                    {a.roles.length ? (
                      a.roles.map((r) => wordOf(RoleSchema, r)).join('、')
                    ) : (
                      <Tag tone="yellow">未启用</Tag>
                    )}{' '}
                    {a.mustChangePassword && <Tag tone="yellow">一次性密码，本人尚未修改</Tag>}
                  </>
                ),
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
                            <Reset account={a} />
                            <Unlock account={a} />
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
