import { clone } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { Button } from 'antd';
import { useState } from 'react';
import { useAsk, useCommand, usePages } from '@/api/ask';
import { Directory } from '@/api/clients';
import { useSession } from '@/api/session';
import { date, minute } from '@/format';
import { Role, type PlenarySession } from '@/gen/proposals/directory/v1/directory_pb';
import {
  DayKind,
  FiledConvention,
  PeriodUnit,
  PolicyProfileSchema,
  RatingRule,
  RehandlingTrigger,
  type Calendar,
  type CalendarDay,
  type DeadlineRule,
  type PolicyProfile,
} from '@/gen/proposals/directory/v1/policy_pb';
import { CommandButton } from '@/parts/command-button';
import { CheckField, DateField, NumberField, RadioField, SelectField, TextField } from '@/parts/fields';
import { Empty, Loaded, Note } from '@/parts/notes';
import { Page, Section } from '@/parts/page';
import { sentencesOf } from '@/parts/policy-words';
import { More, Rows, type Column } from '@/parts/rows';
import { sessionKinds } from '@/words';

/** 届次, calendar and rules: the proposals office changes them, everybody reads them. */
export default function Settings() {
  const mayChange = useSession().has(Role.PROPOSALS_OFFICE);
  const calendar = useAsk(Directory.getCalendar, {});
  const policy = useAsk(Directory.getPolicyProfile, {});
  return (
    <Page
      title="届次与规则"
      lead={mayChange ? '更改只影响以后的提案和以后计算的期限；在办提案按提交时的规则办理。' : '由提案委办公室维护。'}
    >
      <Sessions mayChange={mayChange} />
      <Loaded of={policy}>{(p) => <Rules key={String(p.version)} profile={p} mayChange={mayChange} />}</Loaded>
      <Loaded of={calendar}>{(c) => <Days key={String(c.version)} calendar={c} mayChange={mayChange} />}</Loaded>
    </Page>
  );
}

function Sessions({ mayChange }: { mayChange: boolean }) {
  const sessions = usePages(Directory.listPlenarySessions, {}, (page) => page.sessions);
  const columns: Column<PlenarySession>[] = [
    { title: '届次', bare: true, render: (s) => s.title },
    { title: '开幕', least: true, render: (s) => minute(s.opensAt) },
    { title: '大会提案截止', least: true, render: (s) => minute(s.cutOffAt) },
    { title: '闭幕', least: true, render: (s) => minute(s.closesAt) },
  ];
  return (
    <Section title="届次" actions={mayChange && <OpenSession />}>
      <Loaded
        of={sessions}
        rows={2}
        empty={<Empty title="还没有届次">{mayChange && '请先开设届次，委员才能提交提案。'}</Empty>}
      >
        {(all) => <Rows caption="届次" rows={all} keyOf={(s) => s.name} columns={columns} />}
      </Loaded>
      <More of={sessions} />
    </Section>
  );
}

// What the browser's field says is China's time.
const instant = (local: string) => (local ? timestampFromDate(new Date(`${local}:00+08:00`)) : undefined);

function OpenSession() {
  const [term, setTerm] = useState<number>();
  const [number, setNumber] = useState<number>();
  const [opens, setOpens] = useState('');
  const [cutOff, setCutOff] = useState('');
  const [closes, setCloses] = useState('');
  const [missing, setMissing] = useState(false);
  const open = useCommand(Directory.openPlenarySession);
  const given = term && number && opens && cutOff && closes;
  const absent = (value: unknown, path: string) => (missing && !value ? '此项必填。' : open.fieldProblem(path));
  const input = () => {
    setMissing(!given);
    return given
      ? { session: { term, number, opensAt: instant(opens), cutOffAt: instant(cutOff), closesAt: instant(closes) } }
      : null;
  };
  return (
    <CommandButton
      command={open}
      input={input}
      confirm={{
        title: '开设届次',
        ok: '开设届次',
        text: '截止时间以前（含）收到的为大会提案，以后收到的为平时提案。届次开设后不能更改。',
        body: (
          <>
            <NumberField
              label="届"
              required
              min={1}
              max={99}
              value={term}
              onChange={setTerm}
              error={absent(term, 'term')}
            />
            <NumberField
              label="次"
              required
              min={1}
              max={99}
              value={number}
              onChange={setNumber}
              error={absent(number, 'number')}
            />
            <DateField
              time
              label="开幕时间"
              required
              value={opens}
              onChange={setOpens}
              error={absent(opens, 'opens_at')}
            />
            <DateField
              time
              label="大会提案截止时间"
              required
              value={cutOff}
              onChange={setCutOff}
              error={absent(cutOff, 'cut_off_at')}
            />
            <DateField
              time
              label="闭幕时间"
              required
              value={closes}
              onChange={setCloses}
              error={absent(closes, 'closes_at')}
            />
          </>
        ),
      }}
    >
      开设届次
    </CommandButton>
  );
}

