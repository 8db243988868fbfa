import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { useAsk } from '@/api/ask';
import { Assignments } from '@/api/clients';
import { idOf } from '@/api/ids';
import { useSession } from '@/api/session';
import { AssignmentRoleSchema, Duty, DutySchema } from '@/gen/proposals/assignment/v1/assignment_pb';
import { DutyKind, DutyKindSchema } from '@/gen/proposals/supervision/v1/supervision_pb';
import { RadioField } from '@/parts/choice-fields';
import { DeadlineCalendar } from '@/parts/deadline-calendar';
import { useNames } from '@/parts/names';
import { Loaded } from '@/parts/notes';
import { Page, Section } from '@/parts/page';
import { answersProposer } from '@/parts/tasks';
import { choices, wordOf } from '@/words';

/** 期限说明: how the due date was counted. */
export default function Deadline() {
  const { id } = useParams();
  const { account, name } = useSession();
  const names = useNames();
  const [duty, setDuty] = useState(Duty.ANSWER);
  const assignment = useAsk(Assignments.getAssignment, { name: name('assignments', id!) });
  const ledger = useAsk(Assignments.getDeadlineLedger, { assignment: name('assignments', id!), duty }, { keep: true });
  const a = assignment.data;
  const back = a && (a.unit === account.unit ? `/assignments/${idOf(a.name)}` : `/proposals/${idOf(a.proposal)}`);
  const answer = wordOf(DutyKindSchema, a && !answersProposer(a) ? DutyKind.OPINION : DutyKind.REPLY);

  return (
    <Page
      title="期限说明"
      lead={
        a && (
          <>
            第 {a.caseNumber} 号　
            {back ? (
              <Link className="row-link" to={back}>
                {a.subject}
              </Link>
            ) : (
              a.subject
            )}
            　{names.unit(a.unit)}（{wordOf(AssignmentRoleSchema, a.role)}
            {a.round > 1 && `，第 ${a.round} 轮`}）
          </>
        )
      }
    >
      <RadioField
        label="看哪个期限"
        value={duty}
        onChange={(d) => setDuty(d ?? Duty.ANSWER)}
        choices={[...choices(DutySchema, [Duty.ACKNOWLEDGE, Duty.RETURN]), { value: Duty.ANSWER, label: answer }]}
      />
      <Loaded of={ledger} rows={8}>
        {(l) => (
          <Section title={`为什么${l.duty}期限是这一天`}>
            <DeadlineCalendar ledger={l} originalDue={duty === Duty.ANSWER ? a?.originalDue?.date : undefined} />
          </Section>
        )}
      </Loaded>
    </Page>
  );
}
