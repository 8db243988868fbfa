import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { Refused, givenServer, show } from '@/testing';
import PublishedProposal from './PublishedProposal';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test('an address without a published proposal leads back to the list', async () => {
  const none = new Refused('NOT_FOUND', '没有找到。', {}, 'not_found', 404);
  givenServer({
    GetCaller: new Refused('UNAUTHENTICATED', '请先登录。', {}, 'unauthenticated', 401),
    ListPublicCommittees: { committees: [{ name: 'committees/c', code: 'shili', title: '示例区政协' }] },
    GetPublishedProposal: none,
    ListPublishedReplies: none,
  });
  show(<PublishedProposal />, { at: '/public/shili/none', path: '/public/:committee/:id', open: true });
  await screen.findByText('没有这件公开的提案');
  expect(screen.getByRole('link', { name: '返回公开提案' }).getAttribute('href')).toBe('/public/shili');
});