function Rules({ profile, mayChange }: { profile: PolicyProfile; mayChange: boolean }) {
  const [draft, setDraft] = useState<PolicyProfile>();
  const now = sentencesOf(profile);
  const then = draft && sentencesOf(draft);
  const changed = then?.map((s, i) => ({ ...s, before: now[i]!.text })).filter((s) => s.text !== s.before) ?? [];
  const publish = useCommand(Directory.publishPolicyProfile);
  const edit = (change: (p: PolicyProfile) => void) => {
    const next = clone(PolicyProfileSchema, draft!);
    change(next);
    setDraft(next);
  };
  return (
    <Section
      title={`办理规则（第 ${profile.version} 版）`}
      actions={
        mayChange && (
          <Button
            aria-expanded={!!draft}
            onClick={() => {
              publish.reset();
              setDraft(draft ? undefined : clone(PolicyProfileSchema, profile));
            }}
          >
            {draft ? '放弃修改' : '修改规则'}
          </Button>
        )
      }
    >
      {!draft && (
        <dl className="rules">
          {now.map((s) => (
            <div key={s.title}>
              <dt>{s.title}</dt>
              <dd>{s.text}</dd>
            </div>
          ))}
        </dl>
      )}
      {draft && (
        <>
          <RulesForm profile={draft} edit={edit} problem={publish.fieldProblem} />
          <div aria-live="polite">
            <h3>将要更改的规则（{changed.length} 条）</h3>
            {changed.length === 0 && <p className="quiet">还没有更改。</p>}
            <dl className="rules">
              {changed.map((s) => (
                <div key={s.title}>
                  <dt>{s.title}</dt>
                  <dd>
                    <del>{s.before}</del>
                    <br />
                    <ins>{s.text}</ins>
                  </dd>
                </div>
              ))}
            </dl>
          </div>
          <div className="actions">
            <CommandButton
              primary
              disabled={!changed.length}
              command={publish}
              input={() => ({ policyProfile: draft })}
              confirm={{
                title: '发布新规则',
                text: `发布后成为第 ${profile.version + 1n} 版，适用于以后提交的提案；已提交的仍按原来的规则。`,
                ok: '发布新规则',
                body: (
                  <dl className="rules">
                    {changed.map((s) => (
                      <div key={s.title}>
                        <dt>{s.title}</dt>
                        <dd>{s.text}</dd>
                      </div>
                    ))}
                  </dl>
                ),
              }}
            >
              发布新规则
            </CommandButton>
          </div>
        </>
      )}
    </Section>
  );
}

type Keys<T> = { [K in keyof PolicyProfile]-?: PolicyProfile[K] extends T ? K : never }[keyof PolicyProfile];

