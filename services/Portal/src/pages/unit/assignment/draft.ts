import { type Reply } from '@/gen/proposals/assignment/v1/assignment_pb';

/** A reply while it is written; answers in the order of the suggestions. */
export interface Draft {
  text: string;
  answers: string[];
}

export const draftOf = (reply: Reply | undefined): Draft => ({
  text: reply?.text ?? '',
  answers: reply?.answers ?? [],
});

/** Equal texts and answers; empty answers do not count. */
export const isSame = (a: Draft, b: Draft) =>
  JSON.stringify([a.text, a.answers.filter(Boolean)]) === JSON.stringify([b.text, b.answers.filter(Boolean)]);

/** The text and its answers as one text, for the comparison. */
export const whole = (d: Draft) =>
  [d.text, ...d.answers.map((answer, i) => `建议 ${i + 1} 的答复：${answer}`)].join('\n\n');
