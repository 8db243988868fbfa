import { type Proposal, PublicationDecision, PublicationDecisionSchema } from '@/gen/proposals/intake/v1/intake_pb';
import { wordOf } from '@/words';

/** 可否公开 in words, and how it was decided where that is not the proposer's wish. */
export const publicationOf = (p: Proposal) =>
  [
    p.mayPublish ? '可以公开' : `不宜公开${p.notPublicReason && `：${p.notPublicReason}`}`,
    p.publication > PublicationDecision.AS_WISHED && `（${wordOf(PublicationDecisionSchema, p.publication)}）`,
  ]
    .filter(Boolean)
    .join('');
