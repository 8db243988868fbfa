import { Button } from 'antd';
import { useState } from 'react';
import { useCommand } from '@/api/ask';
import { Directory } from '@/api/clients';
import { today } from '@/format';
import { type Calendar, CalendarDaySchema, type DayKind, DayKindSchema } from '@/gen/proposals/directory/v1/policy_pb';
import { RadioField, SelectField } from '@/parts/choice-fields';
import { CommandButton } from '@/parts/command-button';
import { DateField, TextField } from '@/parts/fields';
import { mostOf } from '@/parts/most';
import { Note } from '@/parts/notes';
import { Section } from '@/parts/page';
import { choices, wordOf } from '@/words';
import { type Day, byDate, nextDay, spell, spells } from './days';
import { Month } from './month';

export function Days({ calendar, mayChange }: { calendar: Calendar; mayChange: boolean }) {
  const thisYear = Number(today().slice(0, 4));
  const [days, setDays] = useState<Day[]>(calendar.days);
  const [year, setYear] = useState(thisYear);
  const publish = useCommand(Directory.publishCalendar);
  const years = [...new Set([...calendar.years, ...days.map((d) => Number(d.date.slice(0, 4)))])].sort();
  const same = (a: Day, b: Day) => a.date === b.date && a.kind === b.kind && a.reason === b.reason;
  const added = days.filter((d) => !calendar.days.some((c) => same(c, d)));
  const removed = calendar.days.filter((d) => !days.some((c) => same(c, d)));
  const ofYear = spells(days.filter((d) => d.date.startsWith(`${year}-`)));
  return (
    <Section title={`工作日日历（第 ${calendar.version} 版）`}>
      <SelectField
        label="年份"
        value={year}
        onChange={(v) => v && setYear(v)}
        choices={[...new Set([...years, thisYear, thisYear + 1])]
          .sort()
          .map((y) => ({ value: y, label: `${y}年${years.includes(y) ? '' : '（未发布）'}` }))}
      />
      {!years.includes(year) && (
        <Note kind="warn" title={`${year}年的放假安排还没有录入`}>
          跨入该年的期限为暂定。
        </Note>
      )}
      <p className="hint">“休”为放假，“班”为调休上班；其他周一至周五上班，周六、周日休息。</p>
      <div className="months">
        {Array.from({ length: 12 }, (_, m) => (
          <Month key={m} year={year} month={m + 1} days={days} />
        ))}
      </div>
      <ul className="list" aria-label={`${year}年的特殊日子`}>
        {ofYear.map((s) => (
          <li key={s[0]!.date} className="section-head">
            <span>
              {wordOf(DayKindSchema, s[0]!.kind)}：{spell(s)}，{s[0]!.reason}
              {s.length > 1 && `（${s.length} 天）`} <span className="hint">{s[0]!.source}</span>
            </span>
            {mayChange && (
              <Button
                size="small"
                aria-label={`移除 ${spell(s)} ${s[0]!.reason}`}
                onClick={() => setDays(days.filter((d) => !s.includes(d)))}
              >
                移除
              </Button>
            )}
          </li>
        ))}
      </ul>
      {mayChange && (
        <AddDays
          add={(more) => setDays([...days.filter((d) => !more.some((m) => m.date === d.date)), ...more].sort(byDate))}
        />
      )}
      {mayChange && (added.length > 0 || removed.length > 0) && (
        <Note
          kind="warn"
          title={`有未发布的更改：新增 ${added.length} 天，移除 ${removed.length} 天`}
          actions={
            <>
              <CommandButton
                primary
                command={publish}
                input={() => ({ calendar: { years, days } })}
                confirm={{
                  title: '发布日历',
                  ok: '发布日历',
                  text: '整份日历替换为新的一版。已经告知承办单位的期限不变。',
                  body: (
                    <ul className="list">
                      {spells(added).map((s) => (
                        <li key={s[0]!.date}>
                          新增：{wordOf(DayKindSchema, s[0]!.kind)}，{spell(s)}，{s[0]!.reason}
                        </li>
                      ))}
                      {spells(removed).map((s) => (
                        <li key={`-${s[0]!.date}`}>
                          移除：{wordOf(DayKindSchema, s[0]!.kind)}，{spell(s)}，{s[0]!.reason}
                        </li>
                      ))}
                    </ul>
                  ),
                }}
              >
                发布日历
              </CommandButton>
              <Button onClick={() => setDays(calendar.days)}>放弃更改</Button>
            </>
          }
        />
      )}
    </Section>
  );
}

function AddDays({ add }: { add: (days: Day[]) => void }) {
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [kind, setKind] = useState<DayKind>();
  const [reason, setReason] = useState('');
  const [source, setSource] = useState('');
  const [missing, setMissing] = useState(false);
  const backwards = !!from && !!to && to < from;
  const absent = (value: unknown) => (missing && !value ? '此项必填。' : undefined);
  const submit = () => {
    const given = from && kind && reason.trim() && source.trim() && !backwards;
    setMissing(!given);
    if (!given) return;
    const days: Day[] = [];
    for (let d = from; d <= (to || from) && days.length < 366; d = nextDay(d))
      days.push({ date: d, kind, reason: reason.trim(), source: source.trim() });
    add(days);
    setFrom('');
    setTo('');
  };
  return (
    <details>
      <summary>添加放假或调休上班的日子</summary>
      <div className="form-grid">
        <DateField label="从" required value={from} onChange={setFrom} error={absent(from)} />
        <DateField
          label="到"
          value={to}
          onChange={setTo}
          hint="只有一天的不填"
          error={backwards ? '不能早于开始的日子。' : undefined}
        />
        <RadioField
          label="安排"
          required
          value={kind}
          onChange={setKind}
          choices={choices(DayKindSchema)}
          error={absent(kind)}
        />
        <TextField
          label="原因"
          required
          max={mostOf(CalendarDaySchema.field.reason)}
          value={reason}
          onChange={setReason}
          hint="例如：春节、开斋节"
          error={absent(reason.trim())}
        />
        <TextField
          label="依据"
          required
          max={mostOf(CalendarDaySchema.field.source)}
          value={source}
          onChange={setSource}
          hint="通知的名称或文号"
          error={absent(source.trim())}
        />
      </div>
      <div className="actions">
        <Button onClick={submit}>添加到日历</Button>
      </div>
    </details>
  );
}
