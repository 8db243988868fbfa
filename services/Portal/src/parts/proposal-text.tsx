import { date, day } from '@/format';
import { CopiedOfficeSchema, DisclosureSchema, type Reply } from '@/gen/proposals/assignment/v1/assignment_pb';
import type { ProposalText as Text } from '@/gen/proposals/intake/v1/intake_pb';
import { wordOf } from '@/words';
import { Facts } from './case';
import { useNames } from './names';
import { Tag } from './tags';

/** 情况、分析、逐条建议. */
export function ProposalText({ text, subject }: { text: Text; subject?: boolean }) {
  const parts = [
    subject && (['案由', text.subject] as const),
    ['情况', text.situation] as const,
    ['分析', text.analysis] as const,
  ].filter((p) => p && p[1]) as [string, string][];
  return (
    <div>
      {parts.map(([title, words]) => (
        <div className="prose-part" key={title}>
          <h3>{title}</h3>
          <p className="prose">{words}</p>
        </div>
      ))}
      {text.suggestions.length > 0 && (
        <div className="prose-part">
          <h3>建议</h3>
          <ol className="items">
            {text.suggestions.map((s, i) => (
              <li key={i}>
                <p className="prose">{s}</p>
              </li>
            ))}
          </ol>
        </div>
      )}
    </div>
  );
}

/** A reply beside the proposal: each suggestion with its answer. */
export function Answers({ reply, suggestions }: { reply: Pick<Reply, 'answers'>; suggestions: string[] }) {
  if (!reply.answers.length) return null;
  return (
    <ol className="items">
      {Array.from({ length: Math.max(suggestions.length, reply.answers.length) }, (_, i) => (
        <li key={i}>
          <div className="pair">
            <div>
              <div className="pair-label">建议</div>
              <p className="prose">{suggestions[i] ?? '（无对应建议）'}</p>
            </div>
            <div>
              <div className="pair-label">答复</div>
              <p className="prose">{reply.answers[i] ?? '（未逐条答复，见答复全文）'}</p>
            </div>
          </div>
        </li>
      ))}
    </ol>
  );
}

/** The contents of a letter: a reply, or one that is still being written. */
export type LetterText = Pick<
  Reply,
  'text' | 'answers' | 'documentNumber' | 'outcomeClass' | 'signatory' | 'disclosure' | 'deliveredAt'
> &
  Partial<
    Pick<
      Reply,
      | 'documentDate'
      | 'reviewer'
      | 'handler'
      | 'handlerPhone'
      | 'notPublicReason'
      | 'copiedOffices'
      | 'copiedUnits'
      | 'commitments'
    >
  >;

/**
 * 复文, as it looks on paper: 发文机关, 办理结果标记, 文号, 标题, 称谓, 正文, 逐条答复, 承诺事项, 落款, 联系人, 抄送.
 */
export function Letter({
  reply,
  unit,
  to,
  title,
  suggestions = [],
}: {
  reply: LetterText;
  unit: string;
  to?: string;
  title?: string;
  suggestions?: string[];
}) {
  const names = useNames();
  const copies = [
    ...(reply.copiedOffices ?? []).map((o) => wordOf(CopiedOfficeSchema, o)),
    ...(reply.copiedUnits ?? []).map(names.unit),
  ];
  return (
    <div className="letter">
      <div className="letter-head">
        <strong>{unit}</strong>
        {reply.outcomeClass && <span className="letter-mark">{reply.outcomeClass}</span>}
      </div>
      <p className="letter-number">{reply.documentNumber}</p>
      {title && <p className="letter-title">{title}</p>}
      {to && <p>{to}：</p>}
      {reply.text
        .split('\n')
        .filter((line) => line.trim())
        .map((line, i) => (
          <p key={i} className="letter-line">
            {line.trim()}
          </p>
        ))}
      {reply.answers.map((a, i) => (
        <div key={i} className="letter-item">
          <p className="letter-line">
            <strong>
              {numeral(i + 1)}、关于
              {suggestions[i] ? `“${suggestions[i].replace(/[。；]$/, '')}”的建议` : `第${numeral(i + 1)}条建议`}
            </strong>
          </p>
          {a
            .split('\n')
            .filter((line) => line.trim())
            .map((line, j) => (
              <p key={j} className="letter-line">
                {line.trim()}
              </p>
            ))}
        </div>
      ))}
      {(reply.commitments ?? []).map((c, i) => (
        <p key={i} className="letter-line">
          承诺事项{numeral(i + 1)}：{c.what}（责任人：{c.responsible}；落实时限：{date(c.dueDate)}）
        </p>
      ))}
      <div className="letter-foot">
        {unit}
        <br />
        {(reply.documentDate ? date(reply.documentDate) : day(reply.deliveredAt)) || '　　　年　　月　　日'}
      </div>
      {reply.handler && (
        <p className="letter-line">
          （联系人：{reply.handler}；联系电话：{reply.handlerPhone}）
        </p>
      )}
      {copies.length > 0 && <p className="letter-line">抄送：{copies.join('，')}</p>}
      <div className="no-print">
        <Facts
          of={[
            ['办理结果', reply.outcomeClass && <Tag>{names.outcome(reply.outcomeClass)}</Tag>],
            ['核稿人', reply.reviewer],
            ['签发人', reply.signatory],
            ['公开属性', wordOf(DisclosureSchema, reply.disclosure)],
            ['不公开的理由', reply.notPublicReason],
          ]}
        />
      </div>
    </div>
  );
}

const digits = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
/** 1 to 99 in Chinese: 一 … 九十九. */
const numeral = (n: number) => `${n >= 20 ? digits[Math.floor(n / 10)] : ''}${n >= 10 ? '十' : ''}${digits[n % 10]}`;
