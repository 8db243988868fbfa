import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import { describe, expect, test } from 'vitest';
import { BadRequestSchema, ErrorInfoSchema } from '@/gen/google/rpc/error_details_pb';
import { fieldProblem, problemOf, unsaid } from './errors';

const refusal = (code: Code, reason: string, text = '现在不能这样办。') =>
  new ConnectError(text, code, undefined, [{ desc: ErrorInfoSchema, value: { reason, domain: 'proposals' } }]);

const badFields = (...violations: MessageInitShape<typeof BadRequestSchema>['fieldViolations'] & object) =>
  new ConnectError('内容不合要求。', Code.InvalidArgument, undefined, [
    { desc: ErrorInfoSchema, value: create(ErrorInfoSchema, { reason: 'FIELD_INVALID' }) },
    { desc: BadRequestSchema, value: { fieldViolations: violations } },
  ]);

describe('a refusal', () => {
  test("is the server's own sentence, with what to do next", () => {
    expect(problemOf(refusal(Code.FailedPrecondition, 'MOVE_NOT_ALLOWED', '提案已经立案。'))).toEqual({
      text: '提案已经立案。',
      next: '页面上的信息可能已经变化，请刷新后查看最新状态。',
      reason: 'MOVE_NOT_ALLOWED',
      transient: false,
      fields: {},
    });
  });

  test('whose sentence says all has no next step', () => {
    expect(problemOf(refusal(Code.FailedPrecondition, 'CONTACT_REQUIRED')).next).toBeUndefined();
  });

  test.each([
    ['STALE', Code.Aborted, false],
    ['BUSY', Code.ResourceExhausted, true],
    ['OUTCOME_UNKNOWN', Code.Unavailable, true],
    ['NOT_YET', Code.Unavailable, true],
    ['NOT_FOUND', Code.NotFound, false],
  ])('%s of code %i may simply be tried again: %s', (reason, code, transient) => {
    expect(problemOf(refusal(code, reason)).transient).toBe(transient);
  });
});

describe('an error without a reason', () => {
  test.each([
    [Code.Unauthenticated, 'UNAUTHENTICATED', false],
    [Code.Unimplemented, 'UNIMPLEMENTED', false],
    [Code.Unavailable, 'UNREACHABLE', true],
    [Code.DeadlineExceeded, 'UNREACHABLE', true],
    [Code.Canceled, 'UNREACHABLE', true],
    [Code.Unknown, 'UNREACHABLE', true],
    [Code.Internal, 'Internal', false],
  ])('of code %s is %s', (code, reason, transient) => {
    const problem = problemOf(new ConnectError('upstream connect error', code));
    expect(problem).toMatchObject({ reason, transient });
    expect(problem.text, "a stranger's words are not shown").not.toContain('upstream');
    expect(problem.next).toBeTruthy();
  });

  test('of the network itself may be tried again', () => {
    expect(problemOf(new TypeError('Failed to fetch'))).toMatchObject({ reason: 'UNREACHABLE', transient: true });
  });

  test.each([[undefined], [null], ['boom'], [42]])('that is %s is a problem too', (thrown) => {
    expect(problemOf(thrown).text).toBe('暂时连不上系统。');
  });
});

describe('a field', () => {
  const problem = problemOf(
    badFields(
      { field: 'proposal.text.subject', description: '最多 50 字，现有 51 字。' },
      { field: 'answers[1]', description: '含有不能保存的控制字符，请删除后重试。' },
    ),
  );

  test.each([
    ['proposal.text.subject', '最多 50 字，现有 51 字。'],
    ['text.subject', '最多 50 字，现有 51 字。'],
    ['subject', '最多 50 字，现有 51 字。'],
    ['answers[1]', '含有不能保存的控制字符，请删除后重试。'],
  ])('%s is found', (path, said) => expect(fieldProblem(problem, path)).toBe(said));

  test.each([['ject'], ['text'], ['answers[0]'], ['answers']])('%s has no problem', (path) => {
    expect(fieldProblem(problem, path)).toBeUndefined();
  });

  test('has no problem where there is none', () => {
    expect(fieldProblem(null, 'subject')).toBeUndefined();
    expect(fieldProblem(undefined, 'subject')).toBeUndefined();
  });
});

test('what fields say is not said again, and the rest is', () => {
  const problem = {
    text: '填写有误。',
    reason: 'FIELD_INVALID',
    transient: false,
    fields: { a: '甲有误。', b: '乙有误。' },
  };
  expect(unsaid(problem, new Set(['甲有误。']))?.fields).toEqual({ b: '乙有误。' });
  expect(unsaid(problem, new Set(['甲有误。', '乙有误。']))).toBeNull();
  expect(unsaid({ ...problem, fields: {} }, new Set())).not.toBeNull();
});
