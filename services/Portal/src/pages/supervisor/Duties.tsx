import { Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { usePages } from '@/api/ask';
import { Supervision } from '@/api/clients';
import { idOf } from '@/api/ids';
import { useSession } from '@/api/session';
import { date } from '@/format';
import { Role } from '@/gen/proposals/directory/v1/directory_pb';
import { DutyKindSchema, Light, LightSchema } from '@/gen/proposals/supervision/v1/supervision_pb';
import { CaseLink } from '@/parts/case-rows';
import { SelectField, TickField } from '@/parts/choice-fields';
import { LateOpinions } from '@/parts/late-opinions';
import { useUnits } from '@/parts/names';
import { Empty, Loaded } from '@/parts/notes';
import { Page } from '@/parts/page';
import { More, Rows } from '@/parts/rows';
import { useAddress } from '@/parts/session-choice';
import { OverdueProblems } from '@/parts/supervision';
import { LightTag } from '@/parts/tags';
import { UrgeButton, assignmentOf } from '@/parts/urge';
import { choices, wordOf } from '@/words';

const lightChoices = choices(LightSchema, [Light.RED, Light.YELLOW, Light.GREEN]);

export default function Duties() {
  const units = useUnits();
  const urges = useSession().has(Role.SUPERVISOR, Role.HAND_OVER_OFFICE, Role.PROPOSALS_OFFICE);
  const [get, change] = useAddress();
  const [picked, setPicked] = useState<string[]>([]);
  const unit = units?.find((u) => idOf(u.name) === get('unit'))?.name;
  const light = Number(get('light')) as Light;
  const duties = usePages(Supervision.listDuties, { unit: unit ?? '', light, pageSize: 50 }, (p) => p.duties, {
    enabled: !get('unit') || units !== undefined,
  });
  const chosen = duties.data?.filter((d) => picked.includes(d.name)) ?? [];
  const pick = (name: string, on: boolean) => setPicked((old) => (on ? [...old, name] : old.filter((x) => x !== name)));
  const pickAll = () => setPicked(duties.data?.map((d) => d.name) ?? []);

  return (
    <Page title="期限预警" wide lead="各单位尚未办完的事项，期限最近的在前">
      <div className="filters">
        <SelectField
          label="灯色"
          value={light || undefined}
          placeholder="全部"
          onChange={(v) => change({ light: v ? String(v) : '' })}
          choices={lightChoices}
        />
        <SelectField
          label="承办单位"
          search
          value={unit}
          placeholder="全部单位"
          onChange={(v) => change({ unit: v ? idOf(v) : '' })}
          choices={units?.map((u) => ({ value: u.name, label: u.title })) ?? []}
        />
      </div>
      {urges && duties.data && duties.data.length > 0 && (
        <div className="actions picked">
          <span role="status">已选 {chosen.length} 项</span>
          <Button onClick={pickAll}>全选已列出的</Button>
          <Button disabled={!chosen.length} onClick={() => setPicked([])}>
            清空
          </Button>
          <UrgeButton duties={chosen} onClose={() => setPicked([])} />
        </div>
      )}
      <Loaded
        of={duties}
        empty={
          <Empty title="没有这样的事项">
            <p>各单位已按要求办完，或请放宽条件。</p>
          </Empty>
        }
      >
        {(rows) => (
          <Rows
            caption="未办完的事项"
            rows={rows}
            keyOf={(d) => d.name}
            columns={[
              ...(urges
                ? [
                    {
                      title: '选择',
                      least: true,
                      render: (d: (typeof rows)[number]) => (
                        <TickField
                          label={`选择 ${d.unitTitle} ${wordOf(DutyKindSchema, d.kind)} ${d.dueDate}`}
                          value={picked.includes(d.name)}
                          onChange={(on) => pick(d.name, on)}
                        />
                      ),
                    },
                  ]
                : []),
              {
                title: '灯',
                bare: true,
                render: (d) => (
                  <>
                    <LightTag light={d.light} text={d.lightText} />
                    <LateOpinions of={d} />
                  </>
                ),
              },
              { title: '承办单位', least: true, render: (d) => d.unitTitle },
              {
                title: '事项',
                least: true,
                render: (d) => (
                  <>
                    {wordOf(DutyKindSchema, d.kind)}
                    {d.round > 1 && `（第 ${d.round} 轮）`}
                  </>
                ),
              },
              { title: '案件', bare: true, render: (d) => <CaseLink proposal={d.proposal} /> },
              {
                title: '期限',
                least: true,
                render: (d) =>
                  d.commitment ? (
                    <Link
                      className="row-link"
                      to={`/commitments/${idOf(d.commitment)}`}
                      aria-label={`${date(d.dueDate)}，承诺事项`}
                    >
                      {date(d.dueDate)}
                    </Link>
                  ) : (
                    <Link
                      className="row-link"
                      to={`/assignments/${assignmentOf(d.name)}/deadline`}
                      aria-label={`${date(d.dueDate)}，期限的由来`}
                    >
                      {date(d.dueDate)}
                    </Link>
                  ),
              },
            ]}
          />
        )}
      </Loaded>
      <More of={duties} />
      <OverdueProblems />
    </Page>
  );
}
