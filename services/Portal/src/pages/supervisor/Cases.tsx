import { Button } from 'antd';
import { useState } from 'react';
import { usePages } from '@/api/ask';
import { Supervision } from '@/api/clients';
import { type Stage, StageSchema } from '@/gen/proposals/supervision/v1/supervision_pb';
import { CaseRows } from '@/parts/case-rows';
import { CheckField, SelectField } from '@/parts/choice-fields';
import { TextField } from '@/parts/fields';
import { Empty, Loaded } from '@/parts/notes';
import { Page } from '@/parts/page';
import { More } from '@/parts/rows';
import { useAddress, useSessionChoice } from '@/parts/session-choice';
import { choices } from '@/words';

export default function Cases() {
  const [get, change] = useAddress();
  const { session, field } = useSessionChoice(true);
  const [query, setQuery] = useState(get('q'));
  const stage = Number(get('stage')) as Stage;
  const cases = usePages(
    Supervision.listCases,
    { session: session ?? '', stage, query: get('q'), keyOnly: get('key') === '1', pageSize: 50 },
    (p) => p.cases,
    { enabled: session !== undefined },
  );

  return (
    <Page title="案件" wide lead="全部已提交的提案，按案号排列，未编号的在前">
      <form
        className="filters"
        role="search"
        onSubmit={(e) => {
          e.preventDefault();
          change({ q: query.trim() });
        }}
      >
        {field}
        <SelectField
          label="阶段"
          value={stage || undefined}
          placeholder="全部阶段"
          onChange={(v) => change({ stage: v ? String(v) : '' })}
          choices={choices(StageSchema)}
        />
        <TextField label="案由或案号" type="search" value={query} onChange={setQuery} />
        <Button htmlType="submit">查找</Button>
        <CheckField label="只看重点提案" value={get('key') === '1'} onChange={(v) => change({ key: v ? '1' : '' })} />
      </form>
      <Loaded
        of={cases}
        empty={
          <Empty title="没有这样的案件">
            <p>请放宽条件再查找。</p>
          </Empty>
        }
      >
        {(rows) => <CaseRows caption="案件" cases={rows} />}
      </Loaded>
      <More of={cases} />
    </Page>
  );
}
