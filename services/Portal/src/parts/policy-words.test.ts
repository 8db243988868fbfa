import { clone, create, ScalarType, type DescField } from '@bufbuild/protobuf';
import { reflect } from '@bufbuild/protobuf/reflect';
import { describe, expect, test } from 'vitest';
import {
  DeadlineRuleSchema,
  DictionaryEntrySchema,
  ExaminationOutcomeSchema,
  FiledConvention,
  PeriodUnit,
  PolicyProfileSchema,
  RatingRule,
  RehandlingTrigger,
  ProposerKind,
  SessionKind,
  DeadlineStart,
  type PolicyProfile,
} from '@/gen/proposals/directory/v1/policy_pb';
import { sentencesOf } from './policy-words';

const workingDays = (amount: number) => create(DeadlineRuleSchema, { unit: PeriodUnit.WORKING_DAY, amount });
const months = (amount: number) =>
  create(DeadlineRuleSchema, { unit: PeriodUnit.MONTH, amount, rollToWorkingDay: true });
const entry = (code: string, label: string) => create(DictionaryEntrySchema, { code, label });

const profile = create(PolicyProfileSchema, {
  title: '默认办理规则',
  acknowledge: workingDays(3),
  returnWindow: workingDays(7),
  coHandlingOpinion: months(1),
  reply: [months(3)],
  feedback: workingDays(15),
  rehandling: months(1),
  capMonths: 6,
  maxExtensions: 1,
  maxReturns: 2,
  maxRounds: 2,
  coSignHoursInSession: 3,
  coSignHoursInterSession: 24,
  filedConvention: FiledConvention.INCLUSIVE,
  ratingRule: RatingRule.WORST,
  rehandlingTrigger: RehandlingTrigger.ANY_DIMENSION,
  yellowWorkingDays: 15,
  redWorkingDays: 5,
  acknowledgeYellowWorkingDays: 1,
  acknowledgeRedWorkingDays: 0,
  subjectMaxCharacters: 50,
  sectionMaxCharacters: 3000,
  maxSuggestions: 20,
  rejectionReasons: [entry('secret', '涉及党和国家秘密')],
  outcomeClasses: [entry('A', '已解决或采纳'), entry('C', '留作参考')],
  categories: [entry('economy', '经济'), entry('ecology', '生态')],
  utcOffsetMinutes: 480,
});

const sentence = (title: string, change: (p: PolicyProfile) => void = () => {}) => {
  const p = clone(PolicyProfileSchema, profile);
  change(p);
  return sentencesOf(p).find((s) => s.title === title)!.text;
};

describe('every field of a profile', () => {
  // What the server fills in says nothing about the rules.
  const fields = PolicyProfileSchema.fields.filter((f) => f.name !== 'name' && f.name !== 'version');

  const entries = [entry('x', '另一项')];
  const otherLists: Record<string, unknown[]> = {
    reply: [workingDays(123)],
    examination_outcomes: [create(ExaminationOutcomeSchema, { code: 'x', label: '另一项', effect: 1 })],
  };

  /** Gives a field another value: other words for a text or list, one more for a number, the next value of an enum. */
  function change(p: PolicyProfile, field: DescField) {
    const message = reflect(PolicyProfileSchema, p);
    if (field.fieldKind === 'enum')
      message.set(field, field.enum.values.find((v) => v.number > 1 && v.number !== message.get(field))!.number);
    else if (field.fieldKind === 'message') Object.assign(p, { [field.localName]: workingDays(123) });
    else if (field.fieldKind === 'list') Object.assign(p, { [field.localName]: otherLists[field.name] ?? entries });
    else if (field.fieldKind === 'scalar' && field.scalar === ScalarType.STRING) message.set(field, '另一名称');
    else if (field.fieldKind === 'scalar' && field.scalar === ScalarType.BOOL) message.set(field, !message.get(field));
    else message.set(field, (message.get(field) as number) + 1);
  }

  test.each(fields.map((f) => [f.name, f] as const))('%s changes exactly one sentence', (_, field) => {
    const changed = clone(PolicyProfileSchema, profile);
    change(changed, field);
    const [before, after] = [sentencesOf(profile), sentencesOf(changed)];
    expect(after.filter((s, i) => s.text !== before[i]!.text)).toHaveLength(1);
  });

  test('has its own title', () => {
    const titles = sentencesOf(profile).map((s) => s.title);
    expect(new Set(titles).size).toBe(titles.length);
  });
});

