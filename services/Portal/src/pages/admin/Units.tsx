import { useState } from 'react';
import { useCommand } from '@/api/ask';
import { Directory } from '@/api/clients';
import { useSession } from '@/api/session';
import { Role } from '@/gen/proposals/directory/v1/directory_pb';
import { CommandButton } from '@/parts/command-button';
import { TextField } from '@/parts/fields';
import { useLocalList } from '@/parts/local-list';
import { useUnits } from '@/parts/names';
import { Empty, Loading, Note } from '@/parts/notes';
import { Page } from '@/parts/page';
import { More, Rows } from '@/parts/rows';

export default function Units() {
  const may = useSession().has(Role.PROPOSALS_OFFICE, Role.HAND_OVER_OFFICE);
  const units = useUnits();
  const list = useLocalList(units, (u) => u.title);
  const create = useCommand(Directory.createUnit);
  const [title, setTitle] = useState('');
  const [tried, setTried] = useState(false);
  const [made, setMade] = useState('');

  const add = (
    <CommandButton
      primary
      command={create}
      input={() => {
        setTried(true);
        return title ? { title } : null;
      }}
      onDone={() => {
        setMade(title);
        setTitle('');
        setTried(false);
      }}
      confirm={{
        title: '新增承办单位',
        ok: '新增',
        text: '新增后可以向它交办；系统管理员为它建立账号后，它才能签收和答复。',
        body: (
          <TextField
            label="名称"
            required
            value={title}
            onChange={setTitle}
            hint="用单位全称，与公章一致"
            error={create.fieldProblem('title') ?? (tried && !title ? '此项必填。' : undefined)}
          />
        ),
      }}
    >
      新增承办单位
    </CommandButton>
  );

  return (
    <Page
      title="承办单位"
      lead={units && `共 ${units.length} 个`}
      actions={
        may && (
          <>
            <span role="status">{made && `已新增 ${made}。`}</span>
            {add}
          </>
        )
      }
    >
      {!may && <Note>新增承办单位由提案委办公室或交办机关办理，这里供查阅。</Note>}
      <div className="filters">
        <TextField label="查找名称" type="search" value={list.words} onChange={list.setWords} />
      </div>
      {!list.rows ? (
        <Loading />
      ) : list.rows.length === 0 ? (
        <Empty title={units?.length ? '没有符合条件的单位' : '还没有承办单位'} />
      ) : (
        <Rows
          caption="承办单位"
          rows={list.rows}
          keyOf={(u) => u.name}
          columns={[{ title: '名称', bare: true, render: (u) => u.title }]}
        />
      )}
      <More of={list.more} />
    </Page>
  );
}
