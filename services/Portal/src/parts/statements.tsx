import { useAsk } from '@/api/ask';
import { Feedback } from '@/api/clients';
import { date, minute } from '@/format';
import { type FeedbackForm, RatingSchema, StatementSourceSchema } from '@/gen/proposals/feedback/v1/feedback_pb';
import { wordOf } from '@/words';

/** Every statement of a form, oldest first, with the scans of those on paper; nothing where the form says it all. */
export function Statements({ of: form }: { of: FeedbackForm }) {
  const asked = useAsk(Feedback.getFeedbackForm, { name: form.name });
  const statements = asked.data?.statements ?? [];
  if (!statements.length) return null;
  return (
    <>
      <h3>历次填写</h3>
      <ul className="list" aria-label="历次填写">
        {statements.map((s, i) => (
          <li key={i}>
            {wordOf(StatementSourceSchema, s.source)}（{minute(s.statedAt)}）：办理工作
            {wordOf(RatingSchema, s.work)}，办理结果{wordOf(RatingSchema, s.result)}
            {s.paperDate && `，纸质表日期 ${date(s.paperDate)}`}
            {s.comment && `；${s.comment}`}{' '}
            {s.scan && (
              <a href={`/files/${form.name}/scans/${s.scan.sha256}`} download={s.scan.fileName}>
                扫描件
              </a>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

/** What is special about a form, in a few words; empty when nothing is. */
export const markOf = (f: FeedbackForm) =>
  [f.onPaper && '纸质代录', f.conflict && '纸质与网上不一致，待裁定', f.setAside && '答复已退回重办，不再计入']
    .filter(Boolean)
    .join('；');
