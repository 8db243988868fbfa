import { create } from '@bufbuild/protobuf';
import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { FeedbackFormSchema, FormMove, FormState } from '@/gen/proposals/feedback/v1/feedback_pb';
import { caller, givenServer, show } from '@/testing';
import Closing from './Closing';
import { PaperForms } from './paper-forms';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const buttons = () => screen.queryAllByRole('button').map((b) => b.textContent?.replaceAll(/\s/g, ''));

test.each([
  [FormState.OPEN, [], []],
  [FormState.OPEN, [FormMove.RECORD], ['代录']],
  [FormState.SUBMITTED, [FormMove.RECORD, FormMove.SETTLE], ['代录', '裁定']],
])('the office records and settles what the server offers: %s %s', async (state, moves, offered) => {
  givenServer(caller(['ROLE_PROPOSALS_OFFICE']));
  const form = create(FeedbackFormSchema, {
    name: 'committees/c/forms/f',
    state,
    moves,
    conflict: true,
    dueDate: '2099-01-01',
    restateBy: '2099-01-01',
  });
  show(<PaperForms forms={[form]} />);
  await screen.findByText(/的答复，第/);
  expect(buttons().filter((b) => b && ['代录', '裁定'].includes(b))).toEqual(offered);
});

test.each([
  [{ moves: ['CASE_MOVE_CLOSE'] }, ['FORM_MOVE_REOPEN'], ['重新开放', '办结'], ''],
  [{ moves: ['CASE_MOVE_CONCILIATE', 'CASE_MOVE_CLOSE'] }, [], ['记录协商、说明', '办结'], ''],
  [{ blocked: '有 1 份征询意见表须先裁定。' }, ['FORM_MOVE_SETTLE'], ['裁定'], '有 1 份征询意见表须先裁定。'],
])('the office closes what the server lets it close: %o', async (closing, moves, offered, why) => {
  givenServer({
    ...caller(['ROLE_PROPOSALS_OFFICE']),
    ListCases: { cases: [{ name: 'committees/c/cases/p', proposal: 'committees/c/proposals/p', caseNumber: '12' }] },
    GetCase: { name: 'committees/c/closings/p', state: 'CASE_STATE_AWAITING_CLOSURE', ...closing },
    ListFeedbackForms: { forms: [{ name: 'committees/c/forms/f', state: 'FORM_STATE_LAPSED', moves }] },
  });
  show(<Closing />);
  await screen.findByRole('table', { name: /征询意见表/ });
  expect(buttons().filter((b) => b && ['重新开放', '裁定', '记录协商、说明', '办结'].includes(b))).toEqual(offered);
  if (why) await screen.findByText(why);
});
