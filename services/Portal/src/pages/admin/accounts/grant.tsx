import { useState } from 'react';
import { useCommand } from '@/api/ask';
import { Directory } from '@/api/clients';
import { type Account, Role, RoleSchema } from '@/gen/proposals/directory/v1/directory_pb';
import { ChecksField } from '@/parts/choice-fields';
import { CommandButton } from '@/parts/command-button';
import { wordOf } from '@/words';
import { administrators, grantable, roleDuties } from './roles';

export function Grant({ account }: { account: Account }) {
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
  const option = (r: Role) => ({ value: r, label: wordOf(RoleSchema, r), hint: (roleDuties[r] ?? '') + needs(r) });
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

export function Disable({ account }: { account: Account }) {
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
