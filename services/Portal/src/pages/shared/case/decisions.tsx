import { useState } from 'react';
import { useAll, useCommand } from '@/api/ask';
import { Assignments } from '@/api/clients';
import { type Assignment, AssignmentRoleSchema } from '@/gen/proposals/assignment/v1/assignment_pb';
import type { Proposal } from '@/gen/proposals/intake/v1/intake_pb';
import { SelectField } from '@/parts/choice-fields';
import { CommandButton } from '@/parts/command-button';
import { required } from '@/parts/field';
import { AreaField } from '@/parts/fields';
import { mostOf } from '@/parts/most';
import { useNames, useUnits } from '@/parts/names';
import { Note } from '@/parts/notes';
import { answersProposer, isOpen } from '@/parts/tasks';
import { WordsButton } from '@/parts/words-button';
import { wordOf } from '@/words';

/** What a leader may decide about the running tasks of a case, also after the return window. */
export function Decisions({ proposal: p }: { proposal: Proposal }) {
  const tasks = useAll(Assignments.listAssignments, { proposal: p.name }, (page) => page.assignments);
  const open = (tasks.data ?? []).filter(isOpen);
  if (!open.length) return null;
  return (
    <Note title="按领导决定调整承办单位">
      <ul className="list">
        {open.map((a) => (
          <li key={a.name}>
            <Decision of={a} />
          </li>
        ))}
      </ul>
    </Note>
  );
}

/** Another unit for a task, or no opinion of a co-handling one. */
function Decision({ of: a }: { of: Assignment }) {
  const names = useNames();
  const release = useCommand(Assignments.releaseCoHandler);
  return (
    <>
      {names.unit(a.unit)}（{wordOf(AssignmentRoleSchema, a.role)}）
      {a.decision && <span className="hint">领导决定：{a.decision}</span>}
      <div className="actions">
        <Reassign of={a} />
        {!answersProposer(a) && (
          <WordsButton
            command={release}
            input={(reason) => ({ name: a.name, etag: a.etag, reason })}
            field="免除会办的理由"
            path="reason"
            max={mostOf(Assignments.releaseCoHandler.input.field.reason)}
            label={`免除会办 ${names.unit(a.unit)}`}
            text={`${names.unit(a.unit)}不再提交会办意见，主办单位不再等候。`}
          >
            免除会办
          </WordsButton>
        )}
      </div>
    </>
  );
}

function Reassign({ of: a }: { of: Assignment }) {
  const names = useNames();
  const units = useUnits() ?? [];
  const [unit, setUnit] = useState<string>();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const reassign = useCommand(Assignments.reassign);
  return (
    <CommandButton
      command={reassign}
      input={() => {
        setTried(true);
        return unit && reason.trim() ? { name: a.name, etag: a.etag, unit, reason: reason.trim() } : null;
      }}
      label={`改派 ${names.unit(a.unit)}`}
      confirm={{
        title: '改派承办单位',
        ok: '改派',
        text: `${names.unit(a.unit)}不再办理，由下面的单位接办；决定改变前，接办单位不能申退。`,
        body: (
          <>
            <SelectField
              label="改由"
              required
              search
              value={unit}
              onChange={setUnit}
              choices={units.filter((u) => u.name !== a.unit).map((u) => ({ value: u.name, label: u.title }))}
              error={reassign.fieldProblem('unit') ?? (tried && !unit ? required : undefined)}
            />
            <AreaField
              label="领导的决定"
              required
              max={mostOf(Assignments.reassign.input.field.reason)}
              value={reason}
              onChange={setReason}
              error={reassign.fieldProblem('reason') ?? (tried && !reason.trim() ? required : undefined)}
            />
          </>
        ),
      }}
    >
      改派
    </CommandButton>
  );
}
