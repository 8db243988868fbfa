import { create } from '@bufbuild/protobuf';
import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { ProposalSchema, ProposalState } from '@/gen/proposals/intake/v1/intake_pb';
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
  show(<Replies proposal={proposal} forms={[]} duties={[]} />);
  await screen.findByText('第 1 份答复的正文');
  await screen.findByText('第 2 份答复的正文');
  expect(asked.filter(([method]) => method === 'ListReplies').map(([, request]) => request.pageToken)).toEqual([
    undefined,
    'more',
  ]);
});

test('on paper the letter is unfolded, and the answers stand in it alone', async () => {
  givenServer({ ...caller(['ROLE_MEMBER']), ListReplies: { replies: [reply(1)] } });
  show(<Replies proposal={proposal} forms={[]} duties={[]} />);
  const letter = (await screen.findByText('第 1 份答复的正文')).closest('details')!;
  expect([letter.open, letter.className]).toEqual([false, 'print-open']);
  expect(screen.getAllByText('对建议的第 1 份答复').map((e) => !!e.closest('.no-print'))).toEqual([true, false]);
});
