import { useAll, useCommand } from '@/api/ask';
import { Assignments } from '@/api/clients';
import { idOf } from '@/api/ids';
import { useSession } from '@/api/session';
import { minute } from '@/format';
import { type Reply, ReplyState, ReplyStateSchema } from '@/gen/proposals/assignment/v1/assignment_pb';
import { Role } from '@/gen/proposals/directory/v1/directory_pb';
import { type FeedbackForm, FormState, RatingSchema } from '@/gen/proposals/feedback/v1/feedback_pb';
import { ProposalState, type Proposal } from '@/gen/proposals/intake/v1/intake_pb';
import type { DutyView } from '@/gen/proposals/supervision/v1/supervision_pb';
import { Facts } from '@/parts/case';
import { mostOf } from '@/parts/most';
import { useNames } from '@/parts/names';
import { Note } from '@/parts/notes';
import { Section } from '@/parts/page';
import { Answers, Letter } from '@/parts/proposal-text';
import { Tag } from '@/parts/tags';
import { WordsButton } from '@/parts/words-button';
import { wordOf } from '@/words';

export function Replies({
  proposal,
  forms,
  duties,
  closed,
}: {
  proposal: Proposal;
  forms: FeedbackForm[];
  duties: DutyView[];
  closed: boolean;
}) {
  const names = useNames();
  const { has } = useSession();
  const checks = has(Role.HAND_OVER_OFFICE, Role.PROPOSALS_OFFICE, Role.SUPERVISOR) && !closed;
  const handled = [ProposalState.FILED, ProposalState.MERGED].includes(proposal.state);
  const replies = useAll(Assignments.listReplies, { proposal: proposal.name }, (page) => page.replies, {
    enabled: handled,
  });
  if (!handled || !replies.data?.length) return null;
  // The id of a duty begins with that of its task.
  const dutyOf = (r: Reply) => duties.find((d) => idOf(d.name).startsWith(idOf(r.assignment)));
  const unitOf = (r: Reply) =>
    names.unit(forms.find((f) => f.reply === r.name)?.unit ?? '') || dutyOf(r)?.unitTitle || '承办单位';
  // Of an earlier round the proposers' own words have ordered another answer.
  const lastRound = Math.max(...duties.map((d) => d.round));
  const mayGoBack = (r: Reply) =>
    checks && [ReplyState.SIGNED, ReplyState.DELIVERED].includes(r.state) && dutyOf(r)?.round === lastRound;
  return (
    <>
      {replies.data.map((r) => {
        const form = forms.find((f) => f.reply === r.name && f.state === FormState.SUBMITTED);
        return (
          <Section
            key={r.name}
            title={`${unitOf(r)}的答复`}
            actions={
              <>
                {r.outcomeClass && <Tag tone="green">{names.outcome(r.outcomeClass)}</Tag>}
                <Tag>{wordOf(ReplyStateSchema, r.state)}</Tag>
                {mayGoBack(r) && <SendBack of={r} unit={unitOf(r)} />}
              </>
            }
          >
            {r.state === ReplyState.SENT_BACK && (
              <Note kind="warn" title={`已退回重办（${minute(r.sentBackAt)}），承办单位将重新答复`}>
                <p className="prose">{r.requestedChanges}</p>
              </Note>
            )}
            <div className="no-print">
              <Answers reply={r} suggestions={proposal.text?.suggestions ?? []} />
            </div>
            <details className="print-open" open={!r.answers.length}>
              <summary>答复全文</summary>
              <Letter
                reply={r}
                unit={unitOf(r)}
                to={names.member(proposal.lead)}
                suggestions={proposal.text?.suggestions}
              />
            </details>
            {form && (
              <>
                <h3>提案者评价{form.setAside && '（不再计入）'}</h3>
                <Facts
                  of={[
                    ['办理工作', wordOf(RatingSchema, form.work)],
                    ['办理结果', wordOf(RatingSchema, form.result)],
                    ['意见', form.comment],
                  ]}
                />
              </>
            )}
          </Section>
        );
      })}
    </>
  );
}

/** 退回重办: what is to be changed in a reply that does not meet the requirements. */
function SendBack({ of: reply, unit }: { of: Reply; unit: string }) {
  const sendBack = useCommand(Assignments.sendBackReply);
  return (
    <WordsButton
      command={sendBack}
      input={(requestedChanges) => ({ name: reply.name, etag: reply.etag, requestedChanges })}
      field="需要改正的内容"
      path="requested_changes"
      max={mostOf(Assignments.sendBackReply.input.field.requestedChanges)}
      text={
        reply.state === ReplyState.DELIVERED
          ? '承办单位须重新答复，期限按“重新办理”另行计算；已发出的征询意见表作废，不计为不满意。'
          : '承办单位须改正后重新签发，答复期限不变。'
      }
      label={`退回重办：${unit}的答复`}
    >
      退回重办
    </WordsButton>
  );
}
