import { type Reply } from '@/gen/proposals/assignment/v1/assignment_pb';

export interface Draft {
  text: string;
  answers: string[];
}

export const draftOf = (reply: Reply | undefined): Draft => ({
  text: reply?.text ?? '',
  answers: reply?.answers ?? [],
});
export const isSame = (a: Draft, b: Draft) =>
  JSON.stringify([a.text, a.answers.filter(Boolean)]) === JSON.stringify([b.text, b.answers.filter(Boolean)]);
export const whole = (d: Draft) =>
  [d.text, ...d.answers.map((answer, i) => `建议 ${i + 1} 的答复：${answer}`)].join('\n\n');
