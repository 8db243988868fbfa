import { Link } from 'react-router';
import { useAll, useCommand } from '@/api/ask';
import { Assignments, Supervision } from '@/api/clients';
import { idOf } from '@/api/ids';
import { useSession } from '@/api/session';
import { date, day, minute, untilDue } from '@/format';
import {
  type Assignment,
  AssignmentState,
  ExtensionRequestState,
  ExtensionRequestStateSchema,
  ReturnRequestState,
  ReturnRequestStateSchema,
} from '@/gen/proposals/assignment/v1/assignment_pb';
import { DutyKindSchema, LightSchema } from '@/gen/proposals/supervision/v1/supervision_pb';
import { Facts } from '@/parts/case';
import { CommandButton } from '@/parts/command-button';
import { useNames } from '@/parts/names';
import { Section } from '@/parts/page';
import { LightTag, Tag } from '@/parts/tags';
import { answersProposer, isOpen } from '@/parts/tasks';
import { wordOf } from '@/words';
import { ExtensionButton, ReturnButton, ReturnWindow } from './requests';

/** Dates and lights of the task, and the decisions about it: 签收, 申请退回, 申请延期. */
export function Overview({ of: a, own }: { of: Assignment; own: boolean }) {
  const names = useNames();
  const { account } = useSession();
  const duties =
    useAll(Supervision.listDuties, { proposal: a.proposal }, (p) => p.duties).data?.filter(
      (d) => d.unit === a.unit && d.round === a.round,
    ) ?? [];
  const urges =
    useAll(Supervision.listUrges, { proposal: a.proposal }, (p) => p.urges).data?.filter(
      (u) => u.unit === account.unit,
    ) ?? [];
  const returns =
    useAll(Assignments.listReturnRequests, {}, (p) => p.returnRequests, { enabled: own }).data?.filter(
      (r) => r.assignment === a.name,
    ) ?? [];
  const extensions =
    useAll(Assignments.listExtensionRequests, {}, (p) => p.extensionRequests, { enabled: own }).data?.filter(
      (r) => r.assignment === a.name,
    ) ?? [];
  const acknowledge = useCommand(Assignments.acknowledgeAssignment);
  const provisional = (due: Assignment['due']) =>
    due?.provisional && (
      <>
        {' '}
        <Tag tone="yellow">暂定</Tag>
      </>
    );
  const answer = answersProposer(a) ? '答复' : '会办意见';

  return (
    <Section
      title="办理情况"
      actions={
        <Link className="row-link" to={`/assignments/${idOf(a.name)}/deadline`}>
          期限说明
        </Link>
      }
    >
      {a.state === AssignmentState.HANDED_OVER && own && (
        <p>请核对是否属于本单位职责：属于的请签收；不属于的请在申退期限内申请退回。</p>
      )}
      <Facts
        of={[
          ['承办单位', names.unit(a.unit)],
          ['交办', day(a.handedOverAt)],
          [
            '签收',
            a.acknowledgedAt
              ? day(a.acknowledgedAt)
              : a.acknowledgeDue &&
                isOpen(a) && (
                  <>
                    {date(a.acknowledgeDue.date)}截止{provisional(a.acknowledgeDue)}
                  </>
                ),
          ],
          [
            `${answer}期限`,
            a.due && (
              <>
                {date(a.due.date)}
                {provisional(a.due)}
                {a.originalDue && a.originalDue.date !== a.due.date && `（原期限 ${date(a.originalDue.date)}）`}
              </>
            ),
          ],
          [answersProposer(a) ? '答复送达' : '会办意见提交', day(a.completedAt)],
        ]}
      />
      {duties.length > 0 && (
        <ul aria-label="剩余时间">
          {duties.map((d) => (
            <li key={d.name}>
              {wordOf(DutyKindSchema, d.kind)}　
              <LightTag
                light={d.light}
                text={`${wordOf(LightSchema, d.light)}：${untilDue(d.dueDate, d.workingDaysLeft)}`}
              />
            </li>
          ))}
        </ul>
      )}
      {urges.length > 0 && (
        <p>
          已被催办 {urges.length} 次，最近一次：{minute(urges[0]!.urgedAt)}“{urges[0]!.content}”　
          <Link className="row-link" to="/urges-received">
            全部催办
          </Link>
        </p>
      )}
      {own && isOpen(a) && (
        <div className="actions">
          {a.state === AssignmentState.HANDED_OVER && (
            <CommandButton primary command={acknowledge} input={() => ({ name: a.name, etag: a.etag })}>
              签收
            </CommandButton>
          )}
          <ReturnButton of={a} pending={returns.find((r) => r.state === ReturnRequestState.PENDING)} />
          <ExtensionButton of={a} pending={extensions.find((r) => r.state === ExtensionRequestState.PENDING)} />
        </div>
      )}
      {own && isOpen(a) && <ReturnWindow of={a} />}
      {returns.length > 0 && (
        <ul className="list" aria-label="申退记录">
          {returns.map((r) => (
            <li key={r.name}>
              {day(r.requestedAt)} 申请退回，建议由{names.unit(r.suggestedUnit)}承办：{r.reason}　
              <Tag>{wordOf(ReturnRequestStateSchema, r.state)}</Tag>
              {r.refusal && <p>不同意的理由：{r.refusal}</p>}
            </li>
          ))}
        </ul>
      )}
      {extensions.length > 0 && (
        <ul className="list" aria-label="延期记录">
          {extensions.map((r) => (
            <li key={r.name}>
              申请由 {date(r.oldDue)} 延至 {date(r.until)}：{r.reason}　
              <Tag>{wordOf(ExtensionRequestStateSchema, r.state)}</Tag>
              {r.grantedUntil && r.grantedUntil !== r.until && (
                <p>
                  准予延至 {date(r.grantedUntil)}：{r.grantReason}
                </p>
              )}
              {r.denial && <p>不予延期的理由：{r.denial}</p>}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
