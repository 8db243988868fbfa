import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { bytes, chinaOffset, clock, date, day, instant, minute, second, setUtcOffset, today, untilDue } from './format';

const at = (iso: string) => timestampFromDate(new Date(iso));

beforeEach(() => {
  vi.useFakeTimers();
  setUtcOffset(chinaOffset);
});
afterEach(() => vi.useRealTimers());

describe('an instant', () => {
  test('is written in the time of China', () => {
    const morning = at('2026-03-08T01:30:05Z');
    expect(day(morning)).toBe('2026年3月8日');
    expect(minute(morning)).toBe('2026年3月8日 09:30');
    expect(second(morning)).toBe('2026-03-08 09:30:05');
    expect(clock(new Date('2026-03-08T01:30:05Z'))).toBe('09:30:05');
  });

  test('falls on the next day from 16:00 UTC on', () => {
    expect(day(at('2026-12-31T15:59:59.999Z'))).toBe('2026年12月31日');
    expect(day(at('2026-12-31T16:00:00Z'))).toBe('2027年1月1日');
  });

  test('at midnight is 00:00, not 24:00', () => {
    expect(minute(at('2026-03-07T16:00:00Z'))).toBe('2026年3月8日 00:00');
    expect(clock(new Date('2026-03-07T16:00:00Z'))).toBe('00:00:00');
  });

  test('that is not there is empty', () => {
    expect([day(undefined), minute(undefined), second(undefined)]).toEqual(['', '', '']);
  });

  test('before 1970 and far ahead is written too', () => {
    expect(second(at('1954-12-21T00:00:00Z'))).toBe('1954-12-21 08:00:00');
    expect(day(at('9999-12-31T00:00:00Z'))).toBe('9999年12月31日');
  });
});

describe('a committee elsewhere', () => {
  test.each([
    [330, '2026年3月8日 05:30'],
    [0, '2026年3月8日 00:00'],
    [-720, '2026年3月7日 12:00'],
    [840, '2026年3月8日 14:00'],
  ])('%i minutes from UTC has its own time', (offset, written) => {
    setUtcOffset(offset);
    expect(minute(at('2026-03-08T00:00:00Z'))).toBe(written);
  });

  test('has its own today', () => {
    vi.setSystemTime('2026-03-08T18:00:00Z');
    expect(today()).toBe('2026-03-09');
    setUtcOffset(330);
    expect(today()).toBe('2026-03-08');
  });

  test('means its own minute in a field', () => {
    expect(instant('2026-03-08T09:30')).toEqual(at('2026-03-08T01:30:00Z'));
    setUtcOffset(330);
    expect(instant('2026-03-08T09:30')).toEqual(at('2026-03-08T04:00:00Z'));
    expect(minute(instant('2026-03-08T09:30'))).toBe('2026年3月8日 09:30');
  });

  test('says nothing for an empty field', () => expect(instant('')).toBeUndefined());
});

describe('a date', () => {
  test.each([
    ['2026-03-08', '2026年3月8日'],
    ['2026-12-31', '2026年12月31日'],
    ['', ''],
    ['不详', '不详'],
    ['２０２６-０３-０８', '２０２６-０３-０８'],
  ])('%s is written %s', (ymd, written) => expect(date(ymd)).toBe(written));
});

describe('a due date', () => {
  beforeEach(() => vi.setSystemTime('2026-03-08T16:00:00Z')); // the first moment of 9 March in China

  test.each([
    ['2026-03-20', 9, '还有 9 个工作日'],
    ['2026-03-10', 0, '还有不足 1 个工作日'],
    ['2026-03-09', 0, '今天到期'],
    ['2026-03-09', 1, '今天到期'],
    ['2026-03-08', 0, '已逾期，不足 1 个工作日'],
    ['2026-03-05', -2, '已逾期 2 个工作日'],
  ])('of %s with %i working days left', (due, left, said) => expect(untilDue(due, left)).toBe(said));
});

describe('a size', () => {
  test.each([
    [0, '1 KB'],
    [1, '1 KB'],
    [1536, '2 KB'],
    [1024 * 1024 - 1, '1024 KB'],
    [1024 * 1024, '1.0 MB'],
    [20n * 1024n * 1024n, '20.0 MB'],
    [2n ** 40n, '1048576.0 MB'],
  ])('of %s bytes is %s', (size, said) => expect(bytes(size)).toBe(said));
});