// Limits as the service has them; it has the last word.
const numbers: [Keys<number>, string, string, number, number][] = [
  ['capMonths', 'cap_months', '答复总时限（月）', 1, 24],
  ['maxExtensions', 'max_extensions', '最多延期次数', 0, 10],
  ['maxReturns', 'max_returns', '最多退办次数', 0, 10],
  ['maxRounds', 'max_rounds', '最多办理轮次', 1, 9],
  ['yellowWorkingDays', 'yellow_working_days', '黄灯（剩余工作日）', 0, 120],
  ['redWorkingDays', 'red_working_days', '红灯（剩余工作日）', 0, 60],
  ['coSignHoursInSession', 'co_sign_hours_in_session', '大会期间联名（小时）', 1, 720],
  ['coSignHoursInterSession', 'co_sign_hours_inter_session', '平时联名（小时）', 1, 720],
  ['subjectMaxCharacters', 'subject_max_characters', '案由字数', 10, 200],
  ['sectionMaxCharacters', 'section_max_characters', '正文每部分字数', 100, 10000],
  ['maxSuggestions', 'max_suggestions', '建议条数', 1, 50],
];
const switches: [Keys<boolean>, string][] = [
  ['contactRequired', '签发答复前须登记面商'],
  ['opinionsRequired', '签发答复前会办意见须交齐'],
  ['restartClockOnReassign', '改办后重新计算期限'],
  ['resubmissionKeepsKind', '退回后重新提交仍按大会提案'],
  ['mostlySatisfiedReopens', '基本满意也重新办理'],
  ['closeWithoutStatement', '无人表态可以办结'],
];
const units: Record<PeriodUnit, string> = {
  [PeriodUnit.UNSPECIFIED]: '',
  [PeriodUnit.WORKING_DAY]: '工作日',
  [PeriodUnit.CALENDAR_DAY]: '自然日',
  [PeriodUnit.MONTH]: '月',
  [PeriodUnit.FIXED_DATE]: '固定日期',
};

function RulesForm({
  profile: p,
  edit,
  problem,
}: {
  profile: PolicyProfile;
  edit: (change: (p: PolicyProfile) => void) => void;
  problem: (path: string) => string | undefined;
}) {
  const periods: [string, string, (q: PolicyProfile) => DeadlineRule | undefined][] = [
    ['签收', 'acknowledge', (q) => q.acknowledge],
    ['申退', 'return_window', (q) => q.returnWindow],
    ['会办意见', 'co_handling_opinion', (q) => q.coHandlingOpinion],
    ...p.reply.map((r, i): [string, string, (q: PolicyProfile) => DeadlineRule | undefined] => [
      `答复${r.sessionKind ? `（${sessionKinds[r.sessionKind]}）` : ''}`,
      'reply',
      (q) => q.reply[i],
    ]),
    ['反馈', 'feedback', (q) => q.feedback],
    ['重新办理', 'rehandling', (q) => q.rehandling],
  ];
  return (
    <div className="form-grid">
      <TextField
        label="名称"
        required
        max={100}
        value={p.title}
        onChange={(v) =>
          edit((q) => {
            q.title = v;
          })
        }
        error={problem('title')}
      />
      {periods.map(([label, path, of]) => {
        const rule = of(p)!;
        return rule.unit === PeriodUnit.FIXED_DATE ? (
          <div key={label} className="field">
            <div className="field-head">
              <strong>{label}</strong>
            </div>
            {rule.fixedMonth} 月 {rule.fixedDay} 日（固定日期）
          </div>
        ) : (
          <NumberField
            key={label}
            label={`${label}（${units[rule.unit]}）`}
            required
            min={1}
            max={400}
            value={rule.amount || undefined}
            onChange={(v) =>
              edit((q) => {
                of(q)!.amount = v ?? 0;
              })
            }
            error={problem(path)}
          />
        );
      })}
      {numbers.map(([key, path, label, min, max]) => (
        <NumberField
          key={key}
          label={label}
          required
          min={min}
          max={max}
          hint={`${min} 至 ${max}`}
          value={p[key]}
          onChange={(v) =>
            edit((q) => {
              Object.assign(q, { [key]: v ?? 0 });
            })
          }
          error={problem(path)}
        />
      ))}
      {switches.map(([key, label]) => (
        <CheckField
          key={key}
          label={label}
          value={p[key]}
          onChange={(v) =>
            edit((q) => {
              q[key] = v;
            })
          }
        />
      ))}
      <RadioField
        label="评价口径"
        value={p.ratingRule}
        onChange={(v) =>
          edit((q) => {
            q.ratingRule = v ?? q.ratingRule;
          })
        }
        choices={[
          { value: RatingRule.WORST, label: '取最低的评价' },
          { value: RatingRule.LEAD, label: '以第一提案人为准' },
        ]}
      />
      <RadioField
        label="重新办理"
        value={p.rehandlingTrigger}
        onChange={(v) =>
          edit((q) => {
            q.rehandlingTrigger = v ?? q.rehandlingTrigger;
          })
        }
        choices={[
          { value: RehandlingTrigger.ANY_DIMENSION, label: '任一方面不满意' },
          { value: RehandlingTrigger.RESULT_ONLY, label: '只看办理结果' },
        ]}
      />
      <RadioField
        label="立案统计口径"
        value={p.filedConvention}
        onChange={(v) =>
          edit((q) => {
            q.filedConvention = v ?? q.filedConvention;
          })
        }
        choices={[
          { value: FiledConvention.INCLUSIVE, label: '立案包括并案' },
          { value: FiledConvention.DISJOINT, label: '并案另计' },
        ]}
      />
    </div>
  );
}

