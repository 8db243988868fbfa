// What the state and the role of a task (an Assignment) mean: for the portal what
// services/Contracts/AssignmentExtensions.cs is for the services.
import { today } from '@/format';
import { AssignmentRole, AssignmentState, type Assignment } from '@/gen/proposals/assignment/v1/assignment_pb';

type Stated = Pick<Assignment, 'state'>;

/** The unit still has to do something: 待签收 or 办理中. */
export const isOpen = ({ state }: Stated) =>
  state === AssignmentState.HANDED_OVER || state === AssignmentState.ACKNOWLEDGED;

/** The task counts: it was neither returned nor cancelled. */
export const isLive = ({ state }: Stated) => state !== AssignmentState.RETURNED && state !== AssignmentState.CANCELLED;

/**
 * The unit replies to the proposer. A co-handling unit only gives its opinion to the leading one
 * (handbook edge case 27).
 */
export const answersProposer = ({ role }: Pick<Assignment, 'role'>) => role !== AssignmentRole.CO_HANDLE;

/** The last day of a period is over. */
export const isPast = (due: Assignment['due']) => due !== undefined && today() > due.date;
