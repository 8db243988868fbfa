import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { ProposalSchema, ProposalState } from '@/gen/proposals/intake/v1/intake_pb';
import { draftOf, empty } from './draft';

describe('the consent to publication', () => {
  const draft = { state: ProposalState.DRAFT };

  it('is never preset', () => {
    expect(empty('session').mayPublish).toBeUndefined();
  });

  it('is undecided in a draft that neither consents nor says why not', () => {
    expect(draftOf(create(ProposalSchema, draft)).mayPublish).toBeUndefined();
  });

  it('is what the proposer decided', () => {
    expect(draftOf(create(ProposalSchema, { ...draft, mayPublish: true })).mayPublish).toBe(true);
    expect(draftOf(create(ProposalSchema, { ...draft, notPublicReason: '理由' })).mayPublish).toBe(false);
    expect(draftOf(create(ProposalSchema, { state: ProposalState.RETURNED })).mayPublish).toBe(false);
  });
});
