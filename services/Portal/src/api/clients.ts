// The methods of every service. A page names a method and the request: useAsk(Intake.getProposal, { name }).
import { AssignmentService } from '@/gen/proposals/assignment/v1/assignment_pb';
import { DirectoryService } from '@/gen/proposals/directory/v1/directory_pb';
import { FeedbackService } from '@/gen/proposals/feedback/v1/feedback_pb';
import { IntakeService } from '@/gen/proposals/intake/v1/intake_pb';
import { JournalService } from '@/gen/proposals/journal/v1/journal_pb';
import { SupervisionService } from '@/gen/proposals/supervision/v1/supervision_pb';

export const Directory = DirectoryService.method;
export const Intake = IntakeService.method;
export const Assignments = AssignmentService.method;
export const Feedback = FeedbackService.method;
export const Supervision = SupervisionService.method;
export const Journals = JournalService.method;
