import { create } from '@bufbuild/protobuf';
import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { DutyViewSchema } from '@/gen/proposals/supervision/v1/supervision_pb';
import { caller, givenServer, show } from '@/testing';
import { LateOpinions } from './late-opinions';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const units = ['甲局', '乙局'].map((title, i) => ({ name: `committees/c/units/u${i}`, title }));

test.each([true, false])(
  'a late lead names whose opinions are late too, and is marked where it waited: %s',
  async (leadExcusable) => {
    givenServer({ ...caller(['ROLE_SUPERVISOR']), ListUnits: { units } });
    show(<LateOpinions of={create(DutyViewSchema, { lateOpinionUnits: units.map((u) => u.name), leadExcusable })} />);
    await screen.findByText('会办意见也逾期：甲局、乙局');
    expect(screen.queryAllByText('主办可免责')).toHaveLength(leadExcusable ? 1 : 0);
  },
);

test('nothing is said where no opinion is late', async () => {
  givenServer({ ...caller(['ROLE_SUPERVISOR']), ListUnits: { units } });
  show(
    <p>
      期限
      <LateOpinions of={create(DutyViewSchema)} />
    </p>,
  );
  expect((await screen.findByText('期限')).textContent).toBe('期限');
});
