import { date } from '@/format';
import type { CalendarDay } from '@/gen/proposals/directory/v1/policy_pb';

export type Day = Pick<CalendarDay, 'date' | 'kind' | 'reason' | 'source'>;
const ymd = (d: Date) => d.toISOString().slice(0, 10);
export const nextDay = (day: string, by = 1) => ymd(new Date(Date.parse(day) + by * 86_400_000));
export const byDate = (a: Day, b: Day) => a.date.localeCompare(b.date);

/** Groups of consecutive days with the same kind and reason. */
export function spells(days: Day[]): Day[][] {
  const all: Day[][] = [];
  for (const d of [...days].sort(byDate)) {
    const last = all.at(-1)?.at(-1);
    if (last && nextDay(last.date) === d.date && last.kind === d.kind && last.reason === d.reason) all.at(-1)!.push(d);
    else all.push([d]);
  }
  return all;
}

export const spell = (days: Day[]) => `${date(days[0]!.date)}${days.length > 1 ? `至${date(days.at(-1)!.date)}` : ''}`;
