import { Role, RoleSchema } from '@/gen/proposals/directory/v1/directory_pb';
import { choices } from '@/words';

export const grantable = choices(RoleSchema).filter((c) => c.value !== Role.SERVICE);
export const administrators = [Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR];

/** What a role may do. */
export const roleDuties: Record<Role, string> = {
  [Role.UNSPECIFIED]: '',
  [Role.MEMBER]: '撰写、联名、提交提案，评价办理。',
  [Role.PROPOSALS_OFFICE]: '审查、立案、并案，确认办结，维护届次、提案者和规则。',
  [Role.HAND_OVER_OFFICE]: '交办，审核申退和延期。',
  [Role.HANDLING_UNIT]: '签收、沟通、提交会办意见、答复。',
  [Role.SUPERVISOR]: '查看进度和统计，催办。',
  [Role.LEADER]: '查看全部提案和统计，不办理。',
  [Role.SYSTEM_ADMINISTRATOR]: '新建账号，核验日志，重试未能记入的事件。',
  [Role.SECURITY_ADMINISTRATOR]: '授予角色，停用账号，重置密码，结束会话。',
  [Role.AUDIT_ADMINISTRATOR]: '查阅和核验日志。',
  [Role.SERVICE]: '',
};
