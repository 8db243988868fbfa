import {
  AuditOutlined,
  BankOutlined,
  BellOutlined,
  BookOutlined,
  CheckSquareOutlined,
  ClockCircleOutlined,
  ContactsOutlined,
  DashboardOutlined,
  DesktopOutlined,
  FileSearchOutlined,
  FileTextOutlined,
  FlagOutlined,
  IdcardOutlined,
  InboxOutlined,
  NotificationOutlined,
  PhoneOutlined,
  SendOutlined,
  SettingOutlined,
  SolutionOutlined,
  StarOutlined,
  SwapOutlined,
  TeamOutlined,
} from '@ant-design/icons';
import type { ComponentType } from 'react';
import type { Session } from './api/session';
import { Role } from './gen/proposals/directory/v1/directory_pb';
import { paged } from './parts/paged';

/**
 * A page: its address, its title, who may see it, its file. Pages with an icon are in the navigation, in this order.
 * The first one that an account may see is its home.
 */
export interface Place {
  path: string;
  title: string;
  page: ComponentType;
  /** Absent: every account may see it. */
  roles?: Role[];
  icon?: ComponentType;
  /** In 长辈版 only these have it in the navigation: to others it is something to look up. */
  workOf?: Role[];
  /** It needs no sign-in. */
  open?: boolean;
}

const business = [
  Role.MEMBER,
  Role.PROPOSALS_OFFICE,
  Role.HAND_OVER_OFFICE,
  Role.HANDLING_UNIT,
  Role.SUPERVISOR,
  Role.LEADER,
];
const offices = [Role.PROPOSALS_OFFICE, Role.HAND_OVER_OFFICE];
const watchers = [Role.SUPERVISOR, Role.LEADER, ...offices];
const administrators = [Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR];

