import { date, today } from '@/format';
import {
  type DeadlineLedger,
  type LedgerDay,
  LedgerDayKind,
  LedgerDayKindSchema,
} from '@/gen/proposals/assignment/v1/assignment_pb';
import { wordOf } from '@/words';
import { Rows } from './rows';

const weekdays = ['一', '二', '三', '四', '五', '六', '日'];
const utc = (ymd: string) => new Date(`${ymd}T00:00:00Z`);
/** 0 for Monday. */
const weekdayOf = (ymd: string) => (utc(ymd).getUTCDay() + 6) % 7;
const daysIn = (month: string) => new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate();
/** 2026-09 … 2026-11 */
function monthsFrom(first: string, last: string): string[] {
  const months: string[] = [];
  for (
    let m = first.slice(0, 7);
    m <= last.slice(0, 7);
    m = new Date(Date.UTC(Number(m.slice(0, 4)), Number(m.slice(5)), 1)).toISOString().slice(0, 7)
  )
    months.push(m);
  return months;
}

/** The words in a day's cell: 周末, 国庆节放假, 调休上班; none for an ordinary counted day. */
export function wordsOf(entry: LedgerDay): string {
  switch (entry.kind) {
    case LedgerDayKind.WORKDAY:
      return '';
    case LedgerDayKind.ADJUSTED_WORKDAY:
    case LedgerDayKind.HOLIDAY:
      return entry.reason;
    case LedgerDayKind.UNSPECIFIED:
      return entry.number ? '' : entry.reason;
    default:
      return wordOf(LedgerDayKindSchema, entry.kind);
  }
}

/** The character that Chinese calendars print, where words do not fit. */
export const markOf = (entry: LedgerDay) =>
  entry.kind === LedgerDayKind.EXTENSION || entry.kind === LedgerDayKind.SENT_BACK
    ? '延'
    : entry.kind === LedgerDayKind.ADJUSTED_WORKDAY
      ? '班'
      : entry.number
        ? ''
        : entry.kind === LedgerDayKind.MOVED_TO
          ? '顺'
          : '休';

/** How a due date was counted: every day in a calendar, and the same days as a list. */
export function DeadlineCalendar({ ledger, originalDue }: { ledger: DeadlineLedger; originalDue?: string }) {
  const due = ledger.due!.date;
  const days = new Map(ledger.days.map((d) => [d.date, d]));
  const counted = ledger.days.filter((d) => d.number > 0).length;
  return (
    <>
      <p>
        {ledger.duty}期限：{date(ledger.startDate)}起算，{ledger.rule.replace(/\d{4}-\d\d-\d\d/g, date)}；共计入{' '}
        {counted} 日，最后一天是
        <strong>
          {' '}
          {date(due)}（星期{weekdays[weekdayOf(due)]}）
        </strong>
        ，当日内办毕均不逾期。
      </p>
      {ledger.due!.provisional && (
        <p>
          这一期限是<strong>暂定</strong>的：其中有年份的放假安排尚未公布和录入。
        </p>
      )}
      <ul className="calendar-key" aria-label="图例">
        <li>
          <span className="day-start">起</span>起算日
        </li>
        <li>
          <span className="day-counted">1</span>计入，第几日
        </li>
        <li>
          <span className="day-skipped">休</span>不计
        </li>
        <li>
          <span className="day-extended">延</span>延期
        </li>
        <li>
          <span className="day-due">期</span>最后一天
        </li>
        <li>
          <span className="day-today">今</span>今天
        </li>
      </ul>
      <div className="calendar">
        {monthsFrom(ledger.startDate, due).map((month) => (
          <table key={month}>
            <caption>
              {Number(month.slice(0, 4))}年{Number(month.slice(5))}月
            </caption>
            <thead>
              <tr>
                {weekdays.map((w) => (
                  <th key={w} scope="col" abbr={`星期${w}`}>
                    {w}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {weeksOf(month).map((week, i) => (
                <tr key={i}>
                  {week.map((ymd, j) =>
                    ymd ? (
                      <Day
                        key={ymd}
                        ymd={ymd}
                        entry={days.get(ymd)}
                        start={ledger.startDate}
                        due={due}
                        originalDue={originalDue}
                      />
                    ) : (
                      <td key={j} />
                    ),
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        ))}
      </div>
      <details>
        <summary>逐日列出（{ledger.days.length} 天）</summary>
        <Rows
          caption={`${ledger.duty}期限逐日计算`}
          rows={ledger.days}
          keyOf={(d) => d.date}
          columns={[
            {
              title: '日期',
              least: true,
              bare: true,
              render: (d) => `${date(d.date)}（星期${weekdays[weekdayOf(d.date)]}）`,
            },
            { title: '第几日', least: true, render: (d) => (d.number ? `第 ${d.number} 日` : '不计') },
            { title: '说明', render: (d) => `${d.reason}${d.date === due ? '；期限最后一天' : ''}` },
          ]}
        />
      </details>
    </>
  );
}

function weeksOf(month: string): (string | null)[][] {
  const before = weekdayOf(`${month}-01`);
  const cells: (string | null)[] = [
    ...Array<null>(before).fill(null),
    ...Array.from({ length: daysIn(month) }, (_, i) => `${month}-${String(i + 1).padStart(2, '0')}`),
  ];
  while (cells.length % 7) cells.push(null);
  return Array.from({ length: cells.length / 7 }, (_, i) => cells.slice(i * 7, i * 7 + 7));
}

function Day({
  ymd,
  entry,
  start,
  due,
  originalDue,
}: {
  ymd: string;
  entry?: LedgerDay;
  start: string;
  due: string;
  originalDue?: string;
}) {
  const isToday = ymd === today();
  const kind =
    ymd === start
      ? 'start'
      : !entry
        ? 'outside'
        : entry.kind === LedgerDayKind.EXTENSION || entry.kind === LedgerDayKind.SENT_BACK
          ? 'extended'
          : entry.number
            ? 'counted'
            : 'skipped';
  const words = [
    ymd === start && '起算日',
    entry && wordsOf(entry),
    ymd === due && '最后一天',
    ymd !== due && ymd === originalDue && '原期限',
    isToday && '今天',
  ]
    .filter(Boolean)
    .join('，');
  const mark =
    ymd === due
      ? '期'
      : ymd === start
        ? '起'
        : isToday
          ? '今'
          : ymd === originalDue
            ? '原'
            : entry
              ? markOf(entry)
              : '';
  return (
    <td
      className={[`day-${kind}`, ymd === due && 'day-due', isToday && 'day-today'].filter(Boolean).join(' ')}
      aria-current={isToday ? 'date' : undefined}
    >
      <span className="day-date">{Number(ymd.slice(8))}</span>
      {entry && entry.number > 0 && (
        <b>
          <span className="sr-only">，第 </span>
          {entry.number}
          <span className="sr-only"> 日</span>
        </b>
      )}
      {words && (
        <small className="day-words">
          <span className="sr-only">，</span>
          {words}
        </small>
      )}
      {mark && (
        <small className="day-mark" aria-hidden="true">
          {mark}
        </small>
      )}
    </td>
  );
}
