// The Chinese of every enum, in one place.
import {
  AssignmentRole,
  AssignmentState,
  ContactForm,
  Disclosure,
  ExtensionRequestState,
  HandlingMode,
  ReplyState,
  ReturnRequestState,
} from '@/gen/proposals/assignment/v1/assignment_pb';
import { CommitteeLevel, ProposerKind, Role } from '@/gen/proposals/directory/v1/directory_pb';
import { SessionKind } from '@/gen/proposals/directory/v1/policy_pb';
import { CaseState, FormState, Rating } from '@/gen/proposals/feedback/v1/feedback_pb';
import { InvitationState, ProposalState } from '@/gen/proposals/intake/v1/intake_pb';
import { DutyKind, Light, Stage, UrgeChannel } from '@/gen/proposals/supervision/v1/supervision_pb';

type Words<E extends number> = Record<E, string>;

export const roles: Words<Role> = {
  [Role.UNSPECIFIED]: '',
  [Role.MEMBER]: '委员',
  [Role.PROPOSALS_OFFICE]: '提案委办公室',
  [Role.HAND_OVER_OFFICE]: '交办机关',
  [Role.HANDLING_UNIT]: '承办单位',
  [Role.SUPERVISOR]: '督办人员',
  [Role.LEADER]: '领导',
  [Role.SYSTEM_ADMINISTRATOR]: '系统管理员',
  [Role.SECURITY_ADMINISTRATOR]: '安全管理员',
  [Role.AUDIT_ADMINISTRATOR]: '审计管理员',
  [Role.SERVICE]: '系统服务',
};
/** What a role may do. */
export const roleDuties: Words<Role> = {
  [Role.UNSPECIFIED]: '',
  [Role.MEMBER]: '撰写、联名、提交提案，评价办理。',
  [Role.PROPOSALS_OFFICE]: '审查、立案、并案，确认办结，维护届次、提案者和规则。',
  [Role.HAND_OVER_OFFICE]: '交办，审核申退和延期。',
  [Role.HANDLING_UNIT]: '签收、沟通、提交会办意见、答复。',
  [Role.SUPERVISOR]: '查看进度和统计，催办。',
  [Role.LEADER]: '查看全部提案和统计，不办理。',
  [Role.SYSTEM_ADMINISTRATOR]: '新建账号，核验日志，重试搁置的事件。',
  [Role.SECURITY_ADMINISTRATOR]: '授予角色，停用账号，结束会话。',
  [Role.AUDIT_ADMINISTRATOR]: '查阅和核验日志。',
  [Role.SERVICE]: '',
};
export const proposerKinds: Words<ProposerKind> = {
  [ProposerKind.UNSPECIFIED]: '',
  [ProposerKind.MEMBER]: '委员',
  [ProposerKind.PARTY]: '民主党派、工商联',
  [ProposerKind.PEOPLES_ORGANIZATION]: '人民团体',
  [ProposerKind.SPECIAL_COMMITTEE]: '专门委员会',
  [ProposerKind.SECTOR]: '界别',
  [ProposerKind.GROUP]: '小组、联组',
};
export const committeeLevels: Words<CommitteeLevel> = {
  [CommitteeLevel.UNSPECIFIED]: '',
  [CommitteeLevel.PROVINCE]: '省级',
  [CommitteeLevel.CITY]: '市级',
  [CommitteeLevel.COUNTY]: '县级',
};
export const sessionKinds: Words<SessionKind> = {
  [SessionKind.UNSPECIFIED]: '',
  [SessionKind.IN_SESSION]: '大会提案',
  [SessionKind.INTER_SESSION]: '平时提案',
};
export const proposalStates: Words<ProposalState> = {
  [ProposalState.UNSPECIFIED]: '',
  [ProposalState.DRAFT]: '草稿',
  [ProposalState.SUBMITTED]: '已提交',
  [ProposalState.RETURNED]: '退回修改',
  [ProposalState.EXAMINED]: '审查通过',
  [ProposalState.FILED]: '立案',
  [ProposalState.NOT_FILED]: '不予立案',
  [ProposalState.MERGED]: '已并案',
  [ProposalState.WITHDRAWN]: '已撤案',
  [ProposalState.DELETED]: '已删除',
};
export const invitationStates: Words<InvitationState> = {
  [InvitationState.UNSPECIFIED]: '',
  [InvitationState.PENDING]: '待签',
  [InvitationState.SIGNED]: '已签',
  [InvitationState.DECLINED]: '谢绝',
  [InvitationState.EXPIRED]: '过期',
  [InvitationState.CANCELLED]: '撤回',
};
export const handlingModes: Words<HandlingMode> = {
  [HandlingMode.UNSPECIFIED]: '',
  [HandlingMode.SOLE]: '独办',
  [HandlingMode.LEAD_AND_CO]: '主办会办',
  [HandlingMode.SEPARATE]: '分办',
};
export const assignmentRoles: Words<AssignmentRole> = {
  [AssignmentRole.UNSPECIFIED]: '',
  [AssignmentRole.LEAD]: '主办',
  [AssignmentRole.CO_HANDLE]: '会办',
  [AssignmentRole.SOLE]: '独办',
  [AssignmentRole.SEPARATE]: '分办',
};
export const assignmentStates: Words<AssignmentState> = {
  [AssignmentState.UNSPECIFIED]: '',
  [AssignmentState.HANDED_OVER]: '待签收',
  [AssignmentState.ACKNOWLEDGED]: '办理中',
  [AssignmentState.OPINION_GIVEN]: '会办意见已交',
  [AssignmentState.REPLIED]: '已答复',
  [AssignmentState.RETURNED]: '已退',
  [AssignmentState.CANCELLED]: '已撤销',
};
export const returnRequestStates: Words<ReturnRequestState> = {
  [ReturnRequestState.UNSPECIFIED]: '',
  [ReturnRequestState.PENDING]: '待审核',
  [ReturnRequestState.APPROVED]: '同意',
  [ReturnRequestState.REFUSED]: '拒绝',
};
export const extensionRequestStates: Words<ExtensionRequestState> = {
  [ExtensionRequestState.UNSPECIFIED]: '',
  [ExtensionRequestState.PENDING]: '待审批',
  [ExtensionRequestState.GRANTED]: '准予延期',
  [ExtensionRequestState.DENIED]: '不予延期',
};
export const replyStates: Words<ReplyState> = {
  [ReplyState.UNSPECIFIED]: '',
  [ReplyState.DRAFTED]: '草拟',
  [ReplyState.SIGNED]: '已签发',
  [ReplyState.DELIVERED]: '已送达',
  [ReplyState.SUPERSEDED]: '已被新版本代替',
};
export const disclosures: Words<Disclosure> = {
  [Disclosure.UNSPECIFIED]: '',
  [Disclosure.FULL]: '公开',
  [Disclosure.SUMMARY]: '摘要公开',
  [Disclosure.NONE]: '不公开',
};
export const contactForms: Words<ContactForm> = {
  [ContactForm.UNSPECIFIED]: '',
  [ContactForm.FACE_TO_FACE]: '面谈',
  [ContactForm.MEETING]: '座谈会',
  [ContactForm.TELEPHONE]: '电话',
  [ContactForm.WRITTEN]: '书信、邮件',
  [ContactForm.WAIVED_BY_PROPOSER]: '本人提出不需要',
};
export const ratings: Words<Rating> = {
  [Rating.UNSPECIFIED]: '未表态',
  [Rating.SATISFIED]: '满意',
  [Rating.MOSTLY_SATISFIED]: '基本满意',
  [Rating.DISSATISFIED]: '不满意',
};
export const formStates: Words<FormState> = {
  [FormState.UNSPECIFIED]: '',
  [FormState.OPEN]: '待反馈',
  [FormState.SUBMITTED]: '已反馈',
  [FormState.LAPSED]: '未表态（已过期）',
};
export const caseStates: Words<CaseState> = {
  [CaseState.UNSPECIFIED]: '',
  [CaseState.AWAITING_REPLY]: '待答复',
  [CaseState.AWAITING_FEEDBACK]: '待反馈',
  [CaseState.AWAITING_CLOSURE]: '待办结',
  [CaseState.CLOSED]: '办结',
};
export const stages: Words<Stage> = {
  [Stage.UNSPECIFIED]: '',
  [Stage.SUBMITTED]: '审查中',
  [Stage.RETURNED]: '退回修改',
  [Stage.FILED]: '待交办',
  [Stage.NOT_FILED]: '不予立案',
  [Stage.MERGED]: '已并案',
  [Stage.WITHDRAWN]: '已撤案',
  [Stage.HANDED_OVER]: '已交办',
  [Stage.HANDLING]: '办理中',
  [Stage.REPLIED]: '待反馈',
  [Stage.REHANDLING]: '重新办理',
  [Stage.AWAITING_CLOSURE]: '待办结',
  [Stage.CLOSED]: '办结',
  [Stage.CARRIED_OVER]: '跨年度',
  [Stage.UNABLE]: '无法办理',
};
export const lights: Words<Light> = {
  [Light.UNSPECIFIED]: '无待办',
  [Light.GREEN]: '绿灯',
  [Light.YELLOW]: '黄灯',
  [Light.RED]: '红灯',
};
export const dutyKinds: Words<DutyKind> = {
  [DutyKind.UNSPECIFIED]: '',
  [DutyKind.ACKNOWLEDGE]: '签收',
  [DutyKind.OPINION]: '会办意见',
  [DutyKind.REPLY]: '答复',
};
export const urgeChannels: Words<UrgeChannel> = {
  [UrgeChannel.UNSPECIFIED]: '',
  [UrgeChannel.TELEPHONE]: '电话',
  [UrgeChannel.VISIT]: '上门',
  [UrgeChannel.SMS]: '短信',
  [UrgeChannel.DOCUMENT]: '下发文件',
};

