import { useAll } from '@/api/ask';
import { Assignments } from '@/api/clients';
import { type Reply, ReplyStateSchema } from '@/gen/proposals/assignment/v1/assignment_pb';
import { type FeedbackForm, FormState, RatingSchema } from '@/gen/proposals/feedback/v1/feedback_pb';
import { ProposalState, type Proposal } from '@/gen/proposals/intake/v1/intake_pb';
import type { DutyView } from '@/gen/proposals/supervision/v1/supervision_pb';
import { Facts } from '@/parts/case';
import { useNames } from '@/parts/names';
import { Section } from '@/parts/page';
import { Answers, Letter } from '@/parts/proposal-text';
import { Tag } from '@/parts/tags';
import { wordOf } from '@/words';

export function Replies({
  proposal,
  forms,
  duties,
}: {
  proposal: Proposal;
  forms: FeedbackForm[];
  duties: DutyView[];
}) {
  const names = useNames();
  const handled = [ProposalState.FILED, ProposalState.MERGED].includes(proposal.state);
  const replies = useAll(Assignments.listReplies, { proposal: proposal.name }, (page) => page.replies, {
    enabled: handled,
  });
  if (!handled || !replies.data?.length) return null;
  const unitOf = (r: Reply) =>
    names.unit(forms.find((f) => f.reply === r.name)?.unit ?? '') ||
    (duties.length === 1 ? duties[0]!.unitTitle : '') ||
    '承办单位';
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
              </>
            }
          >
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
                <h3>提案者评价</h3>
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
