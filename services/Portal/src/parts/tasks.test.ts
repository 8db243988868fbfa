import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { AssignmentRole, AssignmentSchema, AssignmentState } from '@/gen/proposals/assignment/v1/assignment_pb';
import { answersProposer, isLive, isOpen } from './tasks';

const task = (state: AssignmentState) => create(AssignmentSchema, { state });

test.each([
  [AssignmentState.HANDED_OVER, true, true],
  [AssignmentState.ACKNOWLEDGED, true, true],
  [AssignmentState.OPINION_GIVEN, false, true],
  [AssignmentState.REPLIED, false, true],
  [AssignmentState.RETURNED, false, false],
  [AssignmentState.CANCELLED, false, false],
])('a task in state %i is open: %s, live: %s', (state, open, live) => {
  expect([isOpen(task(state)), isLive(task(state))]).toEqual([open, live]);
});

test('every unit answers the proposer but a co-handling one', () => {
  const roles = [AssignmentRole.LEAD, AssignmentRole.CO_HANDLE, AssignmentRole.SOLE, AssignmentRole.SEPARATE];
  expect(roles.filter((role) => !answersProposer(create(AssignmentSchema, { role })))).toEqual([
    AssignmentRole.CO_HANDLE,
  ]);
});
