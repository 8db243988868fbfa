import { Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { useAsk } from '@/api/ask';
import { Intake } from '@/api/clients';
import { idOf } from '@/api/ids';
import { date } from '@/format';
import {
  AssignmentRole,
  AssignmentRoleSchema,
  type AwaitingProposal,
} from '@/gen/proposals/assignment/v1/assignment_pb';
import { useNames } from '@/parts/names';
import { Loaded } from '@/parts/notes';
import { Section } from '@/parts/page';
import { ProposalText } from '@/parts/proposal-text';
import { wordOf } from '@/words';
import { type Outcome, type Plan } from './kept';
import { Recall } from './recall';

export function Case({
  row,
  suggested,
  intended,
  refusal,
}: {
  row: AwaitingProposal;
  suggested: string;
  intended: string;
  refusal?: Plan['refusal'];
}) {
  return (
    <div>
      <Link className="row-link" to={`/proposals/${idOf(row.proposal)}`}>
        {row.subject}
      </Link>
      {row.merged.length > 0 && <div className="hint">另有 {row.merged.length} 件并入，一并办理</div>}
      <Original proposal={row.proposal} />
      <div className="hint">提案者建议：{suggested || '未提'}</div>
      {intended && <div className="hint">审查拟定：{intended}</div>}
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

/** The proposal, to be read without leaving the page. */
function Original({ proposal }: { proposal: string }) {
  const [open, setOpen] = useState(false);
  const full = useAsk(Intake.getProposal, { name: proposal }, { enabled: open });
  return (
    <details onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>看提案</summary>
      {open && <Loaded of={full}>{(p) => <ProposalText text={p.text!} />}</Loaded>}
    </details>
  );
}

export function Outcomes({
  of,
  running,
  refused,
  clear,
  recalled,
}: {
  of: Outcome[];
  running?: { done: number; of: number };
  refused: number;
  clear: () => void;
  recalled: (proposal: string) => void;
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
              <div className="section-head">
                <Link className="row-link" to={`/proposals/${idOf(o.proposal)}`}>
                  {o.title}
                </Link>
                {!running && <Recall proposal={o.proposal} title={o.title} onDone={() => recalled(o.proposal)} />}
              </div>
              {o.tasks.map((t) => (
                <div key={t.unit}>
                  {names.unit(t.unit)}（{wordOf(AssignmentRoleSchema, t.role)}）：
                  {date(t.acknowledge)}前签收，{date(t.due)}前
                  {(t.role as AssignmentRole) === AssignmentRole.CO_HANDLE ? '提交会办意见' : '答复'}
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
