import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { ProposalMove, ProposalSchema, WithdrawalSide, WithdrawalState } from '@/gen/proposals/intake/v1/intake_pb';
import { mayWithdraw } from './withdrawal';

const { PROPOSER, OFFICE } = WithdrawalSide;

const offered = (state?: WithdrawalState, side = PROPOSER) =>
  create(ProposalSchema, {
    moves: [ProposalMove.WITHDRAW],
    withdrawal: state === undefined ? undefined : { state, side },
  });

test('one withdraws what the server offers, and nothing else', () => {
  expect(mayWithdraw(offered(), PROPOSER)).toBe(true);
  expect(mayWithdraw(create(ProposalSchema, { moves: [ProposalMove.MERGE] }), PROPOSER)).toBe(false);
});

test('what the other side asked for is answered, and one that was declined is asked for again', () => {
  expect([PROPOSER, OFFICE].map((side) => mayWithdraw(offered(WithdrawalState.ASKED), side))).toEqual([true, false]);
  expect([PROPOSER, OFFICE].map((side) => mayWithdraw(offered(WithdrawalState.ASKED, OFFICE), side))).toEqual([
    false,
    true,
  ]);
  expect(mayWithdraw(offered(WithdrawalState.DECLINED), OFFICE)).toBe(true);
});
