// The rules of a committee in plain sentences: a change of any field changes one of them.
import { chinaOffset } from '@/format';
import {
  CommitmentSettler,
  CommitmentSettlerSchema,
  type DeadlineRule,
  DeadlineStart,
  type DictionaryEntry,
  ExaminationEffectSchema,
  type ExaminationOutcome,
  FiledConvention,
  PeriodUnit,
  type PolicyProfile,
  ProposerKindSchema,
  RatingRule,
  RehandlingTrigger,
  SessionKindSchema,
} from '@/gen/proposals/directory/v1/policy_pb';
import { wordOf } from '@/words';

export interface Sentence {
  title: string;
  text: string;
}

const within = (from: string, r: DeadlineRule | undefined) => {
  const unset = '未定期限内';
  if (!r) return unset;
  const words: Partial<Record<PeriodUnit, string>> = {
    [PeriodUnit.WORKING_DAY]: `${r.amount} 个工作日内`,
    [PeriodUnit.CALENDAR_DAY]: `${r.amount} 日内（按自然日）`,
    [PeriodUnit.MONTH]: `${r.amount} 个月内`,
    [PeriodUnit.FIXED_DATE]: `当年 ${r.fixedMonth} 月 ${r.fixedDay} 日前（已过的为次年）`,
  };
  const last = r.notAfterMonth ? `且不迟于 ${r.notAfterMonth} 月 ${r.notAfterDay} 日（已过的为次年）` : '';
  return r.unit === PeriodUnit.FIXED_DATE ? words[r.unit]! : `${from} ${words[r.unit] ?? unset}${last}`;
};
const rolled = (...rules: (DeadlineRule | undefined)[]) =>
  rules.some((r) => r?.rollToWorkingDay) ? '末日不是工作日的，顺延至下一个工作日。' : '';
const replies = (rules: DeadlineRule[]) => {
  const others = rules.length > 1 ? '其他提案' : '';
  const kind = (r: DeadlineRule) => {
    const session = wordOf(SessionKindSchema, r.sessionKind);
    const proposer = wordOf(ProposerKindSchema, r.proposerKind);
    return proposer ? `${proposer}的${session || '提案'}` : session || others;
  };
  const from = (r: DeadlineRule) => (r.start === DeadlineStart.SESSION_CLOSE ? '闭会后' : '交办后');
  return rules.map((r) => `${kind(r)}须在${within(from(r), r)}答复`).join('；');
};
const entries = (list: DictionaryEntry[]) => list.map((e) => e.label).join('、');
const outcomeClasses = (list: DictionaryEntry[]) =>
  list.map((e) => `${e.code} ${e.label}${e.promises ? '（列承诺事项）' : ''}`).join('、');
const outcomes = (list: ExaminationOutcome[]) =>
  list
    .map((e) => {
      const also = e.spellings.length ? `，也写作${e.spellings.join('、')}` : '';
      return `${e.label}（${wordOf(ExaminationEffectSchema, e.effect)}${also}）`;
    })
    .join('、');
