import { useCommand, usePages } from '@/api/ask';
import { Directory } from '@/api/clients';
import { useSession } from '@/api/session';
import { minute } from '@/format';
import { Role, type OpenSignIn } from '@/gen/proposals/directory/v1/directory_pb';
import { CommandButton } from '@/parts/command-button';
import { Empty, Loaded, Note } from '@/parts/notes';
import { Page } from '@/parts/page';
import { More, Rows } from '@/parts/rows';
import { Tag } from '@/parts/tags';

export default function SignIns() {
  const may = useSession().has(Role.SECURITY_ADMINISTRATOR);
  const signIns = usePages(Directory.listOpenSignIns, {}, (p) => p.signIns);

  return (
    <Page title="在线会话" lead="登录后尚未退出、也未到期的会话，最近的在前">
      {may ? (
        <Note>发现陌生的会话，先结束它；账号可能已经泄露的，再到“账号与角色”停用。</Note>
      ) : (
        <Note>结束他人的会话由安全管理员办理，这里供查阅。</Note>
      )}
      <Loaded of={signIns} empty={<Empty title="没有在线会话" />}>
        {(rows) => (
          <Rows
            caption="在线会话"
            rows={rows}
            keyOf={(s) => s.name}
            columns={[
              {
                title: '账号',
                bare: true,
                render: (s) => (
                  <>
                    <strong>{s.login}</strong> {s.own && <Tag tone="green">本次登录</Tag>}
                  </>
                ),
              },
              { title: '登录时间', least: true, render: (s) => minute(s.signedInAt) },
              { title: '最晚到期', least: true, render: (s) => minute(s.expiresAt) },
              ...(may
                ? [
                    {
                      title: '办理',
                      bare: true,
                      least: true,
                      render: (s: OpenSignIn) =>
                        s.own ? <span className="quiet">请用“退出登录”</span> : <End signIn={s} />,
                    },
                  ]
                : []),
            ]}
          />
        )}
      </Loaded>
      <More of={signIns} />
    </Page>
  );
}

function End({ signIn }: { signIn: OpenSignIn }) {
  const end = useCommand(Directory.endOpenSignIn);
  return (
    <CommandButton
      danger
      command={end}
      label={`结束 ${signIn.login} 的会话`}
      input={() => ({ name: signIn.name })}
      confirm={{
        title: `结束 ${signIn.login} 的会话`,
        ok: '结束',
        text:
          `${minute(signIn.signedInAt)}登录的这个会话一秒内在各处失效，未保存的内容留在对方本机。` +
          '账号本身不受影响，可以重新登录。',
      }}
    >
      结束
    </CommandButton>
  );
}