/** What happened, by the event's message type without its package. */
export const eventTypes: Record<string, string> = {
  CommitteeCreated: '建立政协委员会',
  PlenarySessionOpened: '新建届次',
  SectorCreated: '新增界别',
  MemberCreated: '新增提案者',
  UnitCreated: '新增承办单位',
  AccountCreated: '新建账号',
  RolesGranted: '授予角色',
  PasswordChanged: '修改密码',
  SignedIn: '登录',
  SignedOut: '会话结束',
  CalendarPublished: '发布日历',
  PolicyProfilePublished: '发布规则',
  ProposalDrafted: '起草提案',
  ProposalRevised: '修改提案',
  ProposalDeleted: '删除草稿',
  CoSignerInvited: '邀请联名',
  InvitationEnded: '联名邀请结束',
  ProposalSubmitted: '提交提案',
  ProposalReturned: '退回修改',
  ProposalExamined: '审查通过',
  ProposalFiled: '立案',
  FileAttached: '添加附件',
  FileDetached: '移除附件',
  ProposalRejected: '不予立案',
  ProposalMerged: '并案',
  ProposalUnmerged: '撤销并案',
  ProposalWithdrawn: '撤案',
  LedgerCaseImported: '导入台账',
  AssignmentHandedOver: '交办',
  AssignmentAcknowledged: '签收',
  ReturnRequested: '申退',
  ReturnApproved: '同意申退',
  ReturnRefused: '拒绝申退',
  ContactLogged: '登记沟通',
  OpinionSubmitted: '提交会办意见',
  ReplyDrafted: '起草答复',
  ReplySuperseded: '答复改稿',
  ReplySigned: '签发答复',
  ReplyDelivered: '送达答复',
  AssignmentCancelled: '撤销承办',
  ExtensionRequested: '申请延期',
  ExtensionGranted: '准予延期',
  ExtensionDenied: '不予延期',
  FormIssued: '发出反馈表',
  FeedbackSubmitted: '提交反馈',
  FormLapsed: '反馈表过期（未表态）',
  CaseMoved: '办结进度变化',
  RehandlingOrdered: '重新办理',
  CaseClosed: '办结',
  UnitUrged: '催办',
  KeyProposalMarked: '列为重点提案',
  KeyProposalUnmarked: '取消重点提案',
};

/** The choices of an enum for RadioField and SelectField: everything but the unspecified one. */
export const choices = <E extends number>(words: Words<E>) =>
  Object.entries<string>(words)
    .filter(([value, label]) => Number(value) !== 0 && label)
    .map(([value, label]) => ({ value: Number(value) as E, label }));
