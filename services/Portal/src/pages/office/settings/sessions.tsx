import { useState } from 'react';
import { useCommand, usePages } from '@/api/ask';
import { Directory } from '@/api/clients';
import { instant, minute } from '@/format';
import { type PlenarySession } from '@/gen/proposals/directory/v1/directory_pb';
import { CommandButton } from '@/parts/command-button';
import { DateField, NumberField } from '@/parts/fields';
import { Empty, Loaded } from '@/parts/notes';
import { Section } from '@/parts/page';
import { More, Rows, type Column } from '@/parts/rows';

export function Sessions({ mayChange }: { mayChange: boolean }) {
  const sessions = usePages(Directory.listPlenarySessions, {}, (page) => page.sessions);
  const columns: Column<PlenarySession>[] = [
    { title: '届次', bare: true, render: (s) => s.title },
    { title: '开幕', least: true, render: (s) => minute(s.opensAt) },
    { title: '大会提案截止', least: true, render: (s) => minute(s.cutOffAt) },
    { title: '闭幕', least: true, render: (s) => minute(s.closesAt) },
  ];
  return (
    <Section title="届次" actions={mayChange && <OpenSession />}>
      <Loaded
        of={sessions}
        rows={2}
        empty={<Empty title="还没有届次">{mayChange && '请先开设届次，委员才能提交提案。'}</Empty>}
      >
        {(all) => <Rows caption="届次" rows={all} keyOf={(s) => s.name} columns={columns} />}
      </Loaded>
      <More of={sessions} />
    </Section>
  );
}

function OpenSession() {
  const [term, setTerm] = useState<number>();
  const [number, setNumber] = useState<number>();
  const [opens, setOpens] = useState('');
  const [cutOff, setCutOff] = useState('');
  const [closes, setCloses] = useState('');
  const [missing, setMissing] = useState(false);
  const open = useCommand(Directory.openPlenarySession);
  const given = term && number && opens && cutOff && closes;
  const absent = (value: unknown, path: string) => (missing && !value ? '此项必填。' : open.fieldProblem(path));
  const input = () => {
    setMissing(!given);
    return given
      ? { session: { term, number, opensAt: instant(opens), cutOffAt: instant(cutOff), closesAt: instant(closes) } }
      : null;
  };
  return (
    <CommandButton
      command={open}
      input={input}
      confirm={{
        title: '开设届次',
        ok: '开设届次',
        text: '截止时间以前（含）收到的为大会提案，以后收到的为平时提案。届次开设后不能更改。',
        body: (
          <>
            <NumberField
              label="届"
              required
              min={1}
              max={99}
              value={term}
              onChange={setTerm}
              error={absent(term, 'term')}
            />
            <NumberField
              label="次"
              required
              min={1}
              max={99}
              value={number}
              onChange={setNumber}
              error={absent(number, 'number')}
            />
            <DateField
              time
              label="开幕时间"
              required
              value={opens}
              onChange={setOpens}
              error={absent(opens, 'opens_at')}
            />
            <DateField
              time
              label="大会提案截止时间"
              required
              value={cutOff}
              onChange={setCutOff}
              error={absent(cutOff, 'cut_off_at')}
            />
            <DateField
              time
              label="闭幕时间"
              required
              value={closes}
              onChange={setCloses}
              error={absent(closes, 'closes_at')}
            />
          </>
        ),
      }}
    >
      开设届次
    </CommandButton>
  );
}
