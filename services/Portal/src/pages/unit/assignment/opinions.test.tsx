import { create } from '@bufbuild/protobuf';
import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import {
  AssignmentRole,
  AssignmentSchema,
  AssignmentState,
  OpinionMove,
  OpinionSchema,
  OpinionState,
} from '@/gen/proposals/assignment/v1/assignment_pb';
import { caller, givenServer, show } from '@/testing';
import { Opinions } from './opinions';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const due = { date: '2099-06-02' };
const lead = create(AssignmentSchema, {
  name: 'committees/c/assignments/lead',
  role: AssignmentRole.LEAD,
  state: AssignmentState.ACKNOWLEDGED,
  round: 1,
  due,
});
const co = create(AssignmentSchema, {
  name: 'committees/c/assignments/co',
  role: AssignmentRole.CO_HANDLE,
  state: AssignmentState.OPINION_GIVEN,
  round: 1,
  due,
});

test.each([
  [[], 0],
  [[OpinionMove.SEND_BACK], 1],
])('an opinion is sent back where the server offers it: %s', async (moves, buttons) => {
  givenServer(caller(['ROLE_HANDLING_UNIT']));
  const opinion = create(OpinionSchema, {
    name: 'committees/c/opinions/o',
    assignment: co.name,
    text: '建议不予采纳。',
    state: OpinionState.GIVEN,
    moves,
  });
  show(<Opinions of={lead} ofCase={[lead, co]} opinions={[opinion]} />);
  await screen.findByText('建议不予采纳。');
  expect(screen.queryAllByRole('button', { name: /^退回协商/ })).toHaveLength(buttons);
});
