import { useAsk, useCommand, usePages } from '@/api/ask';
import { Intake } from '@/api/clients';
import { minute } from '@/format';
import {
  type Invitation,
  InvitationState,
  InvitationStateSchema,
  type Proposal,
  ProposalState,
} from '@/gen/proposals/intake/v1/intake_pb';
import { CommandButton } from '@/parts/command-button';
import { mostOf } from '@/parts/most';
import { useNames } from '@/parts/names';
import { Empty, Loaded, Note } from '@/parts/notes';
import { Page, Section } from '@/parts/page';
import { ProposalText } from '@/parts/proposal-text';
import { More } from '@/parts/rows';
import { SinceSigned } from '@/parts/since-signed';
import { Tag } from '@/parts/tags';
import { WordsButton } from '@/parts/words-button';
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
  const pending = invitation.state === InvitationState.PENDING;
  // An invitation that ended without a signature gives no right to read.
  const reads = pending || invitation.state === InvitationState.SIGNED;
  const proposal = useAsk(Intake.getProposal, { name: invitation.proposal }, { enabled: reads });
  const again = pending && invitation.signedVersion > 0n;
  const changes = useAsk(Intake.getInvitation, { name: invitation.name }, { enabled: again }).data?.changes ?? [];
  const accept = useCommand(Intake.acceptInvitation);
  const decline = useCommand(Intake.declineInvitation);
  const subject = proposal.data?.text?.subject ?? '';
  return (
    <Section
      title={subject || '联名邀请'}
      actions={
        <Tag tone={invitation.state === InvitationState.SIGNED ? 'green' : pending ? 'yellow' : 'plain'}>
          {again ? '待重新签名' : wordOf(InvitationStateSchema, invitation.state)}
        </Tag>
      }
    >
      {again && (
        <Note kind="warn" title="您签名之后，提案文字有实质修改，请看过再决定是否重新签名">
          <SinceSigned changes={changes} />
        </Note>
      )}
      {reads && (
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
      )}
      {pending && (
        <div className="actions">
          <CommandButton
            command={accept}
            primary
            input={() => ({ name: invitation.name, textHash: proposal.data?.textHash ?? new Uint8Array() })}
            disabled={!proposal.data}
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
      {invitation.state === InvitationState.SIGNED && proposal.data && (
        <Leave invitation={invitation} proposal={proposal.data} />
      )}
      {invitation.state === InvitationState.RETRACTED && (
        <Note>您已于{minute(invitation.retractedAt)}退出联名，不再计入联名，提案不再可读。</Note>
      )}
      {invitation.state === InvitationState.EXPIRED && <Note>会签时间已过，未计入联名，提案不再可读。</Note>}
      {invitation.state === InvitationState.DECLINED && <Note>您已谢绝，提案不再可读。</Note>}
      {invitation.state === InvitationState.CANCELLED && <Note>邀请已由第一提案人撤回。</Note>}
    </Section>
  );
}

const undecided = [ProposalState.DRAFT, ProposalState.SUBMITTED, ProposalState.RETURNED, ProposalState.EXAMINED];
const filed = [ProposalState.FILED, ProposalState.MERGED];

/** A signer leaves before the filing decision; after it the wish is noted. */
function Leave({ invitation, proposal: p }: { invitation: Invitation; proposal: Proposal }) {
  const retract = useCommand(Intake.retractSignature);
  const subject = p.text?.subject ?? '';
  const noted = filed.includes(p.state);
  if (noted && invitation.retractedAt)
    return <Note>您已于{minute(invitation.retractedAt)}提出退出联名。提案已经立案，只作记录，联名不变。</Note>;
  if (!noted && !undecided.includes(p.state)) return null;
  const word = noted ? '提出退出' : '退出联名';
  return (
    <div className="actions">
      <WordsButton
        danger
        command={retract}
        input={(reason) => ({ name: invitation.name, reason })}
        field="退出的理由"
        path="reason"
        max={mostOf(Intake.retractSignature.input.field.reason)}
        label={`${word}：${subject}`}
        text={
          noted
            ? '提案已经立案：只记录您的意见，联名、案号不变；第一提案人和提案委会知道。'
            : '退出后不再是联名人，提案不再可读；第一提案人会知道，已提交的，提案委也会知道。'
        }
      >
        {word}
      </WordsButton>
    </div>
  );
}
