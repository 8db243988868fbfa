import { useAsk } from '@/api/ask';
import { Directory } from '@/api/clients';
import { useSession } from '@/api/session';
import { Role } from '@/gen/proposals/directory/v1/directory_pb';
import { Loaded } from '@/parts/notes';
import { Page } from '@/parts/page';
import { Days } from './settings/calendar';
import { Rules } from './settings/rules';
import { Sessions } from './settings/sessions';

/** 届次, rules and calendar: the proposals office changes them, every business role reads them. */
export default function Settings() {
  const mayChange = useSession().has(Role.PROPOSALS_OFFICE);
  const calendar = useAsk(Directory.getCalendar, {});
  const policy = useAsk(Directory.getPolicyProfile, {});
  return (
    <Page
      title="届次与规则"
      lead={mayChange ? '更改只影响以后的提案和以后计算的期限；在办提案按提交时的规则办理。' : '由提案委办公室维护。'}
    >
      <Sessions mayChange={mayChange} />
      <Loaded of={policy}>{(p) => <Rules key={String(p.version)} profile={p} mayChange={mayChange} />}</Loaded>
      <Loaded of={calendar}>{(c) => <Days key={String(c.version)} calendar={c} mayChange={mayChange} />}</Loaded>
    </Page>
  );
}
