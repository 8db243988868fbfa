import { create } from '@bufbuild/protobuf';
import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { ProposalSchema, ProposalState } from '@/gen/proposals/intake/v1/intake_pb';
import { DutyViewSchema } from '@/gen/proposals/supervision/v1/supervision_pb';
import { caller, givenServer, show } from '@/testing';
import { Replies } from './replies';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const proposal = create(ProposalSchema, { name: 'committees/c/proposals/p', state: ProposalState.FILED });
const reply = (n: number) => ({
  name: `committees/c/replies/${n}`,
  text: `第 ${n} 份答复的正文`,
  answers: [`对建议的第 ${n} 份答复`],
});

test('every reply of a case is shown, however many pages the list has', async () => {
  const asked = givenServer({
    ...caller(['ROLE_MEMBER']),
    ListReplies: ({ pageToken }: Record<string, unknown>) =>
      pageToken ? { replies: [reply(2)] } : { replies: [reply(1)], nextPageToken: 'more' },
  });
  show(<Replies proposal={proposal} forms={[]} duties={[]} closed={false} />);
  await screen.findByText('第 1 份答复的正文');
  await screen.findByText('第 2 份答复的正文');
  expect(asked.filter(([method]) => method === 'ListReplies').map(([, request]) => request.pageToken)).toEqual([
    undefined,
    'more',
  ]);
});

test('on paper the letter is unfolded, and the answers stand in it alone', async () => {
  givenServer({ ...caller(['ROLE_MEMBER']), ListReplies: { replies: [reply(1)] } });
  show(<Replies proposal={proposal} forms={[]} duties={[]} closed={false} />);
  const letter = (await screen.findByText('第 1 份答复的正文')).closest('details')!;
  expect([letter.open, letter.className]).toEqual([false, 'print-open']);
  expect(screen.getAllByText('对建议的第 1 份答复').map((e) => !!e.closest('.no-print'))).toEqual([true, false]);
});

test.each([
  ['ROLE_HAND_OVER_OFFICE', false, ['退回重办：乙局的答复']],
  ['ROLE_SUPERVISOR', true, []],
  ['ROLE_MEMBER', false, []],
  ['ROLE_HANDLING_UNIT', false, []],
])('%s sends a reply of the last round back while the case is open (closed: %s)', async (role, closed, offered) => {
  const states = ['REPLY_STATE_DELIVERED', 'REPLY_STATE_SIGNED', 'REPLY_STATE_SENT_BACK'];
  givenServer({
    ...caller([role]),
    ListReplies: {
      replies: states.map((state, i) => ({ ...reply(i), state, assignment: `committees/c/assignments/a${i && 2}` })),
    },
  });
  const duties = ['a0', 'a2'].map((task, i) =>
    create(DutyViewSchema, {
      name: `committees/c/duties/${task}-answer`,
      round: i + 1,
      unitTitle: ['甲局', '乙局'][i],
    }),
  );
  show(<Replies proposal={proposal} forms={[]} duties={duties} closed={closed} />);
  await screen.findByText('已退回重办');
  expect(screen.queryAllByRole('button', { name: /退回重办/ }).map((b) => b.getAttribute('aria-label'))).toEqual(
    offered,
  );
});
