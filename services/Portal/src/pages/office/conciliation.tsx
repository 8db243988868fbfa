import { useState } from 'react';
import { useCommand } from '@/api/ask';
import { Feedback } from '@/api/clients';
import { today } from '@/format';
import {
  type Case,
  type ConciliationKind,
  ConciliationKindSchema,
  type Understanding,
  UnderstandingSchema,
} from '@/gen/proposals/feedback/v1/feedback_pb';
import { RadioField } from '@/parts/choice-fields';
import { CommandButton } from '@/parts/command-button';
import { required } from '@/parts/field';
import { AreaField, DateField, TextField } from '@/parts/fields';
import { mostOf } from '@/parts/most';
import { choices } from '@/words';

const fields = Feedback.recordConciliation.input.field;

/** 记录当面协商、专门说明 after the last round. Nothing is preset; the rating stays as it is. */
export function RecordConciliation({ of: c, label }: { of: Case; label: string }) {
  const record = useCommand(Feedback.recordConciliation);
  const [kind, setKind] = useState<ConciliationKind>();
  const [on, setOn] = useState('');
  const [participants, setParticipants] = useState('');
  const [content, setContent] = useState('');
  const [agreed, setAgreed] = useState('');
  const [understanding, setUnderstanding] = useState<Understanding>();
  const [tried, setTried] = useState(false);
  const absent = (value: unknown) => (tried && !value ? required : undefined);
  return (
    <CommandButton
      command={record}
      label={label}
      input={() => {
        setTried(true);
        return kind && on && participants.trim() && content.trim() && understanding
          ? { name: c.name, etag: c.etag, kind, date: on, participants, content, agreed, understanding }
          : null;
      }}
      onDone={() => {
        setKind(undefined);
        setOn('');
        setParticipants('');
        setContent('');
        setAgreed('');
        setUnderstanding(undefined);
        setTried(false);
      }}
      confirm={{
        title: '记录当面协商、专门说明',
        text: '提案者会看到这份记录。评价不因此改变：不满意仍记不满意。',
        ok: '记录',
        body: (
          <>
            <RadioField
              label="方式"
              required
              value={kind}
              onChange={setKind}
              choices={choices(ConciliationKindSchema)}
              error={record.fieldProblem('kind') ?? absent(kind)}
            />
            <DateField
              label="日期"
              required
              max={today()}
              value={on}
              onChange={setOn}
              error={record.fieldProblem('date') ?? absent(on)}
            />
            <TextField
              label="参加人"
              required
              max={mostOf(fields.participants)}
              value={participants}
              onChange={setParticipants}
              hint="谁与哪些提案者协商，或由谁向谁说明"
              error={record.fieldProblem('participants') ?? absent(participants.trim())}
            />
            <AreaField
              label="内容"
              required
              max={mostOf(fields.content)}
              value={content}
              onChange={setContent}
              hint="协商了什么，或说明了什么"
              error={record.fieldProblem('content') ?? absent(content.trim())}
            />
            <AreaField
              label="商定的事项"
              max={mostOf(fields.agreed)}
              value={agreed}
              onChange={setAgreed}
              hint="没有的可以不写"
              error={record.fieldProblem('agreed')}
            />
            <RadioField
              label="提案者是否理解"
              required
              value={understanding}
              onChange={setUnderstanding}
              choices={choices(UnderstandingSchema)}
              error={record.fieldProblem('understanding') ?? absent(understanding)}
            />
          </>
        ),
      }}
    >
      记录协商、说明
    </CommandButton>
  );
}
