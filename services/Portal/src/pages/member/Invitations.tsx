import { useAsk, useCommand, usePages } from '@/api/ask';
import { Intake } from '@/api/clients';
import { minute } from '@/format';
import { type Invitation, InvitationState, InvitationStateSchema } from '@/gen/proposals/intake/v1/intake_pb';
import { CommandButton } from '@/parts/command-button';
import { useNames } from '@/parts/names';
import { Empty, Loaded, Note } from '@/parts/notes';
import { Page, Section } from '@/parts/page';
import { ProposalText } from '@/parts/proposal-text';
import { More } from '@/parts/rows';
import { Tag } from '@/parts/tags';
import { wordOf } from '@/words';

export default function Invitations() {
  const invitations = usePages(Intake.listInvitations, { pageSize: 20 }, (p) => p.invitations);
  return (
    <Page title="联名邀请" lead="别的委员邀请您联名的提案">
      <Loaded
        of={invitations}
        empty={
          <Empty title="没有联名邀请">
            <p>收到邀请时，这里和“通知”中会显示。</p>
          </Empty>
        }
      >
        {(all) => all.map((i) => <One key={i.name} invitation={i} />)}
      </Loaded>
      <More of={invitations} />
    </Page>
  );
}

function One({ invitation }: { invitation: Invitation }) {
  const names = useNames();
  const proposal = useAsk(Intake.getProposal, { name: invitation.proposal });
  const accept = useCommand(Intake.acceptInvitation);
  const decline = useCommand(Intake.declineInvitation);
  const pending = invitation.state === InvitationState.PENDING;
  const subject = proposal.data?.text?.subject ?? '';
  return (
    <Section
      title={subject || '联名邀请'}
      actions={
        <Tag tone={invitation.state === InvitationState.SIGNED ? 'green' : pending ? 'yellow' : 'plain'}>
          {wordOf(InvitationStateSchema, invitation.state)}
        </Tag>
      }
    >
      <Loaded of={proposal}>
        {(p) => (
          <>
            <p>
              {names.member(p.lead)}邀请您联名。
              {pending && (
                <>
                  请在 <strong>{minute(invitation.expiresAt)}</strong> 前答复。
                </>
              )}
            </p>
            {pending ? (
              <ProposalText text={p.text!} />
            ) : (
              <details>
                <summary>查看提案</summary>
                <ProposalText text={p.text!} />
              </details>
            )}
          </>
        )}
      </Loaded>
      {pending && (
        <div className="actions">
          <CommandButton
            command={accept}
            primary
            input={() => ({ name: invitation.name })}
            label={`签名联名：${subject}`}
            confirm={{ title: '签名联名', text: `您将成为《${subject}》的联名人，提交后姓名载入提案。`, ok: '签名' }}
          >
            签名联名
          </CommandButton>
          <CommandButton
            command={decline}
            input={() => ({ name: invitation.name })}
            label={`谢绝联名：${subject}`}
            confirm={{ title: '谢绝联名', text: '谢绝后不能再签名。', ok: '谢绝' }}
          >
            谢绝
          </CommandButton>
        </div>
      )}
      {invitation.state === InvitationState.EXPIRED && <Note>会签时间已过，未计入联名。</Note>}
    </Section>
  );
}
