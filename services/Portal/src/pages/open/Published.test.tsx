import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { Refused, givenServer, show } from '@/testing';
import Published from './Published';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const row = (id: string, subject: string) => ({
  name: `committees/c/proposals/${id}`,
  session: 'committees/c/sessions/s1',
  sessionTitle: '一届一次会议',
  caseNumber: '1',
  category: '生态',
  text: { subject },
});

const given = (list: (asked: Record<string, unknown>) => object) =>
  givenServer({
    GetCaller: new Refused('UNAUTHENTICATED', '请先登录。', {}, 'unauthenticated', 401),
    ListPublicCommittees: { committees: [{ name: 'committees/c', code: 'shili', title: '示例区政协' }] },
    GetPublishedFilters: {
      sessions: [{ value: 'committees/c/sessions/s1', title: '一届一次会议' }],
      categories: [{ value: 'ecology', title: '生态' }],
    },
    ListPublishedProposals: list,
  });

const open = () => show(<Published />, { at: '/public/shili', path: '/public/:committee', open: true });

test('a search that finds nothing at first looks on until it finds something', async () => {
  const asked = given((request) =>
    request.pageToken === 'second'
      ? { proposals: [row('old', '关于湿地保护的提案')] }
      : request.pageToken === 'first'
        ? { nextPageToken: 'second' }
        : { nextPageToken: 'first' },
  );

  open();

  await screen.findByText('关于湿地保护的提案');
  expect(asked.filter(([m]) => m === 'ListPublishedProposals').map(([, r]) => r.pageToken ?? '')).toEqual([
    '',
    'first',
    'second',
  ]);
});

test('the server is asked for a category and a session, of all that published proposals have', async () => {
  const asked = given((request) => ({
    proposals: request.category === 'ecology' && request.session ? [row('old', '关于湿地保护的提案')] : [],
  }));

  open();
  await screen.findByRole('option', { name: '生态' });
  fireEvent.change(screen.getByLabelText('类别'), { target: { value: 'ecology' } });
  fireEvent.change(screen.getByLabelText('届次'), { target: { value: 'committees/c/sessions/s1' } });

  await screen.findByText('关于湿地保护的提案');
  expect(asked.filter(([m]) => m === 'ListPublishedProposals').map(([, r]) => r.pageSize)).not.toContain(200);
});
