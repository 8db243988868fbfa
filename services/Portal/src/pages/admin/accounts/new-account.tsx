import { Button } from 'antd';
import { useState } from 'react';
import { useCommand } from '@/api/ask';
import { Directory } from '@/api/clients';
import { RadioField, SelectField } from '@/parts/choice-fields';
import { CommandButton } from '@/parts/command-button';
import { TextField } from '@/parts/fields';
import { mostOf } from '@/parts/most';
import { useMembers, useUnits } from '@/parts/names';
import { passwordLength } from '@/parts/password-length';

/** A password of sixteen characters, without those that look alike (l, o, I, O, 0, 1 …). */
function draw(): string {
  const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
  // 224 = 4 × 56, so every letter is equally likely.
  const fair = (): number => {
    const [b] = crypto.getRandomValues(new Uint8Array(1));
    return b! < 224 ? b! % letters.length : fair();
  };
  return Array.from({ length: 16 }, () => letters[fair()]).join('');
}

type Kind = 'member' | 'unit' | 'staff';
export interface Made {
  login: string;
  password: string;
}

export function NewAccount({ onMade }: { onMade: (made: Made) => void }) {
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
    return {
      login,
      password,
      oneTime: true,
      member: kind === 'member' ? member : '',
      unit: kind === 'unit' ? unit : '',
    };
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
              max={mostOf(Directory.createAccount.input.field.login)}
              hint="登录用的名字：字母、数字、汉字，不能与已有账号相同或相似"
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
              hint={`${passwordLength}；创建后显示一次，本人首次登录时须修改`}
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
