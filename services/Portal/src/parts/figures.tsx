import type { Timestamp } from '@bufbuild/protobuf/wkt';
import { idOf } from '@/api/ids';
import { minute } from '@/format';
import type { Figure } from '@/gen/proposals/supervision/v1/supervision_pb';
import { Tag } from './tags';

/** 91.7% or 24 件; — when the denominator is zero. */
export const figureValue = (f: Figure) =>
  f.rate ? (f.denominator === 0n ? '—' : `${f.percent}%`) : `${f.numerator} 件`;

export const figureTitle = (f: Figure) => (f.groupTitle ? `${f.title}：${f.groupTitle}` : f.title);

/** The page with the cases behind a figure. */
export const figurePath = (session: string, f: Figure) =>
  `/figures/${f.definition}?${new URLSearchParams({ session: idOf(session), ...(f.group && { group: f.group }) })}`;

const few = 10n;

/** 样本少: a rate over so few cases that one moves it much. */
export const Few = ({ of: f }: { of: Figure }) =>
  f.rate && f.denominator > 0n && f.denominator < few ? <Tag tone="yellow">样本少</Tag> : null;

/** When figures were computed. */
export const AsOf = ({ of }: { of: { computedAt?: Timestamp; stale?: boolean } }) => (
  <>
    截至 {minute(of.computedAt)}
    {of.stale && '（正在更新）'}
  </>
);
