import { createRegistry } from '@bufbuild/protobuf';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { askAll, useAsk } from '@/api/ask';
import { Directory, Journals } from '@/api/clients';
import { idOf } from '@/api/ids';
import { titleOf } from '@/api/services';
import { second } from '@/format';
import { eventFiles } from '@/gen/events';
import type { Event } from '@/gen/proposals/journal/v1/journal_pb';
import { SelectField } from '@/parts/choice-fields';
import { Short } from '@/parts/copy';
import { TextField } from '@/parts/fields';
import { Empty, Loaded } from '@/parts/notes';
import { Section } from '@/parts/page';
import { wordOfEvent } from '@/words';
import { Content, hex } from './content';

const registry = createRegistry(...eventFiles);

export function typeOf(e: Event): string {
  const type = registry.getMessage(e.type);
  return type ? wordOfEvent(type) : '本页面不认识的事件';
}
const pageSize = 50n;

/** A range of the journal, the newest first. */
export function Events({ source }: { source: string }) {
  const journal = useAsk(Journals.getJournal, { source });
  const accounts = useQuery({
    queryKey: ['directory', 'accounts'],
    queryFn: ({ signal }) => askAll(Directory.listAccounts, (p) => p.accounts, signal),
  });
  // The last position shown. Until one is chosen it is the head, so new events appear.
  const [chosen, setChosen] = useState<bigint | null>(null);
  const [wanted, setWanted] = useState('');
  const [wrong, setWrong] = useState('');
  const [type, setType] = useState<string>();
  const [actor, setActor] = useState<string>();
  const [words, setWords] = useState('');
  const head = journal.data?.head?.position;
  const last = chosen ?? head ?? 0n;
  const after = last > pageSize ? last - pageSize : 0n;
  const page = useAsk(
    Journals.readEvents,
    { source, after, limit: Number(pageSize) },
    { enabled: head !== undefined, keep: true },
  );

  const login = (id: string) =>
    accounts.data?.find((a) => idOf(a.name) === id)?.login ?? (id === 'system' ? '系统自动' : '其他账号');
  // The answer leaves out events of other committees, so it may reach beyond the range.
  const all = page.data?.events.filter((e) => e.position <= last).reverse();
  const different = (of: (e: Event) => string, label: (e: Event) => string) =>
    [...new Map(all?.map((e) => [of(e), label(e)])).entries()].map(([value, text]) => ({ value, label: text }));
  const wantedWords = words.trim().toLowerCase();
  const rows = all?.filter(
    (e) =>
      (!type || e.type === type) &&
      (!actor || e.actor === actor) &&
      (!wantedWords || [e.aggregate, e.commandId, hex(e.hash)].some((x) => x.toLowerCase().includes(wantedWords))),
  );
  const go = () => {
    const position = /^\d{1,18}$/.test(wanted.trim()) ? BigInt(wanted.trim()) : 0n;
    if (head === undefined || position < 1n || position > head) return setWrong(`请填写 1 至 ${head ?? 0n} 的整数。`);
    setWrong('');
    setChosen(position + pageSize - 1n < head ? position + pageSize - 1n : head);
  };

  return (
    <Section
      title="事件"
      actions={
        <>
          <Button
            disabled={head === undefined || last >= head}
            onClick={() => setChosen(last + pageSize < head! ? last + pageSize : null)}
          >
            较新
          </Button>
          <Button disabled={after === 0n} onClick={() => setChosen(after)}>
            较早
          </Button>
          <Button disabled={chosen === null} onClick={() => setChosen(null)}>
            最新
          </Button>
        </>
      }
    >
      <div className="filters">
        <SelectField
          label="事件类型"
          value={type}
          onChange={setType}
          placeholder="全部类型"
          choices={different((e) => e.type, typeOf)}
        />
        <SelectField
          label="操作人"
          value={actor}
          onChange={setActor}
          placeholder="全部操作人"
          choices={different(
            (e) => e.actor,
            (e) => login(e.actor),
          )}
        />
        <TextField label="对象、命令或哈希" type="search" value={words} onChange={setWords} />
        <form
          className="inline"
          onSubmit={(e) => {
            e.preventDefault();
            go();
          }}
          noValidate
        >
          <TextField label="从第几条看起" value={wanted} onChange={setWanted} error={wrong || undefined} />
          <Button htmlType="submit">查看</Button>
        </form>
      </div>
      <p className="hint" aria-live="polite">
        第 {`${after + 1n}`} 至 {`${last}`} 条，共 {`${head ?? 0n}`} 条；只列本委员会的事件。筛选只在这一段之内。
      </p>
      <Loaded
        of={{ ...page, data: rows }}
        empty={
          <Empty title="这一段没有符合条件的事件">
            <p>放宽筛选，或看较早、较新的一段。</p>
          </Empty>
        }
      >
        {(events) => (
          <ol className="list" aria-label={`${titleOf(source)}日志的事件`}>
            {events.map((e) => (
              <li key={`${e.position}`}>
                <div className="event">
                  <span className="quiet">第 {`${e.position}`} 条</span>
                  <time>{second(e.at)}</time>
                  <strong>{typeOf(e)}</strong>
                  <span>{login(e.actor)}</span>
                </div>
                <div className="event hint">
                  <span>
                    对象 <Short text={e.aggregate} of={`第 ${e.position} 条的对象`} />
                  </span>
                  <span>
                    命令 <Short text={e.commandId} of={`第 ${e.position} 条的命令编号`} />
                  </span>
                  <span>
                    哈希 <Short text={hex(e.hash)} of={`第 ${e.position} 条的哈希`} />
                  </span>
                </div>
                <Opened event={e} />
              </li>
            ))}
          </ol>
        )}
      </Loaded>
    </Section>
  );
}

/** The content of an event, decoded when it is opened. */
function Opened({ event }: { event: Event }) {
  const [open, setOpen] = useState(false);
  const type = registry.getMessage(event.type);
  return (
    <details onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary aria-label={`第 ${event.position} 条的内容`}>内容</summary>
      {open &&
        (type ? <Content event={event} type={type} /> : <p className="quiet">{event.body.length} 字节，不能解读。</p>)}
    </details>
  );
}
