import { DayKind, DayKindSchema } from '@/gen/proposals/directory/v1/policy_pb';
import { wordOf } from '@/words';
import { type Day, nextDay } from './days';

const weekdays = ['一', '二', '三', '四', '五', '六', '日'];

export function Month({ year, month, days }: { year: number; month: number; days: Day[] }) {
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
                <td
                  key={weekday}
                  className={look}
                  title={special && `${wordOf(DayKindSchema, special.kind)}：${special.reason}`}
                >
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
