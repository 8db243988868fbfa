import { useState } from 'react';
import { useAll, useCommand } from '@/api/ask';
import { Intake } from '@/api/clients';
import { minute } from '@/format';
import {
  type Invitation,
  InvitationState,
  InvitationStateSchema,
  ProposalState,
  type Proposal,
} from '@/gen/proposals/intake/v1/intake_pb';
import { SelectField } from '@/parts/choice-fields';
import { CommandButton } from '@/parts/command-button';
import { useMembers, useNames } from '@/parts/names';
import { Loaded } from '@/parts/notes';
import { Section } from '@/parts/page';
import { Tag } from '@/parts/tags';
import { wordOf } from '@/words';

/** Who is asked to sign. Only a draft invites; a returned proposal shows who has signed and is asked again. */
export function CoSigners({ proposal }: { proposal: Proposal }) {
  const names = useNames();
  const members = useMembers() ?? [];
  const [member, setMember] = useState<string>();
  const invitations = useAll(Intake.listInvitations, { proposal: proposal.name }, (page) => page.invitations);
  const invite = useCommand(Intake.inviteCoSigner);
  const cancel = useCommand(Intake.cancelInvitation);
  const again = [InvitationState.CANCELLED, InvitationState.RETRACTED];
  const asked = new Set(invitations.data?.filter((i) => !again.includes(i.state)).map((i) => i.member));
  if (proposal.state !== ProposalState.DRAFT && !invitations.data?.length) return null;
  return (
    <Section title="联名">
      {invitations.data?.some((i) => i.signedVersion > 0n) && (
        <p className="hint">
          签名只对签名时的文字有效：改动实质内容后，系统请已签名的委员重新签名；只改标点、空格的不必重签。
        </p>
      )}
      {proposal.state === ProposalState.DRAFT && (
        <>
          <SelectField
            search
            label="邀请联名的委员"
            value={member}
            onChange={setMember}
            placeholder="输入姓名查找"
            choices={members
              .filter((m) => m.name !== proposal.lead && !asked.has(m.name))
              .map((m) => ({ value: m.name, label: m.displayName }))}
            hint="受邀人须在期限内本人签名；提交时尚未签名的邀请失效。"
          />
          <div className="actions">
            <CommandButton
              command={invite}
              disabled={!member}
              input={() => (member ? { proposal: proposal.name, member } : null)}
              onDone={() => setMember(undefined)}
            >
              发出邀请
            </CommandButton>
          </div>
        </>
      )}
      <Loaded of={invitations} rows={1}>
        {(all) =>
          all.length === 0 ? (
            <p className="quiet">尚未邀请联名人。</p>
          ) : (
            <ul className="list" aria-label="联名邀请">
              {all.map((i) => (
                <li key={i.name} className="section-head">
                  <span>
                    {names.member(i.member)}{' '}
                    <Tag tone={i.state === InvitationState.SIGNED ? 'green' : askedAgain(i) ? 'yellow' : 'plain'}>
                      {askedAgain(i) ? '待重新签名' : wordOf(InvitationStateSchema, i.state)}
                    </Tag>
                    {i.state === InvitationState.PENDING && <span className="hint"> {minute(i.expiresAt)} 前有效</span>}
                    {i.retractedAt && <span className="hint">理由：{i.retractionReason}</span>}
                  </span>
                  {i.state === InvitationState.PENDING && (
                    <CommandButton
                      command={cancel}
                      input={() => ({ name: i.name })}
                      label={`撤回对${names.member(i.member)}的邀请`}
                    >
                      撤回
                    </CommandButton>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  );
}

/** True while a signer is asked again, because the text is no longer what was signed. */
const askedAgain = (i: Invitation) => i.state === InvitationState.PENDING && i.signedVersion > 0n;
