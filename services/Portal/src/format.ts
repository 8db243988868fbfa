import type { Timestamp } from '@bufbuild/protobuf/wkt';
import { timestampDate } from '@bufbuild/protobuf/wkt';

const zone = 'Asia/Shanghai';
const dayFormat = new Intl.DateTimeFormat('zh-CN', { timeZone: zone, year: 'numeric', month: 'long', day: 'numeric' });
const minuteFormat = new Intl.DateTimeFormat('zh-CN', {
  timeZone: zone,
  year: 'numeric',
  month: 'long',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
});
const secondFormat = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
const clockFormat = new Intl.DateTimeFormat('zh-CN', {
  timeZone: zone,
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
});

/** 2026年3月8日 */
export const day = (at: Timestamp | undefined) => (at ? dayFormat.format(timestampDate(at)) : '');
/** 2026年3月8日 09:30 */
export const minute = (at: Timestamp | undefined) => (at ? minuteFormat.format(timestampDate(at)) : '');
/** 2026-03-08 09:30:05, where every second counts and columns are narrow */
export const second = (at: Timestamp | undefined) => (at ? secondFormat.format(timestampDate(at)) : '');
/** 09:30:05 */
export const clock = (at: Date) => clockFormat.format(at);
/** 2026-03-08 → 2026年3月8日 */
export const date = (ymd: string) => ymd.replace(/^(\d+)-0?(\d+)-0?(\d+)$/, '$1年$2月$3日');

const ymdFormat = new Intl.DateTimeFormat('sv-SE', { timeZone: zone });
/** Today in China, YYYY-MM-DD. */
export const today = () => ymdFormat.format(new Date());
/** 还有 9 个工作日 · 今天到期 · 已逾期 2 个工作日 */
export const untilDue = (due: string, workingDaysLeft: number) =>
  due < today()
    ? workingDaysLeft < 0
      ? `已逾期 ${-workingDaysLeft} 个工作日`
      : '已逾期，不足 1 个工作日'
    : due === today()
      ? '今天到期'
      : workingDaysLeft > 0
        ? `还有 ${workingDaysLeft} 个工作日`
        : '还有不足 1 个工作日';

/** Characters as the server counts them: code points. */
export const lengthOf = (text: string) => Array.from(text).length;

export const bytes = (size: bigint | number) => {
  const n = Number(size);
  return n < 1024 * 1024 ? `${Math.max(1, Math.round(n / 1024))} KB` : `${(n / 1024 / 1024).toFixed(1)} MB`;
};
