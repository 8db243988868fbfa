import { today } from '@/format';
import { type FeedbackForm, FormState } from '@/gen/proposals/feedback/v1/feedback_pb';

/** True while the proposer may state a form again. The server names a day where there is something to contradict. */
export const mayRestate = (f: FeedbackForm) => f.state === FormState.SUBMITTED && !f.setAside && f.restateBy >= today();
