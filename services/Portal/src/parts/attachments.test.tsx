import { create } from '@bufbuild/protobuf';
import { cleanup, screen } from '@testing-library/react';
import { afterEach, test, vi } from 'vitest';
import { ProposalSchema } from '@/gen/proposals/intake/v1/intake_pb';
import { caller, givenServer, show } from '@/testing';
import { Attachments } from './attachments';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test('which files may be attached, how many and how large is said before one is chosen', async () => {
  givenServer(caller(['ROLE_MEMBER']));
  show(<Attachments proposal={create(ProposalSchema, { name: 'committees/c/proposals/p' })} edit />);
  await screen.findByText(/最多 10 个，每个不超过 20 MB：pdf、docx、xlsx、pptx、jpg、png、txt；涉密文件不得上传/);
});
