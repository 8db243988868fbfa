import { useCommand } from '@/api/ask';
import { Directory } from '@/api/clients';
import { useLeave, useSession } from '@/api/session';
import { NewPassword } from '@/parts/new-password';
import { Page } from '@/parts/page';

export default function Password() {
  const { account } = useSession();
  const leave = useLeave();
  const change = useCommand(Directory.changePassword, { quiet: true });
  const enter = (newPassword: string, currentPassword: string) =>
    change.run({ currentPassword, newPassword }).then(
      // The command has ended every session of the account, also this one.
      () => leave('密码已修改，请用新密码登录。'),
      () => {},
    );

  return (
    <Page title="修改密码" lead="修改后，本账号在各处的登录全部结束" narrow>
      <NewPassword
        asksCurrent
        login={account.login}
        problem={change.problem}
        fieldProblem={change.fieldProblem}
        busy={change.isPending}
        onEnter={(fresh, current) => void enter(fresh, current)}
        ok="修改密码"
      />
    </Page>
  );
}
