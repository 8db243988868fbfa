import { useState } from 'react';
import { choices } from '@/api/services';
import { useSession } from '@/api/session';
import { Role } from '@/gen/proposals/directory/v1/directory_pb';
import { RadioField } from '@/parts/choice-fields';
import { Note } from '@/parts/notes';
import { Page } from '@/parts/page';
import { Chain } from './audit/chain';
import { Events } from './audit/events';
import { Parked } from './audit/parked';

export default function Audit() {
  const { has } = useSession();
  const [source, setSource] = useState('directory');
  const audit = has(Role.AUDIT_ADMINISTRATOR);
  return (
    <Page title="审计查阅" lead="每个服务的日志只增不改，前后相连，改动一处即可查出">
      {!audit && <Note>系统管理员可以核验链条、查看和重试未能记入的事件；日志内容只有审计管理员可以查阅。</Note>}
      <RadioField label="日志" value={source} onChange={(v) => v && setSource(v)} choices={choices} />
      <Chain key={`c${source}`} source={source} />
      {audit && <Events key={`e${source}`} source={source} />}
      <Parked key={`p${source}`} service={source} />
    </Page>
  );
}
