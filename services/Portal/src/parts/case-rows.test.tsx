import { create } from '@bufbuild/protobuf';
import { cleanup, render, screen } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { afterEach, expect, test } from 'vitest';
import { CaseViewSchema, Light } from '@/gen/proposals/supervision/v1/supervision_pb';
import { CaseRows } from './case-rows';

afterEach(cleanup);

test('a case with a light names the units whose light it is, the latest first', () => {
  const late = create(CaseViewSchema, {
    name: 'committees/c/cases/p',
    proposal: 'committees/c/proposals/p',
    light: Light.RED,
    round: 1,
    duties: [
      { name: '1', unitTitle: '甲局', light: Light.RED, lightText: '红灯：已逾期 1 个工作日', workingDaysLeft: -1 },
      { name: '2', unitTitle: '乙局', light: Light.RED, lightText: '红灯：已逾期 9 个工作日', workingDaysLeft: -9 },
      { name: '3', unitTitle: '丙局', light: Light.GREEN, workingDaysLeft: 20 },
    ],
  });
  render(
    <MemoryRouter>
      <CaseRows caption="红灯" cases={[late]} units />
    </MemoryRouter>,
  );
  const row = screen.getAllByRole('row')[1]!;
  expect([...row.querySelectorAll('td')].at(-1)!.textContent).toBe('乙局、甲局');
  expect(row.textContent).toContain('已逾期 9 个工作日');
});