const hours = (n: number) => (n % 24 ? `${n} 小时` : `${n} 小时（${n / 24} 天）`);
const offset = (minutes: number) => {
  const [hour, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const utc = `UTC${minutes < 0 ? '-' : '+'}${hour}${rest ? `:${String(rest).padStart(2, '0')}` : ''}`;
  return minutes === chinaOffset ? `北京时间（${utc}）` : utc;
};

const returns = (p: PolicyProfile) =>
  `承办单位认为不属本单位职责的，须在${within('交办后', p.returnWindow)}申退；逾期不作调整。${rolled(p.returnWindow)}`;

const rehandling = (p: PolicyProfile) => {
  const of = p.rehandlingTrigger === RehandlingTrigger.RESULT_ONLY ? '办理结果' : '办理工作或办理结果';
  const period = within('转重新办理后', p.rehandling);
  return `对${of}不满意的，承办单位须在${period}重新办理并答复。${rolled(p.rehandling)}`;
};

/** The sentences of a profile, always in the same order. The day of the start event is never counted. */
export const sentencesOf = (p: PolicyProfile): Sentence[] => [
  { title: '名称', text: p.title },
  { title: '签收', text: `承办单位须在${within('交办后', p.acknowledge)}签收。${rolled(p.acknowledge)}` },
  { title: '申退', text: returns(p) },
  { title: '申退次数', text: `同一提案最多退办 ${p.maxReturns} 次，再退由分管领导确定承办单位。` },
  {
    title: '改办期限',
    text: p.restartClockOnReassign
      ? '改办后接办单位的期限从改办之日重新计算，总时限仍从第一次交办起算。'
      : '改办后接办单位沿用原来的期限。',
  },
  {
    title: '会办意见',
    text: `会办单位须在${within('交办后', p.coHandlingOpinion)}向主办单位提交意见。${rolled(p.coHandlingOpinion)}`,
  },
  {
    title: '会办意见与签发',
    text: p.opinionsRequired ? '会办意见交齐前，主办单位不能签发答复。' : '会办意见未交齐时，主办单位也可以签发答复。',
  },
  {
    title: '文书要素',
    text: p.paperFieldsRequired
      ? '会办意见须写明文号、签发人、联系人和电话，答复须写明核稿人、经办人和电话，不公开的须写明理由。'
      : '会办意见和答复的核稿人、经办人、电话等可以不写。',
  },
  {
    title: '面商',
    text: p.contactRequired
      ? '签发答复前须登记与提案者的沟通；本人提出不需要的也要登记。'
      : '签发答复前不强制登记与提案者的沟通。',
  },
  {
    title: '办前面商',
    text: p.earlyContactRequired ? '签发答复前须登记办前面商；本人提出不需要的也算。' : '沟通不限于办前、办中。',
  },
  {
    title: '沟通记录',
    text: p.contactDetailsRequired
      ? '登记沟通须写明阶段、参加人和委员意见；本人提出不需要的除外。'
      : '登记沟通可以不写参加人和委员意见。',
  },
  {
    title: '承诺事项',
    text: p.commitmentsRequired
      ? '办理结果属列承诺事项的类别的，签发答复须至少列一项承诺；本单位在本案已有未销号承诺的除外。'
      : '办理结果属列承诺事项的类别的，签发答复时可以列承诺事项，不强制。',
  },
  {
    title: '承诺事项销号',
    text: `承诺事项落实后由${wordOf(
      CommitmentSettlerSchema,
      p.commitmentSettler || CommitmentSettler.OFFICE,
    )}确认销号，逾期后提出的新时限也由其决定。`,
  },
  { title: '答复', text: `承办单位${replies(p.reply)}。${rolled(...p.reply)}` },
  { title: '答复总时限', text: `无论是否延期，最迟不得超过交办后 ${p.capMonths} 个月。` },
  {
    title: '延期',
    text: p.maxExtensions
      ? `每项承办任务最多延期 ${p.maxExtensions} 次，` +
        (p.maxExtensionMonths ? `每次最多延长 ${p.maxExtensionMonths} 个月，` : '') +
        '须在期满前申请。'
      : '不准延期。',
  },
  {
    title: '反馈',
    text: `提案者须在${within('答复送达后', p.feedback)}反馈；逾期按“未表态”记录，不计为满意。${rolled(p.feedback)}`,
  },
  {
    title: '评价口径',
    text:
      p.ratingRule === RatingRule.LEAD
        ? '一案有多份评价时，以第一提案人（含并入各案的第一提案人）的评价为准，其他评价并列显示。'
        : '一案有多份评价时，取其中最低的评价。',
  },
  { title: '重新办理', text: rehandling(p) },
  {
    title: '基本满意',
    text: p.mostlySatisfiedReopens ? '评价“基本满意”的也重新办理。' : '评价“基本满意”的不再重新办理。',
  },
  { title: '办理轮次', text: `最多办理 ${p.maxRounds} 轮；最后一轮仍不满意的，由提案委办公室决定办结，评价保留。` },
  {
    title: '办结',
    text: p.officeConfirmsClosing
      ? '提案者满意或基本满意的，由提案委办公室确认后办结。'
      : '提案者满意或基本满意的，自动办结。',
  },
  {
    title: '仍不满意',
    text: p.conciliationRequired
      ? '最后一轮仍不满意的，办结前须当面协商或专门说明，并记录提案者是否理解。'
      : '最后一轮仍不满意的，办结前可以当面协商或专门说明，不强制。',
  },
  {
    title: '未表态办结',
    text: p.closeWithoutStatement
      ? '反馈期满无人表态的，提案委办公室可以办结，不计为满意。'
      : '反馈期满无人表态的，不能办结；可以重新开放征询意见表。',
  },
  {
    title: '预警',
    text:
      `答复和会办意见剩余 ${p.yellowWorkingDays} 个工作日以内亮黄灯，剩余 ${p.redWorkingDays} 个工作日以内亮红灯；` +
      `签收剩余 ${p.acknowledgeYellowWorkingDays} 个工作日以内亮黄灯，` +
      `剩余 ${p.acknowledgeRedWorkingDays} 个工作日以内亮红灯；逾期都亮红灯。`,
  },
  { title: '大会期间联名', text: `大会征集期间，受邀委员有 ${hours(p.coSignHoursInSession)}签名。` },
  { title: '平时联名', text: `其他时间，受邀委员有 ${hours(p.coSignHoursInterSession)}签名。` },
  {
    title: '退回后重新提交',
    text: p.resubmissionKeepsKind
      ? '退回修改后在截止时间以后重新提交的，仍按大会提案办理。'
      : '退回修改后在截止时间以后重新提交的，按平时提案办理。',
  },
  { title: '案由字数', text: `案由不超过 ${p.subjectMaxCharacters} 字。` },
  { title: '正文字数', text: `情况、分析和每条建议各不超过 ${p.sectionMaxCharacters} 字。` },
  { title: '建议条数', text: `建议不超过 ${p.maxSuggestions} 条。` },
  {
    title: '三项审查',
    text: p.checksRequired
      ? '审查通过须写明资格、内容、格式三项审查的结果和审查人。'
      : '审查通过可以写明三项审查的结果和审查人，不强制。',
  },
  {
    title: '查重结论',
    text: p.duplicateCheckRequired ? '审查通过须写明查重结论。' : '审查通过可以写明查重结论，不强制。',
  },
  {
    title: '审定机构',
    text: p.filingBodyRequired
      ? '立案须写明审定机构：大会提案可由提案审查委员会审定，党派、人民团体、专门委员会的提案由全体会议或主任会议审定。'
      : '立案可以写明审定机构，不强制。',
  },
  {
    title: '并案',
    text: p.mergeRecordsConsent ? '并案须写明怎样征得提案者意见。' : '并案可以写明怎样征得提案者意见，不强制。',
  },
  {
    title: '立案统计口径',
    text:
      p.filedConvention === FiledConvention.DISJOINT
        ? '收到 = 立案 + 并案 + 不予立案 + 撤案，并案不计入立案。'
        : '立案数包括并案的提案，并案数为其中数。',
  },
  {
    title: '审查结果',
    text: p.examinationOutcomes.length
      ? `台账可以写${outcomes(p.examinationOutcomes)}。`
      : '台账可以写立案、并案、不予立案、转意见建议、转社情民意、转来信、撤案等通用的审查结果。',
  },
  { title: '不予立案理由', text: `${entries(p.rejectionReasons)}。` },
  { title: '办理结果类别', text: `${outcomeClasses(p.outcomeClasses)}。` },
  { title: '提案类别', text: `${entries(p.categories)}。` },
  { title: '时间', text: `日期按${offset(p.utcOffsetMinutes)}计算，起算当日不计入。` },
];