const kinds: Record<DayKind, string> = { [DayKind.UNSPECIFIED]: '', [DayKind.OFF]: '放假', [DayKind.WORK]: '调休上班' };
type Day = Pick<CalendarDay, 'date' | 'kind' | 'reason' | 'source'>;
const ymd = (d: Date) => d.toISOString().slice(0, 10);
const nextDay = (day: string, by = 1) => ymd(new Date(Date.parse(day) + by * 86_400_000));
const byDate = (a: Day, b: Day) => a.date.localeCompare(b.date);

/** Days that follow each other and are the same thing. */
function spells(days: Day[]): Day[][] {
  const all: Day[][] = [];
  for (const d of days.toSorted(byDate)) {
    const last = all.at(-1)?.at(-1);
    if (last && nextDay(last.date) === d.date && last.kind === d.kind && last.reason === d.reason) all.at(-1)!.push(d);
    else all.push([d]);
  }
  return all;
}

const spell = (days: Day[]) => `${date(days[0]!.date)}${days.length > 1 ? `至${date(days.at(-1)!.date)}` : ''}`;

function Days({ calendar, mayChange }: { calendar: Calendar; mayChange: boolean }) {
  const thisYear = new Date().getFullYear();
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
              {kinds[s[0]!.kind]}：{spell(s)}，{s[0]!.reason}
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
                          新增：{kinds[s[0]!.kind]}，{spell(s)}，{s[0]!.reason}
                        </li>
                      ))}
                      {spells(removed).map((s) => (
                        <li key={`-${s[0]!.date}`}>
                          移除：{kinds[s[0]!.kind]}，{spell(s)}，{s[0]!.reason}
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
          choices={[
            { value: DayKind.OFF, label: kinds[DayKind.OFF] },
            { value: DayKind.WORK, label: kinds[DayKind.WORK] },
          ]}
          error={absent(kind)}
        />
        <TextField
          label="原因"
          required
          max={50}
          value={reason}
          onChange={setReason}
          hint="例如：春节、开斋节"
          error={absent(reason.trim())}
        />
        <TextField
          label="依据"
          required
          max={200}
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

const weekdays = ['一', '二', '三', '四', '五', '六', '日'];

function Month({ year, month, days }: { year: number; month: number; days: Day[] }) {
  const first = `${year}-${String(month).padStart(2, '0')}-01`;
  const lead = (new Date(first).getUTCDay() + 6) % 7;
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const weeks = Array.from({ length: Math.ceil((lead + last) / 7) }, (_, w) =>
    Array.from({ length: 7 }, (_, d) => w * 7 + d - lead + 1),
  );
  return (
    <table className="month">
      <caption>{month}月</caption>
      <thead>
        <tr>
          {weekdays.map((w) => (
            <th key={w} scope="col">
              {w}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week[0]}>
            {week.map((n, weekday) => {
              const special = n >= 1 && n <= last ? days.find((d) => d.date === nextDay(first, n - 1)) : undefined;
              const look =
                special?.kind === DayKind.OFF
                  ? 'off'
                  : special?.kind === DayKind.WORK
                    ? 'work'
                    : weekday > 4
                      ? 'weekend'
                      : undefined;
              return (
                <td key={weekday} className={look} title={special && `${kinds[special.kind]}：${special.reason}`}>
                  {n >= 1 && n <= last && n}
                  {special && <small>{special.kind === DayKind.OFF ? '休' : '班'}</small>}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
