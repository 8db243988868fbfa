// The methods of every service. A page names a method and the request: useAsk(Intake.getProposal, { name }).
import { JournalService } from '@/gen/proposals/journal/v1/journal_pb';

export * from '@/gen/clients';
// A message is called Assignment, too.
export { Assignment as Assignments } from '@/gen/clients';
export const Journals = JournalService.method;
