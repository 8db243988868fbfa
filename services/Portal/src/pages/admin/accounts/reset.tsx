import { Button } from 'antd';
import { useState } from 'react';
import { useCommand } from '@/api/ask';
import { Directory } from '@/api/clients';
import { minute } from '@/format';
import type { Account, ResetPasswordResponse } from '@/gen/proposals/directory/v1/directory_pb';
import { CommandButton } from '@/parts/command-button';
import { Copy } from '@/parts/copy';
import { Dialog } from '@/parts/dialog';

/** 重置密码: draws a one-time password and shows it once. */
export function Reset({ account }: { account: Account }) {
  const reset = useCommand(Directory.resetPassword);
  const [drawn, setDrawn] = useState<ResetPasswordResponse>();
  // Forgotten as soon as the dialog is closed: the page keeps no password.
  const close = () => {
    setDrawn(undefined);
    reset.reset();
  };
  return (
    <>
      <CommandButton
        command={reset}
        label={`重置密码：${account.login}`}
        input={() => ({ name: account.name, etag: account.etag })}
        onDone={setDrawn}
        confirm={{
          title: `重置 ${account.login} 的密码`,
          ok: '重置密码',
          text: '原密码立即失效，会话全部结束。系统生成一次性密码，请告知本人，本人登录时须改掉。重置记入日志。',
        }}
      >
        重置密码
      </CommandButton>
      <Dialog
        title={`${account.login} 的一次性密码`}
        open={drawn !== undefined}
        onClose={close}
        actions={
          <Button type="primary" onClick={close}>
            已抄录，不再显示
          </Button>
        }
      >
        {drawn?.oneTimePassword ? (
          <>
            <p className="short">
              <code>{drawn.oneTimePassword}</code> <Copy text={drawn.oneTimePassword} of="一次性密码" />
            </p>
            <p>只显示这一次，{minute(drawn.expiresAt)}前有效。请当面或打电话告知本人，不要发到群里。</p>
          </>
        ) : (
          <p>密码已重置，但一次性密码没有送达本页面。请再重置一次。</p>
        )}
      </Dialog>
    </>
  );
}

/** 解除等待: after wrong passwords the account may be tried again at once. */
export function Unlock({ account }: { account: Account }) {
  const unlock = useCommand(Directory.unlockAccount);
  return (
    <CommandButton
      command={unlock}
      label={`解除等待：${account.login}`}
      input={() => ({ name: account.name })}
      confirm={{
        title: `解除 ${account.login} 的登录等待`,
        ok: '解除',
        text: '因连续输错密码而须等待的，解除后可以马上再试，密码不变。忘记密码的，请用“重置密码”。',
      }}
    >
      解除等待
    </CommandButton>
  );
}
