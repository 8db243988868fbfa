import { Button } from 'antd';
import { useAsk } from '@/api/ask';
import { Supervision } from '@/api/clients';
import { AsOf } from '@/parts/figures';
import { useNames } from '@/parts/names';
import { Empty, Loaded } from '@/parts/notes';
import { Page } from '@/parts/page';
import { useSessionChoice } from '@/parts/session-choice';
import { Board } from './cockpit/cards';

export default function Cockpit() {
  const names = useNames();
  const { session, none, field } = useSessionChoice();
  const statistics = useAsk(Supervision.getStatistics, { session }, { enabled: !!session, keep: true });
  if (none)
    return (
      <Page title="督办总览">
        <Empty title="还没有届次">
          <p>由提案委办公室开启届次后，这里显示各项指标。</p>
        </Empty>
      </Page>
    );
  return (
    <Page
      title="督办总览"
      wide
      lead={
        statistics.data && (
          <>
            {names.session(statistics.data.session)}，<AsOf of={statistics.data} />
          </>
        )
      }
      actions={
        <>
          {field}
          {session && (
            <Button href={`/exports/statistics.xlsx?session=${encodeURIComponent(session)}`} download>
              导出 Excel
            </Button>
          )}
          <Button onClick={() => print()}>打印</Button>
        </>
      }
    >
      <Loaded of={statistics} rows={8}>
        {(s) => <Board statistics={s} />}
      </Loaded>
    </Page>
  );
}
