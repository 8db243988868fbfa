import { Button } from 'antd';
import { Link, useParams } from 'react-router';
import { useAll, useAsk, useCommand } from '@/api/ask';
import { Supervision } from '@/api/clients';
import { idOf } from '@/api/ids';
import { useSession } from '@/api/session';
import { minute } from '@/format';
import { Role } from '@/gen/proposals/directory/v1/directory_pb';
import {
  SupervisionModeSchema,
  type SupervisionTask as Task,
  SupervisionTaskState,
} from '@/gen/proposals/supervision/v1/supervision_pb';
import { Facts } from '@/parts/case';
import { mostOf } from '@/parts/most';
import { useNames } from '@/parts/names';
import { Loaded, Note } from '@/parts/notes';
import { Page, Section } from '@/parts/page';
import { TaskTags, daysOf } from '@/parts/supervision';
import { RevisePlanButton } from '@/parts/supervision-plan';
import { WordsButton } from '@/parts/words-button';
import { wordOf } from '@/words';
import { Problems } from './supervision/problems';
import { Records } from './supervision/records';

/** A supervision task for everybody who reads its case: plan, records, problems, summary. */
export default function SupervisionTask() {
  const { id } = useParams();
  const { name, has } = useSession();
  const task = useAsk(Supervision.getSupervisionTask, { name: name('supervisionTasks', id!) });
  const records = useAll(
    Supervision.listSupervisionRecords,
    { task: name('supervisionTasks', id!) },
    (page) => page.records,
  );
  const decides = has(Role.PROPOSALS_OFFICE, Role.SUPERVISOR);
  return (
    <Loaded of={task} title="督办任务">
      {(t) => (
        <Page
          title={`督办：${wordOf(SupervisionModeSchema, t.mode)}`}
          lead={
            <>
              <Link to={`/proposals/${idOf(t.proposal)}`}>
                第 {String(t.caseNumber)} 号《{t.subject}》
              </Link>{' '}
              <TaskTags of={t} />
            </>
          }
          actions={
            <>
              <Moves of={t} decides={decides} starts={decides || has(Role.LEADER)} />
              <Button onClick={() => print()}>打印</Button>
            </>
          }
        >
          {t.summary && (
            <Note kind="good" title={`督办小结（${minute(t.endedAt)}）`}>
              <p className="prose">{t.summary}</p>
            </Note>
          )}
          {t.reason && (
            <Note title={`已取消（${minute(t.endedAt)}）`}>
              <p className="prose">{t.reason}</p>
            </Note>
          )}
          <Plan of={t} />
          <Records of={t} records={records} decides={decides} />
          <Problems of={t} records={records.data ?? []} decides={decides} />
        </Page>
      )}
    </Loaded>
  );
}

function Moves({ of: t, decides, starts }: { of: Task; decides: boolean; starts: boolean }) {
  const start = useCommand(Supervision.startSupervisionTask);
  const finish = useCommand(Supervision.finishSupervisionTask);
  const cancel = useCommand(Supervision.cancelSupervisionTask);
  const [planned, underWay] = [t.state === SupervisionTaskState.PLANNED, t.state === SupervisionTaskState.UNDER_WAY];
  return (
    <>
      {planned && starts && (
        <WordsButton
          command={start}
          input={(approvedBy) => ({ name: t.name, etag: t.etag, approvedBy })}
          field="方案审定人"
          path="approved_by"
          optional
          max={mostOf(Supervision.startSupervisionTask.input.field.approvedBy)}
          primary
        >
          开始督办
        </WordsButton>
      )}
      {underWay && decides && (
        <WordsButton
          command={finish}
          input={(summary) => ({ name: t.name, etag: t.etag, summary })}
          field="督办小结"
          path="summary"
          max={mostOf(Supervision.finishSupervisionTask.input.field.summary)}
          text="办结后不能再登记督办记录；未整改的问题仍可销号。"
          primary
        >
          办结督办
        </WordsButton>
      )}
      {(planned || underWay) && decides && <RevisePlanButton of={t} />}
      {(planned || underWay) && starts && (
        <WordsButton
          command={cancel}
          input={(reason) => ({ name: t.name, etag: t.etag, reason })}
          field="理由"
          path="reason"
          max={mostOf(Supervision.cancelSupervisionTask.input.field.reason)}
          danger
        >
          取消督办
        </WordsButton>
      )}
    </>
  );
}

function Plan({ of: t }: { of: Task }) {
  const names = useNames();
  const p = t.plan;
  return (
    <Section title="督办方案">
      <Facts
        of={[
          ['督办领导', p?.leader],
          ['牵头专委会', p?.specialCommittee],
          ['时间安排', daysOf(p)],
          ['参加委员', p?.members.map(names.member).join('、')],
          ['方案审定', t.approvedBy],
          ['拟定', minute(t.openedAt)],
          ['开始', minute(t.startedAt)],
        ]}
      />
      <p className="prose">{p?.outline}</p>
      {p?.division && <p className="prose">任务分工：{p.division}</p>}
      {p?.standard && <p className="prose">质量标准：{p.standard}</p>}
    </Section>
  );
}