describe('a period', () => {
  test.each([
    [workingDays(3), '承办单位须在交办后 3 个工作日内签收。'],
    [
      create(DeadlineRuleSchema, { unit: PeriodUnit.CALENDAR_DAY, amount: 10 }),
      '承办单位须在交办后 10 日内（按自然日）签收。',
    ],
    [months(1), '承办单位须在交办后 1 个月内签收。末日不是工作日的，顺延至下一个工作日。'],
    [
      create(DeadlineRuleSchema, { unit: PeriodUnit.FIXED_DATE, fixedMonth: 9, fixedDay: 30 }),
      '承办单位须在当年 9 月 30 日前（已过的为次年）签收。',
    ],
    [
      create(DeadlineRuleSchema, { unit: PeriodUnit.MONTH, amount: 3, notAfterMonth: 8, notAfterDay: 31 }),
      '承办单位须在交办后 3 个月内且不迟于 8 月 31 日（已过的为次年）签收。',
    ],
    [undefined, '承办单位须在未定期限内签收。'],
  ])('is said in its own unit', (acknowledge, said) => {
    expect(sentence('签收', (p) => (p.acknowledge = acknowledge))).toBe(said);
  });

  test('of a reply may differ by proposer and begin when the session closes', () => {
    const parties = create(DeadlineRuleSchema, { ...months(2), proposerKind: ProposerKind.PARTY });
    const closing = { sessionKind: SessionKind.IN_SESSION, start: DeadlineStart.SESSION_CLOSE };
    const inSession = create(DeadlineRuleSchema, { ...months(3), ...closing });
    expect(sentence('答复', (p) => (p.reply = [parties, inSession, workingDays(60)]))).toBe(
      '承办单位民主党派、工商联的提案须在交办后 2 个月内答复；大会提案须在闭会后 3 个月内答复；' +
        '其他提案须在交办后 60 个工作日内答复。末日不是工作日的，顺延至下一个工作日。',
    );
  });

  test('of a reply may differ by kind', () => {
    const inSession = create(DeadlineRuleSchema, { ...months(3), sessionKind: SessionKind.IN_SESSION });
    expect(sentence('答复')).toBe('承办单位须在交办后 3 个月内答复。末日不是工作日的，顺延至下一个工作日。');
    expect(sentence('答复', (p) => (p.reply = [inSession, workingDays(60)]))).toBe(
      '承办单位大会提案须在交办后 3 个月内答复；其他提案须在交办后 60 个工作日内答复。' +
        '末日不是工作日的，顺延至下一个工作日。',
    );
  });
});

describe('numbers', () => {
  test('no extension is said in words', () => {
    expect(sentence('延期', (p) => (p.maxExtensions = 0))).toBe('不准延期。');
  });

  test('the length of one extension is said where it is bounded', () => {
    expect(sentence('延期')).toBe('每项承办任务最多延期 1 次，须在期满前申请。');
    expect(sentence('延期', (p) => (p.maxExtensionMonths = 1))).toBe(
      '每项承办任务最多延期 1 次，每次最多延长 1 个月，须在期满前申请。',
    );
  });

  test('whole days of hours are said as days too', () => {
    expect(sentence('平时联名')).toBe('其他时间，受邀委员有 24 小时（1 天）签名。');
    expect(sentence('大会期间联名')).toBe('大会征集期间，受邀委员有 3 小时签名。');
    expect(sentence('平时联名', (p) => (p.coSignHoursInterSession = 720))).toContain('720 小时（30 天）');
  });

  test.each([
    [480, '日期按北京时间（UTC+8）计算，起算当日不计入。'],
    [0, '日期按UTC+0计算，起算当日不计入。'],
    [330, '日期按UTC+5:30计算，起算当日不计入。'],
    [-210, '日期按UTC-3:30计算，起算当日不计入。'],
    [840, '日期按UTC+14计算，起算当日不计入。'],
  ])('an offset of %i minutes is an hour and a minute', (minutes, said) => {
    expect(sentence('时间', (p) => (p.utcOffsetMinutes = minutes))).toBe(said);
  });
});

test('entries are listed, outcome classes with their letter', () => {
  expect(sentence('提案类别')).toBe('经济、生态。');
  expect(sentence('办理结果类别')).toBe('A 已解决或采纳、C 留作参考。');
  expect(sentence('办理结果类别', (p) => (p.outcomeClasses[1]!.promises = true))).toBe(
    'A 已解决或采纳、C 留作参考（列承诺事项）。',
  );
  expect(sentence('提案类别', (p) => (p.categories = []))).toBe('。');
});
