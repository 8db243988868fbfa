import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { askAll, useCommand } from '@/api/ask';
import { Directory } from '@/api/clients';
import { useSession } from '@/api/session';
import { MemberSchema, Role, type Sector } from '@/gen/proposals/directory/v1/directory_pb';
import { type ProposerKind, ProposerKindSchema } from '@/gen/proposals/directory/v1/policy_pb';
import { RadioField, SelectField } from '@/parts/choice-fields';
import { CommandButton } from '@/parts/command-button';
import { TextField } from '@/parts/fields';
import { useLocalList } from '@/parts/local-list';
import { mostOf } from '@/parts/most';
import { useMembers } from '@/parts/names';
import { Empty, Loaded, Loading, Note } from '@/parts/notes';
import { Page, Section } from '@/parts/page';
import { More, Rows } from '@/parts/rows';
import { choices, wordOf } from '@/words';

export default function Members() {
  const office = useSession().has(Role.PROPOSALS_OFFICE);
  const members = useMembers();
  const sectors = useQuery({
    queryKey: ['directory', 'sectors'],
    queryFn: ({ signal }) => askAll(Directory.listSectors, (p) => p.sectors, signal),
  });
  const [kind, setKind] = useState<ProposerKind>();
  const [sector, setSector] = useState<string>();
  const list = useLocalList(
    members,
    (m) => m.displayName,
    (m) => (kind === undefined || m.kind === kind) && (!sector || m.sector === sector),
  );
  const titles = new Map(sectors.data?.map((s) => [s.name, s.title]));
  const bySector = sectors.data?.map((s) => ({ value: s.name, label: s.title })) ?? [];

  return (
    <Page
      title="提案者"
      lead={members && `共 ${members.length} 个提案者、${bySector.length} 个界别`}
      actions={office && <NewMember sectors={sectors.data ?? []} />}
    >
      {!office && <Note>新增提案者和界别由提案委办公室办理，这里供查阅。</Note>}
      <div className="filters">
        <TextField label="查找姓名或名称" type="search" value={list.words} onChange={list.setWords} />
        <SelectField
          label="种类"
          value={kind}
          onChange={setKind}
          placeholder="全部种类"
          choices={choices(ProposerKindSchema)}
        />
        <SelectField label="界别" value={sector} onChange={setSector} placeholder="全部界别" choices={bySector} />
      </div>
      {!list.rows ? (
        <Loading />
      ) : list.rows.length === 0 ? (
        <Empty title={members?.length ? '没有符合条件的提案者' : '还没有提案者'}>
          {office && !members?.length && <p>新增后，系统管理员才能为其建立账号。</p>}
        </Empty>
      ) : (
        <Rows
          caption="提案者"
          rows={list.rows}
          keyOf={(m) => m.name}
          columns={[
            { title: '姓名或名称', bare: true, render: (m) => <strong>{m.displayName}</strong> },
            { title: '种类', render: (m) => wordOf(ProposerKindSchema, m.kind) },
            { title: '界别', render: (m) => titles.get(m.sector) },
          ]}
        />
      )}
      <More of={list.more} />
      <Section title="界别" actions={office && <NewSector />}>
        <Loaded of={sectors} empty={<Empty title="还没有界别" />}>
          {(rows) => (
            <ul className="chips">
              {rows.map((s) => (
                <li key={s.name} className="chip-text">
                  {s.title}　{members ? `${members.filter((m) => m.sector === s.name).length} 人` : ''}
                </li>
              ))}
            </ul>
          )}
        </Loaded>
      </Section>
    </Page>
  );
}

function NewMember({ sectors }: { sectors: Sector[] }) {
  const create = useCommand(Directory.createMember);
  const [name, setName] = useState('');
  const [kind, setKind] = useState<ProposerKind>();
  const [sector, setSector] = useState<string>();
  const [tried, setTried] = useState(false);
  const [made, setMade] = useState('');
  const absent = (value: unknown) => (tried && !value ? '此项必填。' : undefined);
  const input = () => {
    setTried(true);
    return name && kind ? { member: { displayName: name, kind, sector: sector ?? '' } } : null;
  };
  const done = () => {
    setMade(name);
    setName('');
    setKind(undefined);
    setSector(undefined);
    setTried(false);
  };
  return (
    <>
      <span role="status">{made && `已新增 ${made}。`}</span>
      <CommandButton
        primary
        command={create}
        input={input}
        onDone={done}
        confirm={{
          title: '新增提案者',
          ok: '新增',
          body: (
            <>
              <TextField
                label="姓名或名称"
                required
                value={name}
                onChange={setName}
                max={mostOf(MemberSchema.field.displayName)}
                error={create.fieldProblem('member.display_name') ?? absent(name)}
              />
              <RadioField
                label="种类"
                required
                value={kind}
                onChange={setKind}
                choices={choices(ProposerKindSchema)}
                error={create.fieldProblem('member.kind') ?? absent(kind)}
                hint="界别、小组和联组提案只能在全体会议期间提交"
              />
              <SelectField
                label="界别"
                value={sector}
                onChange={setSector}
                placeholder="无"
                choices={sectors.map((s) => ({ value: s.name, label: s.title }))}
                error={create.fieldProblem('member.sector')}
              />
            </>
          ),
        }}
      >
        新增提案者
      </CommandButton>
    </>
  );
}

function NewSector() {
  const create = useCommand(Directory.createSector);
  const [title, setTitle] = useState('');
  const [tried, setTried] = useState(false);
  return (
    <CommandButton
      command={create}
      input={() => {
        setTried(true);
        return title ? { title } : null;
      }}
      onDone={() => {
        setTitle('');
        setTried(false);
      }}
      confirm={{
        title: '新增界别',
        ok: '新增',
        body: (
          <TextField
            label="名称"
            required
            value={title}
            onChange={setTitle}
            error={create.fieldProblem('title') ?? (tried && !title ? '此项必填。' : undefined)}
          />
        ),
      }}
    >
      新增界别
    </CommandButton>
  );
}
