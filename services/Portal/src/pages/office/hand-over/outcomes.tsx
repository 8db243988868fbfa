import { Button } from 'antd';
import { Link } from 'react-router';
import { idOf } from '@/api/ids';
import { date } from '@/format';
import { AssignmentRoleSchema, type AwaitingProposal } from '@/gen/proposals/assignment/v1/assignment_pb';
import { useNames } from '@/parts/names';
import { Section } from '@/parts/page';
import { wordOf } from '@/words';
import { type Outcome, type Plan } from './kept';

export function Case({
  row,
  suggested,
  refusal,
}: {
  row: AwaitingProposal;
  suggested: string;
  refusal?: Plan['refusal'];
}) {
  return (
    <div>
      <Link className="row-link" to={`/proposals/${idOf(row.proposal)}`}>
        {row.subject}
      </Link>
      {row.merged.length > 0 && <div className="hint">另有 {row.merged.length} 件并入，一并办理</div>}
      <div className="hint">提案者建议：{suggested || '未提'}</div>
      {refusal && (
        <div className="field-error" role="alert">
          未交办：
          {Object.keys(refusal.fields).length ? (
            '请更正本行标出的内容。'
          ) : (
            <>
              {refusal.text}
              {refusal.next}
            </>
          )}
        </div>
      )}
    </div>
  );
}

export function Outcomes({
  of,
  running,
  refused,
  clear,
}: {
  of: Outcome[];
  running?: { done: number; of: number };
  refused: number;
  clear: () => void;
}) {
  const names = useNames();
  return (
    <Section title="本次交办结果" actions={!running && <Button onClick={clear}>收起</Button>}>
      <p role="status">
        {running
          ? `正在交办，已办 ${running.done} 件，共 ${running.of} 件……`
          : `已交办 ${of.length} 件${refused ? `；${refused} 件没有交办，请按各行的提示更正后再试` : ''}。`}
      </p>
      {of.length > 0 && (
        <ul className="list">
          {of.map((o) => (
            <li key={o.proposal}>
              <Link className="row-link" to={`/proposals/${idOf(o.proposal)}`}>
                {o.title}
              </Link>
              {o.tasks.map((t) => (
                <div key={t.unit}>
                  {names.unit(t.unit)}（{wordOf(AssignmentRoleSchema, t.role)}）：
                  {date(t.acknowledge)}前签收，{date(t.due)}前{t.role === 2 ? '提交会办意见' : '答复'}
                  {t.provisional && '（该年日历未发布，期限为暂定）'}
                </div>
              ))}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
