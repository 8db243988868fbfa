import { ProposalState, type Proposal, type ProposalText as Text } from '@/gen/proposals/intake/v1/intake_pb';

/** The fields that a member writes. */
export interface Draft {
  session: string;
  category: string;
  subject: string;
  situation: string;
  analysis: string;
  suggestions: string[];
  units: string[];
  mayPublish?: boolean;
  notPublicReason: string;
}

export const draftOf = (p: Proposal): Draft => ({
  session: p.session,
  category: p.category,
  subject: p.text?.subject ?? '',
  situation: p.text?.situation ?? '',
  analysis: p.text?.analysis ?? '',
  suggestions: p.text?.suggestions.length ? p.text.suggestions : [''],
  units: p.suggestedUnits,
  // Consent is given by the proposer and never preset. A draft that neither consents nor says why not is undecided.
  mayPublish: p.state === ProposalState.DRAFT && !p.mayPublish && !p.notPublicReason ? undefined : p.mayPublish,
  notPublicReason: p.notPublicReason,
});
export const empty = (session: string): Draft => ({
  session,
  category: '',
  subject: '',
  situation: '',
  analysis: '',
  suggestions: [''],
  units: [],
  notPublicReason: '',
});
export const textOf = (d: Draft): Omit<Text, '$typeName'> => ({
  subject: d.subject,
  situation: d.situation,
  analysis: d.analysis,
  suggestions: d.suggestions.filter((s) => s.trim()),
});

/** The same words and choices; empty suggestions and a reason that is not asked for do not count. */
export const isSame = (a: Draft, b: Draft) => JSON.stringify(plain(a)) === JSON.stringify(plain(b));
const plain = (d: Draft) => [
  d.session,
  d.category,
  textOf(d),
  d.units,
  // Neither consent nor a reason against it is undecided, as `draftOf` reads it.
  d.mayPublish ? true : d.notPublicReason ? false : null,
  d.mayPublish ? '' : d.notPublicReason,
];

/** The name under which a draft is kept on this device. */
export const keptName = (id: string) => `draft.${id}`;
