import { create } from '@bufbuild/protobuf';
import { timestampNow } from '@bufbuild/protobuf/wkt';
import { expect, test } from 'vitest';
import { ReplySchema } from '@/gen/proposals/assignment/v1/assignment_pb';
import { ProposalSchema, ProposalState, WithdrawalSide, WithdrawalState } from '@/gen/proposals/intake/v1/intake_pb';
import { Stage } from '@/gen/proposals/supervision/v1/supervision_pb';
import { mayWithdraw } from './withdrawal';

const { PROPOSER, OFFICE } = WithdrawalSide;

const filed = (state?: WithdrawalState, side = PROPOSER) =>
  create(ProposalSchema, { state: ProposalState.FILED, withdrawal: state === undefined ? undefined : { state, side } });

test('one withdraws before hand-over, asks after it, and neither after a reply', () => {
  const stages = [Stage.FILED, Stage.HANDED_OVER, Stage.HANDLING, Stage.REPLIED, undefined];
  expect(stages.map((stage) => mayWithdraw(filed(), stage, PROPOSER, []))).toEqual([true, true, true, false, false]);
  expect(mayWithdraw(create(ProposalSchema, { state: ProposalState.EXAMINED }), undefined, OFFICE, [])).toBe(true);
  expect(mayWithdraw(create(ProposalSchema, { state: ProposalState.MERGED }), Stage.FILED, OFFICE, [])).toBe(false);
});

test('the side that asked carries it out once the hand-over was taken back, and the other one answers', () => {
  const asked = filed(WithdrawalState.ASKED);
  expect([PROPOSER, OFFICE].map((side) => mayWithdraw(asked, Stage.HANDED_OVER, side, []))).toEqual([false, false]);
  expect([PROPOSER, OFFICE].map((side) => mayWithdraw(asked, Stage.FILED, side, []))).toEqual([true, false]);
  const byOffice = filed(WithdrawalState.ASKED, OFFICE);
  expect([PROPOSER, OFFICE].map((side) => mayWithdraw(byOffice, Stage.FILED, side, []))).toEqual([false, true]);
});

test('nobody withdraws again what both agreed to; after a refusal one asks again', () => {
  expect(mayWithdraw(filed(WithdrawalState.AGREED), Stage.FILED, PROPOSER, [])).toBe(false);
  expect(mayWithdraw(filed(WithdrawalState.DECLINED), Stage.HANDLING, PROPOSER, [])).toBe(true);
});

test('a reply that reached the proposers and was sent back is an answer; one that never left is none', () => {
  const delivered = create(ReplySchema, { deliveredAt: timestampNow() });
  const replies = [[], [create(ReplySchema)], [create(ReplySchema), delivered], undefined];
  expect(replies.map((all) => mayWithdraw(filed(), Stage.HANDLING, PROPOSER, all))).toEqual([true, true, false, false]);
  expect(mayWithdraw(filed(), Stage.FILED, PROPOSER, undefined)).toBe(true);
});
