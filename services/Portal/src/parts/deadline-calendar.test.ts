import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { LedgerDayKind, LedgerDaySchema } from '@/gen/proposals/assignment/v1/assignment_pb';
import { markOf, wordsOf } from './deadline-calendar';

test.each([
  [LedgerDayKind.WORKDAY, 1, '', ''],
  [LedgerDayKind.ADJUSTED_WORKDAY, 2, '说明', '班'],
  [LedgerDayKind.WEEKEND, 0, '周末', '休'],
  [LedgerDayKind.WEEKEND, 3, '周末', ''],
  [LedgerDayKind.HOLIDAY, 0, '说明', '休'],
  [LedgerDayKind.MOVED_TO, 0, '顺延至此', '顺'],
  [LedgerDayKind.EXTENSION, 0, '准予延期', '延'],
  [LedgerDayKind.SENT_BACK, 0, '退回后顺延', '延'],
  [LedgerDayKind.UNSPECIFIED, 0, '说明', '休'],
  [LedgerDayKind.UNSPECIFIED, 4, '', ''],
])('a day of kind %i with the number %i shows “%s” and “%s”, whatever its sentence', (kind, number, words, mark) => {
  const day = create(LedgerDaySchema, { kind, number, reason: '说明' });
  expect([wordsOf(day), markOf(day)]).toEqual([words, mark]);
});
