import { Code, ConnectError } from '@connectrpc/connect';
import { BadRequestSchema, ErrorInfoSchema } from '@/gen/google/rpc/error_details_pb';

/** An error in words for the user. */
export interface Problem {
  /** The sentence. */
  text: string;
  /** The next step, when the sentence does not say it. */
  next?: string;
  /** Stable reason code, see docs/refusals.md; UNREACHABLE and the code's name where the server gave none. */
  reason: string;
  /** The same command may be tried again: it did not happen, or its request_id keeps it from happening twice. */
  transient: boolean;
  /** Sentences about single fields, by the field's path, e.g. proposal.text.subject. */
  fields: Record<string, string>;
}

const nextSteps: Record<string, string> = {
  UNAUTHENTICATED: '请重新登录，未保存的文字留在本机，登录后可继续。',
  ROLE_REQUIRED: '如确需办理，请联系本单位管理员调整账号权限。',
  NOT_FOUND: '请返回列表核对。',
  MOVE_NOT_ALLOWED: '页面上的信息可能已经变化，请刷新后查看最新状态。',
  STALE: '请刷新查看最新内容，再决定如何修改。',
  OUTCOME_UNKNOWN: '请再试一次，不会重复办理。',
  NOT_YET: '您填写的内容没有丢失。',
  BUSY: '您填写的内容没有丢失，请稍等片刻再试。',
};

export function problemOf(error: unknown): Problem {
  const e = ConnectError.from(error);
  const reason = e.findDetails(ErrorInfoSchema)[0]?.reason ?? '';
  const fields = Object.fromEntries(
    e.findDetails(BadRequestSchema).flatMap((b) => b.fieldViolations.map((v) => [v.field, v.description])),
  );
  const transient =
    ([Code.Unavailable, Code.DeadlineExceeded, Code.Canceled, Code.Aborted].includes(e.code) && reason !== 'STALE') ||
    (!reason && e.code === Code.Unknown) ||
    reason === 'BUSY';
  if (reason) return { text: e.rawMessage, next: nextSteps[reason], reason, transient, fields };
  if (e.code === Code.Unauthenticated)
    return {
      text: '请先登录；登录已过期或已退出时请重新登录。',
      next: nextSteps.UNAUTHENTICATED,
      reason: 'UNAUTHENTICATED',
      transient: false,
      fields,
    };
  if (e.code === Code.Unimplemented)
    return {
      text: '系统尚未提供这项功能。',
      next: '请联系运维人员确认版本。',
      reason: 'UNIMPLEMENTED',
      transient: false,
      fields,
    };
  if (transient)
    return {
      text: '暂时连不上系统。',
      next: '请检查网络后再试；您填写的内容没有丢失。',
      reason: 'UNREACHABLE',
      transient,
      fields,
    };
  return {
    text: '系统出错了。',
    next: '请稍后再试；仍不行请联系运维人员。',
    reason: Code[e.code] ?? 'UNKNOWN',
    transient,
    fields,
  };
}

/** The sentence about a field, by the last parts of its path: 'text.subject' finds proposal.text.subject. */
export function fieldProblem(problem: Problem | null | undefined, path: string): string | undefined {
  return problem
    ? Object.entries(problem.fields).find(([field]) => field === path || field.endsWith(`.${path}`))?.[1]
    : undefined;
}

/** A problem without the sentences about fields that are said already; null when that is all of it. */
export function unsaid(problem: Problem, said: ReadonlySet<string>): Problem | null {
  const fields = Object.fromEntries(Object.entries(problem.fields).filter(([, sentence]) => !said.has(sentence)));
  const isOfFields = Object.keys(problem.fields).length > 0;
  return isOfFields && Object.keys(fields).length === 0 ? null : { ...problem, fields };
}
