import { today } from '@/format';
import { type FeedbackForm, FormState } from '@/gen/proposals/feedback/v1/feedback_pb';

/** True while the proposer may state a form again: what was recorded from paper, or differs from it. */
export const mayRestate = (f: FeedbackForm) =>
  f.state === FormState.SUBMITTED && !f.setAside && (f.onPaper || f.conflict) && f.restateBy >= today();
