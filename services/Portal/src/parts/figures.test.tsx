import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { AsOf } from './figures';

afterEach(cleanup);

test('figures say of when they are, and nothing that looks like a figure', () => {
  const computedAt = timestampFromDate(new Date('2026-03-08T01:30:00Z'));
  const of = { computedAt, stale: true, asOf: [{ source: 'intake', position: 523n }] };
  expect(render(<AsOf of={of} />).container.textContent).toBe('截至 2026年3月8日 09:30（正在更新）');
});
