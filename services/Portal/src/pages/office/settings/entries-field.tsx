import { create } from '@bufbuild/protobuf';
import { Button } from 'antd';
import { type ReactNode, useState } from 'react';
import {
  type DictionaryEntry,
  DictionaryEntrySchema,
  type ExaminationOutcome,
  ExaminationEffectSchema,
  ExaminationOutcomeSchema,
} from '@/gen/proposals/directory/v1/policy_pb';
import { CheckField, SelectField } from '@/parts/choice-fields';
import { useField } from '@/parts/field';
import { TextField } from '@/parts/fields';
import { mostOf } from '@/parts/most';
import { choices } from '@/words';

interface Coded {
  code: string;
  label: string;
}

/** A local dictionary: entries with a code, which cases keep, and a name, which people read. */
function Entries<E extends Coded>({
  label,
  entries,
  add,
  remove,
  edit,
  more,
  error,
}: {
  label: string;
  entries: E[];
  add: () => void;
  remove: (index: number) => void;
  edit: (index: number, change: (entry: E) => void) => void;
  more?: (entry: E, index: number) => ReactNode;
  error?: string;
}) {
  const f = useField({ label, error });
  // Cases keep the code of an entry, so only an entry that is new gets one. New ones stand at the end.
  const [added, setAdded] = useState(0);
  const isNew = (i: number) => i >= entries.length - added;
  return (
    <fieldset className="field entries" aria-describedby={f.control['aria-describedby']}>
      <legend>{label}</legend>
      <ol>
        {entries.map((e, i) => (
          <li key={i}>
            <TextField
              label={`编码 ${i + 1}`}
              disabled={!isNew(i)}
              value={e.code}
              onChange={(v) =>
                edit(i, (entry) => {
                  entry.code = v;
                })
              }
            />
            <TextField
              label={`名称 ${i + 1}`}
              max={mostOf(DictionaryEntrySchema.field.label)}
              value={e.label}
              onChange={(v) =>
                edit(i, (entry) => {
                  entry.label = v;
                })
              }
            />
            {more?.(e, i)}
            <Button
              size="small"
              type="text"
              onClick={() => {
                if (isNew(i)) setAdded(added - 1);
                remove(i);
              }}
            >
              移除{label} {i + 1}
            </Button>
          </li>
        ))}
      </ol>
      <Button
        size="small"
        onClick={() => {
          setAdded(added + 1);
          add();
        }}
      >
        添加{label}
      </Button>
      {f.notes}
    </fieldset>
  );
}

/** Entries of a dictionary; `promising` asks which of them name commitments. */
export function EntriesField({
  label,
  promising,
  entries,
  edit,
  error,
}: {
  label: string;
  promising?: boolean;
  entries: DictionaryEntry[];
  edit: (change: (entries: DictionaryEntry[]) => void) => void;
  error?: string;
}) {
  return (
    <Entries
      label={label}
      entries={entries}
      add={() => edit((all) => all.push(create(DictionaryEntrySchema)))}
      remove={(i) => edit((all) => all.splice(i, 1))}
      edit={(i, change) => edit((all) => change(all[i]!))}
      more={
        promising
          ? (e, i) => (
              <CheckField
                label={`列承诺事项 ${i + 1}`}
                value={e.promises}
                onChange={(on) =>
                  edit((all) => {
                    all[i]!.promises = on;
                  })
                }
              />
            )
          : undefined
      }
      error={error}
    />
  );
}

/** Outcomes of examination: what each makes of a proposal, and how ledgers write it. */
export function OutcomesField({
  label,
  outcomes,
  edit,
  error,
}: {
  label: string;
  outcomes: ExaminationOutcome[];
  edit: (change: (outcomes: ExaminationOutcome[]) => void) => void;
  error?: string;
}) {
  const change = (i: number, of: (outcome: ExaminationOutcome) => void) => edit((all) => of(all[i]!));
  return (
    <Entries
      label={label}
      entries={outcomes}
      add={() => edit((all) => all.push(create(ExaminationOutcomeSchema)))}
      remove={(i) => edit((all) => all.splice(i, 1))}
      edit={change}
      more={(e, i) => (
        <>
          <SelectField
            label={`处理 ${i + 1}`}
            value={e.effect || undefined}
            choices={choices(ExaminationEffectSchema)}
            onChange={(effect) =>
              change(i, (o) => {
                o.effect = effect ?? o.effect;
              })
            }
          />
          <TextField
            label={`其他写法 ${i + 1}`}
            hint="用顿号分开"
            value={e.spellings.join('、')}
            onChange={(v) =>
              change(i, (o) => {
                o.spellings = v === '' ? [] : v.split('、');
              })
            }
          />
        </>
      )}
      error={error}
    />
  );
}
