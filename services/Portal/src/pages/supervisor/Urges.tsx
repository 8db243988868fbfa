import { usePages } from '@/api/ask';
import { Supervision } from '@/api/clients';
import { minute } from '@/format';
import { UrgeChannelSchema } from '@/gen/proposals/supervision/v1/supervision_pb';
import { CaseLink } from '@/parts/case-rows';
import { useNames } from '@/parts/names';
import { Empty, Loaded } from '@/parts/notes';
import { Page } from '@/parts/page';
import { More, Rows } from '@/parts/rows';
import { wordOf } from '@/words';

export default function Urges() {
  const names = useNames();
  const urges = usePages(Supervision.listUrges, { pageSize: 50 }, (p) => p.urges);
  return (
    <Page title="催办记录" wide lead="最近的在前">
      <Loaded
        of={urges}
        empty={
          <Empty title="还没有催办过">
            <p>在“期限预警”中选择事项，可以催办承办单位。</p>
          </Empty>
        }
      >
        {(rows) => (
          <Rows
            caption="催办记录"
            rows={rows}
            keyOf={(u) => u.name}
            columns={[
              { title: '时间', least: true, render: (u) => minute(u.urgedAt) },
              { title: '承办单位', least: true, render: (u) => names.unit(u.unit) },
              { title: '方式', least: true, render: (u) => wordOf(UrgeChannelSchema, u.channel) },
              { title: '内容', render: (u) => u.content },
              { title: '案件', bare: true, render: (u) => <CaseLink proposal={u.proposal} /> },
            ]}
          />
        )}
      </Loaded>
      <More of={urges} />
    </Page>
  );
}
