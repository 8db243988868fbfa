import { Link } from 'react-router';
import { useAll } from '@/api/ask';
import { Feedback } from '@/api/clients';
import { idOf, sibling } from '@/api/ids';
import { date, day } from '@/format';
import { ReplyState, type Assignment, type Reply } from '@/gen/proposals/assignment/v1/assignment_pb';
import type { Proposal } from '@/gen/proposals/intake/v1/intake_pb';
import { Facts } from '@/parts/case';
import { useNames } from '@/parts/names';
import { Note } from '@/parts/notes';
import { Answers } from '@/parts/proposal-text';
import { isLive } from '@/parts/tasks';

/** 重新办理: its own deadline, and the replies of earlier rounds. */
export function Rounds({
  of: a,
  ofCase,
  replies,
  proposal,
}: {
  of: Assignment;
  ofCase: Assignment[];
  replies: Reply[];
  proposal?: Proposal;
}) {
  const names = useNames();
  const own = ofCase.filter((o) => o.unit === a.unit && isLive(o));
  const later = own.find((o) => o.round > a.round);
  const before = own.filter((o) => o.round < a.round).sort((x, y) => y.round - x.round);
  const delivered = before.flatMap((o) =>
    replies.filter((r) => r.assignment === o.name && r.state === ReplyState.DELIVERED),
  );
  return (
    <>
      {later && (
        <Note
          kind="warn"
          title={`本案已进入重新办理（第 ${later.round} 轮）`}
          actions={
            <Link className="row-link" to={`/assignments/${idOf(later.name)}`}>
              去办理第 {later.round} 轮
            </Link>
          }
        >
          <p>这里是第 {a.round} 轮的办理情况。</p>
        </Note>
      )}
      {a.round > 1 && (
        <Note kind="warn" title={`重新办理（第 ${a.round} 轮）`}>
          <p>按提案者对上一轮的评价，本案须重新办理。本轮期限另行计算：{date(a.due!.date)}截止。</p>
          <Reasons of={a} />
          {delivered.map((r) => (
            <details key={r.name}>
              <summary>
                上一轮的答复（{r.documentNumber}，{day(r.deliveredAt)} 送达）
              </summary>
              <p className="prose">{r.text}</p>
              <Answers reply={r} suggestions={proposal?.text?.suggestions ?? []} />
              <Facts of={[['办理结果', names.outcome(r.outcomeClass)]]} />
            </details>
          ))}
        </Note>
      )}
    </>
  );
}

/** What the proposers found wanting in the round before: their words, without who wrote them. */
function Reasons({ of: a }: { of: Assignment }) {
  const reasons = useAll(Feedback.listRehandlingReasons, { case: sibling(a.proposal, 'closings') }, (p) => p.reasons);
  const words = (reasons.data ?? []).filter((r) => r.unit === a.unit && r.round === a.round - 1);
  return (
    words.length > 0 && (
      <>
        <p>提案者指出的问题：</p>
        <ul>
          {words.map((r, i) => (
            <li key={i} className="prose">
              {r.text}
            </li>
          ))}
        </ul>
      </>
    )
  );
}
