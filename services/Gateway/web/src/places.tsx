import { BellOutlined, FileTextOutlined, InboxOutlined, NotificationOutlined, TeamOutlined } from '@ant-design/icons';
import { lazy, type ComponentType } from 'react';
import type { Session } from './api/session';
import { Role } from './gen/proposals/directory/v1/directory_pb';

/** A page: its address, its title, who may see it, its file. With an icon it is in the navigation, in this order; the first of a role is its home. */
export interface Place {
  path: string;
  title: string;
  page: ComponentType;
  /** Anybody who has signed in when absent. */
  roles?: Role[];
  icon?: ComponentType;
  /** Needs no sign-in. */
  open?: boolean;
}

const business = [Role.MEMBER, Role.PROPOSALS_OFFICE, Role.HAND_OVER_OFFICE, Role.HANDLING_UNIT, Role.SUPERVISOR, Role.LEADER];

export const places: Place[] = [
  { path: '/sign-in', title: '登录', open: true, page: lazy(() => import('./pages/open/SignIn')) },

  { path: '/my', title: '我的提案', icon: FileTextOutlined, roles: [Role.MEMBER], page: lazy(() => import('./pages/member/MyProposals')) },
  { path: '/invitations', title: '联名邀请', icon: TeamOutlined, roles: [Role.MEMBER], page: lazy(() => import('./pages/member/Invitations')) },
  { path: '/proposals/:id/edit', title: '起草提案', roles: [Role.MEMBER], page: lazy(() => import('./pages/member/Editor')) },
  { path: '/rate/:form', title: '评价办理', roles: [Role.MEMBER], page: lazy(() => import('./pages/member/Rate')) },

  { path: '/assignments', title: '承办任务', icon: InboxOutlined, roles: [Role.HANDLING_UNIT], page: lazy(() => import('./pages/unit/Inbox')) },
  { path: '/urges-received', title: '催办', icon: NotificationOutlined, roles: [Role.HANDLING_UNIT], page: lazy(() => import('./pages/unit/Urges')) },
  { path: '/assignments/:id', title: '承办任务', roles: [Role.HANDLING_UNIT], page: lazy(() => import('./pages/unit/Assignment')) },
  { path: '/assignments/:id/deadline', title: '期限说明', roles: business.filter((r) => r !== Role.MEMBER), page: lazy(() => import('./pages/unit/Deadline')) },

  { path: '/proposals/:id', title: '提案', roles: business, page: lazy(() => import('./pages/shared/Case')) },
  { path: '/notices', title: '通知', icon: BellOutlined, roles: business, page: lazy(() => import('./pages/shared/Notices')) },
];

export const navigationOf = (session: Session) => places.filter((p) => p.icon && (!p.roles || session.has(...p.roles)));

export const homeOf = (session: Session | null) => (session ? (navigationOf(session)[0]?.path ?? '/nothing') : '/sign-in');
