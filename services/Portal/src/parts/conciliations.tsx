import { useAll } from '@/api/ask';
import { Feedback } from '@/api/clients';
import { date } from '@/format';
import { ConciliationKindSchema, UnderstandingSchema } from '@/gen/proposals/feedback/v1/feedback_pb';
import { Facts } from '@/parts/case';
import { Note } from '@/parts/notes';
import { wordOf } from '@/words';

/** 当面协商 and 专门说明 about a 不满意 that stands, oldest first; nothing where there was none. */
export function Conciliations({ of: name }: { of: string }) {
  const held = useAll(Feedback.listConciliations, { case: name }, (page) => page.conciliations).data ?? [];
  return held.map((h) => (
    <Note key={h.name} title={`${wordOf(ConciliationKindSchema, h.kind)}（${date(h.date)}）`}>
      <Facts
        of={[
          ['参加人', h.participants],
          ['内容', h.content],
          ['商定的事项', h.agreed],
          ['提案者', wordOf(UnderstandingSchema, h.understanding)],
        ]}
      />
    </Note>
  ));
}