export const places: Place[] = [
  { path: '/sign-in', title: '登录', open: true, page: paged(() => import('./pages/open/SignIn')) },
  { path: '/help', title: '使用帮助', open: true, page: paged(() => import('./pages/open/Help')) },
  { path: '/public', title: '公开提案', open: true, page: paged(() => import('./pages/open/Committees')) },
  { path: '/public/:committee', title: '公开提案', open: true, page: paged(() => import('./pages/open/Published')) },
  {
    path: '/public/:committee/:id',
    title: '公开提案',
    open: true,
    page: paged(() => import('./pages/open/PublishedProposal')),
  },

  {
    path: '/my',
    title: '我的提案',
    icon: FileTextOutlined,
    roles: [Role.MEMBER],
    page: paged(() => import('./pages/member/MyProposals')),
  },
  {
    path: '/invitations',
    title: '联名邀请',
    icon: TeamOutlined,
    roles: [Role.MEMBER],
    page: paged(() => import('./pages/member/Invitations')),
  },
  {
    path: '/proposals/:id/edit',
    title: '起草提案',
    roles: [Role.MEMBER],
    page: paged(() => import('./pages/member/Editor')),
  },
  { path: '/rate/:form', title: '评价办理', roles: [Role.MEMBER], page: paged(() => import('./pages/member/Rate')) },

  {
    path: '/examination',
    title: '审查',
    icon: AuditOutlined,
    roles: [Role.PROPOSALS_OFFICE],
    page: paged(() => import('./pages/office/Examination')),
  },
  {
    path: '/examination/:id',
    title: '审查提案',
    roles: [Role.PROPOSALS_OFFICE],
    page: paged(() => import('./pages/office/Examine')),
  },
  {
    path: '/hand-over',
    title: '交办',
    icon: SendOutlined,
    roles: offices,
    page: paged(() => import('./pages/office/HandOver')),
  },
  {
    path: '/requests',
    title: '退办与延期',
    icon: SwapOutlined,
    roles: [Role.HAND_OVER_OFFICE],
    page: paged(() => import('./pages/office/Requests')),
  },
  {
    path: '/closing',
    title: '待办结',
    icon: CheckSquareOutlined,
    roles: [Role.PROPOSALS_OFFICE],
    page: paged(() => import('./pages/office/Closing')),
  },
  {
    path: '/filed',
    title: '立案台账',
    icon: BookOutlined,
    roles: offices,
    page: paged(() => import('./pages/office/Filed')),
  },

  {
    path: '/assignments',
    title: '承办任务',
    icon: InboxOutlined,
    roles: [Role.HANDLING_UNIT],
    page: paged(() => import('./pages/unit/Inbox')),
  },
  {
    path: '/urges-received',
    title: '催办',
    icon: NotificationOutlined,
    roles: [Role.HANDLING_UNIT],
    page: paged(() => import('./pages/unit/Urges')),
  },
  {
    path: '/assignments/:id',
    title: '承办任务',
    roles: [Role.HANDLING_UNIT],
    page: paged(() => import('./pages/unit/Assignment')),
  },
  {
    path: '/assignments/:id/deadline',
    title: '期限说明',
    roles: business.filter((r) => r !== Role.MEMBER),
    page: paged(() => import('./pages/unit/Deadline')),
  },

  {
    path: '/cockpit',
    title: '督办总览',
    icon: DashboardOutlined,
    roles: watchers,
    page: paged(() => import('./pages/supervisor/Cockpit')),
  },
  {
    path: '/figures/:definition',
    title: '指标明细',
    roles: watchers,
    page: paged(() => import('./pages/supervisor/Figure')),
  },
  {
    path: '/cases',
    title: '案件',
    icon: AuditOutlined,
    roles: watchers,
    page: paged(() => import('./pages/supervisor/Cases')),
  },
  {
    path: '/duties',
    title: '期限预警',
    icon: ClockCircleOutlined,
    roles: watchers,
    page: paged(() => import('./pages/supervisor/Duties')),
  },
  {
    path: '/key',
    title: '重点提案',
    icon: StarOutlined,
    roles: watchers,
    page: paged(() => import('./pages/supervisor/KeyProposals')),
  },
  {
    path: '/supervision',
    title: '督办任务',
    icon: SolutionOutlined,
    roles: watchers,
    page: paged(() => import('./pages/supervisor/SupervisionTasks')),
  },
  {
    path: '/urges',
    title: '催办记录',
    icon: PhoneOutlined,
    roles: watchers,
    page: paged(() => import('./pages/supervisor/Urges')),
  },

  {
    path: '/commitments',
    title: '承诺事项',
    icon: FlagOutlined,
    roles: business,
    workOf: [Role.HANDLING_UNIT, ...watchers],
    page: paged(() => import('./pages/shared/Commitments')),
  },
  {
    path: '/commitments/:id',
    title: '承诺事项',
    roles: business,
    page: paged(() => import('./pages/shared/Commitment')),
  },
  { path: '/proposals/:id', title: '提案', roles: business, page: paged(() => import('./pages/shared/Case')) },
  {
    path: '/supervision/:id',
    title: '督办任务',
    roles: business,
    page: paged(() => import('./pages/shared/SupervisionTask')),
  },
  {
    path: '/notices',
    title: '通知',
    icon: BellOutlined,
    roles: business,
    page: paged(() => import('./pages/shared/Notices')),
  },
  {
    path: '/settings',
    title: '届次与规则',
    icon: SettingOutlined,
    roles: business,
    workOf: [Role.PROPOSALS_OFFICE],
    page: paged(() => import('./pages/office/Settings')),
  },
  { path: '/password', title: '修改密码', page: paged(() => import('./pages/shared/Password')) },

  {
    path: '/accounts',
    title: '账号与角色',
    icon: IdcardOutlined,
    roles: administrators,
    page: paged(() => import('./pages/admin/Accounts')),
  },
  {
    path: '/sign-ins',
    title: '在线会话',
    icon: DesktopOutlined,
    roles: administrators,
    page: paged(() => import('./pages/admin/SignIns')),
  },
  {
    path: '/audit',
    title: '审计查阅',
    icon: FileSearchOutlined,
    roles: [Role.AUDIT_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR],
    page: paged(() => import('./pages/admin/Audit')),
  },
  {
    path: '/members',
    title: '提案者',
    icon: ContactsOutlined,
    roles: [Role.PROPOSALS_OFFICE, ...administrators],
    page: paged(() => import('./pages/admin/Members')),
  },
  {
    path: '/units',
    title: '承办单位',
    icon: BankOutlined,
    roles: [Role.PROPOSALS_OFFICE, Role.HAND_OVER_OFFICE, ...administrators],
    page: paged(() => import('./pages/admin/Units')),
  },
];

export const navigationOf = (session: Session, large = false) =>
  places.filter(
    (p) => p.icon && (!p.roles || session.has(...p.roles)) && (!large || !p.workOf || session.has(...p.workOf)),
  );

export const homeOf = (session: Session | null) =>
  session ? (navigationOf(session)[0]?.path ?? '/nothing') : '/sign-in';
