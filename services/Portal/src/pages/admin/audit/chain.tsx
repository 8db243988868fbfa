import { longest, useAsk, useCommand } from '@/api/ask';
import { Journals } from '@/api/clients';
import { titleOf } from '@/api/services';
import { CommandButton } from '@/parts/command-button';
import { Short } from '@/parts/copy';
import { Loaded, Note } from '@/parts/notes';
import { Section } from '@/parts/page';
import { hex } from './content';

/** The head of a journal, and the check of its chain. */
export function Chain({ source }: { source: string }) {
  const journal = useAsk(Journals.getJournal, { source });
  const verify = useCommand(Journals.verifyJournal, { quiet: true, timeout: longest });
  const result = verify.data;
  return (
    <Section
      title={`${titleOf(source)}日志`}
      actions={
        <CommandButton command={verify} input={() => ({ source })}>
          校验链条
        </CommandButton>
      }
    >
      <Loaded of={journal} rows={1}>
        {(j) => (
          <dl className="facts">
            <div>
              <dt>记录数</dt>
              <dd>{`${j.head?.position ?? 0n}`}</dd>
            </div>
            <div>
              <dt>末条哈希</dt>
              <dd>
                <Short text={hex(j.headHash)} of="末条哈希" />
              </dd>
            </div>
            <div>
              <dt>未能记入的事件</dt>
              <dd>{`${j.parked}`}</dd>
            </div>
            {j.checkpoints.length > 0 && (
              <div>
                <dt>已收到其他日志</dt>
                <dd>{j.checkpoints.map((c) => `${titleOf(c.source)}至第 ${c.position} 条`).join('，')}</dd>
              </div>
            )}
            {j.problems.length > 0 && (
              <div>
                <dt>缺失</dt>
                <dd>
                  {j.problems.map((problem) => (
                    <Note key={problem} kind="bad" title={problem} />
                  ))}
                </dd>
              </div>
            )}
          </dl>
        )}
      </Loaded>
      {result && (result.problem || result.firstBadPosition) && (
        <Note kind="bad" title={`链条在第 ${result.firstBadPosition} 条断开：${result.problem}`}>
          <p>已核对 {`${result.events}`} 条。请保留现场，立即联系运维人员核对备份。</p>
        </Note>
      )}
      {result && result.faults.length > 0 && (
        <Note kind="bad" title={`有 ${result.faults.length} 处与日志不符`}>
          <ul className="list">
            {result.faults.map((fault) => (
              <li key={`${fault.table}/${fault.row}/${fault.problem}`}>
                {fault.problem}
                {fault.row && <Short text={fault.row} of="行的编号" />}
              </li>
            ))}
          </ul>
          <p>请保留现场，立即联系运维人员核对备份。</p>
        </Note>
      )}
      {result &&
        (result.problem || result.firstBadPosition || result.faults.length > 0 ? null : (
          <Note kind="good" title={`链条完整：已逐条核对 ${result.events} 条，并核对了 ${result.rows} 行`}>
            {result.unprovenRows > 0 && <p>另有 {`${result.unprovenRows}`} 行由旧版本写下，尚无凭据。</p>}
            <p>
              末条哈希 <Short text={hex(result.headHash)} of="核对到的末条哈希" />
              ，可与以前抄录的哈希比对。
            </p>
          </Note>
        ))}
    </Section>
  );
}
