import { expect, test } from 'vitest';
import { AssignmentState, AssignmentStateSchema } from '@/gen/proposals/assignment/v1/assignment_pb';
import { SessionKind, SessionKindSchema } from '@/gen/proposals/directory/v1/policy_pb';
import { RoundRatedSchema } from '@/gen/proposals/feedback/v1/feedback_events_pb';
import { Rating, RatingSchema } from '@/gen/proposals/feedback/v1/feedback_pb';
import { ProposalFiledSchema } from '@/gen/proposals/intake/v1/intake_events_pb';
import { ProposalSchema } from '@/gen/proposals/intake/v1/intake_pb';
import { choices, wordOf, wordOfEvent } from '@/words';

test('a value is called as the contract says', () => {
  expect(wordOf(AssignmentStateSchema, AssignmentState.HANDED_OVER)).toBe('待签收');
  expect(wordOf(RatingSchema, Rating.UNSPECIFIED)).toBe('未表态');
});

test('a zero without a word is empty', () => {
  expect(wordOf(SessionKindSchema, SessionKind.UNSPECIFIED)).toBe('');
});

test('a value of a newer server is shown as unknown', () => {
  expect(wordOf(AssignmentStateSchema, 99 as AssignmentState)).toBe('未知（99）');
});

test('one chooses between all values but the zero, in their order', () => {
  expect(choices(RatingSchema)).toEqual([
    { value: Rating.SATISFIED, label: '满意' },
    { value: Rating.MOSTLY_SATISFIED, label: '基本满意' },
    { value: Rating.DISSATISFIED, label: '不满意' },
  ]);
});

test('an event is called as the contract says, another message by its name', () => {
  expect(wordOfEvent(ProposalFiledSchema)).toBe('立案');
  expect(wordOfEvent(ProposalSchema)).toBe('Proposal');
});

test('ratings are summed up in the ordinary way too: the event is not called one that was forgotten', () => {
  expect(wordOfEvent(RoundRatedSchema)).toBe('评价汇总');
});
