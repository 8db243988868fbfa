import { useCommand, usePages } from '@/api/ask';
import { Journals } from '@/api/clients';
import { titleOf } from '@/api/services';
import { useSession } from '@/api/session';
import { minute } from '@/format';
import { Role } from '@/gen/proposals/directory/v1/directory_pb';
import { CommandButton } from '@/parts/command-button';
import { Short } from '@/parts/copy';
import { Empty, Loaded } from '@/parts/notes';
import { Section } from '@/parts/page';
import { More } from '@/parts/rows';
import { typeOf } from './events';

/** Events that the service could not apply and has parked. */
export function Parked({ service }: { service: string }) {
  const retry = useSession().has(Role.SYSTEM_ADMINISTRATOR);
  const parked = usePages(Journals.listParkedEvents, { service }, (p) => p.parkedEvents);
  return (
    <Section title="未能记入的事件">
      {!retry && <p className="hint">重试由系统管理员办理。</p>}
      <Loaded
        of={parked}
        rows={1}
        empty={
          <Empty title="没有未能记入的事件">
            <p>其他服务的事件都已收到并用上。</p>
          </Empty>
        }
      >
        {(rows) => (
          <ul className="list">
            {rows.map(
              (p) =>
                p.event && (
                  <li key={`${p.event.source}/${p.event.position}`}>
                    <strong>
                      {titleOf(p.event.source)}第 {`${p.event.position}`} 条：
                      {typeOf(p.event)}
                    </strong>
                    <p>原因：{p.error}</p>
                    <p className="hint">
                      {minute(p.parkedAt)}起，对象 <Short text={p.event.aggregate} of="对象" />
                    </p>
                    {retry && <Retry service={service} aggregate={p.event.aggregate} />}
                  </li>
                ),
            )}
          </ul>
        )}
      </Loaded>
      <More of={parked} />
    </Section>
  );
}

function Retry({ service, aggregate }: { service: string; aggregate: string }) {
  const retry = useCommand(Journals.retryParkedEvents);
  return (
    <CommandButton
      command={retry}
      label={`重试该对象的事件（${aggregate.slice(0, 6)}…）`}
      input={() => ({ service, aggregate })}
    >
      重试该对象的全部事件
    </CommandButton>
  );
}
