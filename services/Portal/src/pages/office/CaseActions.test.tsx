import { create } from '@bufbuild/protobuf';
import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { ProposalMove, ProposalSchema, ProposalState } from '@/gen/proposals/intake/v1/intake_pb';
import { caller, givenServer, show } from '@/testing';
import CaseActions from './CaseActions';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test.each([
  [ProposalState.NOT_FILED, [], []],
  [ProposalState.NOT_FILED, [ProposalMove.REDIRECT], ['转作其他处理']],
  [
    ProposalState.EXAMINED,
    [ProposalMove.FILE, ProposalMove.REJECT, ProposalMove.MERGE, ProposalMove.RETURN, ProposalMove.WITHDRAW],
    ['立案', '不予立案', '并案', '退回修改', '撤案'],
  ],
  [ProposalState.MERGED, [ProposalMove.UNMERGE], ['撤销并案']],
])('the office decides what the server offers and nothing else: %s %s', async (state, moves, buttons) => {
  givenServer(caller(['ROLE_PROPOSALS_OFFICE']));
  show(<CaseActions proposal={create(ProposalSchema, { name: 'committees/c/proposals/p', state, moves })} />);
  await screen.findByRole('group', { name: '审查办理' });
  expect(screen.queryAllByRole('button').map((b) => b.textContent?.replaceAll(/\s/g, ''))).toEqual(buttons);
});
