// Days, instants, sizes. Times are those of the committee's local time.
import { timestampDate, timestampFromDate, type Timestamp } from '@bufbuild/protobuf/wkt';
import { useSyncExternalStore } from 'react';

/** Minutes from UTC to China's time: what counts until a committee's rules say otherwise. */
export const chinaOffset = 480;

// One committee is on a page at a time, so its offset is kept here, and the formats stay plain functions.
let offset = chinaOffset;
const listeners = new Set<() => void>();

/** Sets local time, in minutes east of UTC (`utc_offset_minutes` of the committee's rules). */
export function setUtcOffset(minutes: number) {
  if (minutes === offset) return;
  offset = minutes;
  listeners.forEach((l) => l());
}

/** The offset in force; renders again when it changes. */
export const useUtcOffset = () =>
  useSyncExternalStore(
    (l) => (listeners.add(l), () => listeners.delete(l)),
    () => offset,
  );

// Instants are moved by the offset and written as UTC: browsers of 2023 and before do not know zones like +05:30.
const milliseconds = () => offset * 60_000;
const local = (at: Date) => new Date(at.getTime() + milliseconds());
const clockParts = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const dayParts = { year: 'numeric', month: 'long', day: 'numeric' } as const;
const dayFormat = new Intl.DateTimeFormat('zh-CN', { timeZone: 'UTC', ...dayParts });
const minuteFormat = new Intl.DateTimeFormat('zh-CN', { timeZone: 'UTC', ...dayParts, ...clockParts });
const clockFormat = new Intl.DateTimeFormat('zh-CN', { timeZone: 'UTC', ...clockParts, second: '2-digit' });

/** 2026年3月8日 */
export const day = (at: Timestamp | undefined) => (at ? dayFormat.format(local(timestampDate(at))) : '');
/** 2026年3月8日 09:30 */
export const minute = (at: Timestamp | undefined) => (at ? minuteFormat.format(local(timestampDate(at))) : '');
/** 2026-03-08 09:30:05, where every second counts and columns are narrow */
export const second = (at: Timestamp | undefined) =>
  at ? local(timestampDate(at)).toISOString().slice(0, 19).replace('T', ' ') : '';
/** 09:30:05 */
export const clock = (at: Date) => clockFormat.format(local(at));
/** 2026-03-08 → 2026年3月8日 */
export const date = (ymd: string) => ymd.replace(/^(\d+)-0?(\d+)-0?(\d+)$/, '$1年$2月$3日');

/** Today in local time, YYYY-MM-DD. */
export const today = () => local(new Date()).toISOString().slice(0, 10);

/** The instant of a local minute that a field gives, YYYY-MM-DDTHH:mm; undefined while it is empty. */
export const instant = (minuteOfField: string) =>
  minuteOfField ? timestampFromDate(new Date(Date.parse(`${minuteOfField}:00Z`) - milliseconds())) : undefined;

/** 还有 9 个工作日 · 今天到期 · 已逾期 2 个工作日 */
export function untilDue(due: string, workingDaysLeft: number) {
  const now = today();
  if (due < now) return workingDaysLeft < 0 ? `已逾期 ${-workingDaysLeft} 个工作日` : '已逾期，不足 1 个工作日';
  if (due === now) return '今天到期';
  return workingDaysLeft > 0 ? `还有 ${workingDaysLeft} 个工作日` : '还有不足 1 个工作日';
}

/** 1 KB at least, with one decimal from 1 MB on (1024 × 1024 bytes). */
export const bytes = (size: bigint | number) => {
  const n = Number(size);
  return n < 1024 * 1024 ? `${Math.max(1, Math.round(n / 1024))} KB` : `${(n / 1024 / 1024).toFixed(1)} MB`;
};
