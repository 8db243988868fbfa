import { Button } from 'antd';
import { useState } from 'react';
import { useAsk, usePages } from '@/api/ask';
import { Supervision } from '@/api/clients';
import { mostRows } from '@/api/page';
import { useSession } from '@/api/session';
import { Role } from '@/gen/proposals/directory/v1/directory_pb';
import { Stage } from '@/gen/proposals/supervision/v1/supervision_pb';
import { CaseRows } from '@/parts/case-rows';
import { TextField } from '@/parts/fields';
import { MarkKeyButton, UnmarkKeyButton } from '@/parts/key-proposal';
import { Empty, Loaded } from '@/parts/notes';
import { Page, Section } from '@/parts/page';
import { More } from '@/parts/rows';
import { useSessionChoice } from '@/parts/session-choice';

export default function KeyProposals() {
  const marks = useSession().has(Role.SUPERVISOR, Role.PROPOSALS_OFFICE);
  const { session, field } = useSessionChoice(true);
  const cases = usePages(
    Supervision.listCases,
    { session: session ?? '', keyOnly: true, pageSize: 50 },
    (p) => p.cases,
    { enabled: session !== undefined },
  );

  return (
    <Page title="重点提案" wide lead="由领导或部门督办的提案">
      <div className="filters">{field}</div>
      <Loaded
        of={cases}
        empty={<Empty title="还没有重点提案">{marks && <p>可在下面查找已立案的提案，列为重点。</p>}</Empty>}
      >
        {(rows) => (
          <CaseRows
            caption="重点提案"
            cases={rows}
            extra={[
              { title: '督办领导或部门', render: (c) => c.keyOverseer || <span className="quiet">未指定</span> },
              ...(marks
                ? [
                    {
                      title: '操作',
                      least: true,
                      bare: true,
                      render: (c: (typeof rows)[number]) => <UnmarkKeyButton view={c} />,
                    },
                  ]
                : []),
            ]}
          />
        )}
      </Loaded>
      <More of={cases} />
      {marks && <Find session={session ?? ''} />}
    </Page>
  );
}

const never = [Stage.MERGED, Stage.WITHDRAWN];

/** Finds a filed case that is not a key proposal yet. */
function Find({ session }: { session: string }) {
  const [text, setText] = useState('');
  const [query, setQuery] = useState('');
  const found = useAsk(Supervision.listCases, { session, query, pageSize: mostRows }, { enabled: query !== '' });
  const could = {
    ...found,
    data: found.data?.cases.filter((c) => c.caseNumber > 0 && !c.keyProposal && !never.includes(c.stage)),
  };
  return (
    <Section title="列为重点提案">
      <form
        className="filters"
        role="search"
        onSubmit={(e) => {
          e.preventDefault();
          setQuery(text.trim());
        }}
      >
        <TextField label="已立案提案的案由或案号" type="search" value={text} onChange={setText} />
        <Button htmlType="submit">查找</Button>
      </form>
      {query && (
        <Loaded
          of={could}
          empty={
            <Empty title="没有可列为重点的提案">
              <p>只有已立案、未并案、未撤案、尚不是重点的提案可以列入。</p>
            </Empty>
          }
        >
          {(rows) => (
            <CaseRows
              caption="可列为重点的提案"
              cases={rows}
              extra={[{ title: '操作', least: true, bare: true, render: (c) => <MarkKeyButton view={c} /> }]}
            />
          )}
        </Loaded>
      )}
    </Section>
  );
}
