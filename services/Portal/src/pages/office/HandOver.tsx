import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { call, useAll, usePages } from '@/api/ask';
import { Assignments, Intake } from '@/api/clients';
import { problemOf } from '@/api/errors';
import { newRequestId } from '@/api/ids';
import { useSession } from '@/api/session';
import { type AwaitingProposal, HandlingMode, HandlingModeSchema } from '@/gen/proposals/assignment/v1/assignment_pb';
import { Role } from '@/gen/proposals/directory/v1/directory_pb';
import { ProposalState } from '@/gen/proposals/intake/v1/intake_pb';
import { CheckField, ManyField, SelectField } from '@/parts/choice-fields';
import { useNames, useUnits } from '@/parts/names';
import { Empty, Loaded, Note } from '@/parts/notes';
import { Page } from '@/parts/page';
import { More, Rows, type Column } from '@/parts/rows';
import { choices } from '@/words';
import { type Plan, useKept } from './hand-over/kept';
import { Case, Outcomes } from './hand-over/outcomes';
import { Preview, requestOf } from './hand-over/preview';

const atOnce = 4;

/** Filed proposals that wait for hand-over; many can be handed over at once. */
export default function HandOver() {
  const { has } = useSession();
  const mayHandOver = has(Role.HAND_OVER_OFFICE);
  const queries = useQueryClient();
  const names = useNames();
  const units = useUnits();
  const awaiting = usePages(Assignments.listAwaitingHandOver, {}, (page) => page.proposals);
  const filed = useAll(Intake.listProposals, { state: ProposalState.FILED }, (page) => page.proposals).data;
  const [kept, setKept] = useKept();
  const [running, setRunning] = useState<{ done: number; of: number }>();
  const [previewed, setPreviewed] = useState<{ row: AwaitingProposal; plan: Plan }[]>();

  const of = (proposal: string) => filed?.find((p) => p.name === proposal);
  const suggested = (proposal: string) => of(proposal)?.suggestedUnits ?? [];
  const intended = (proposal: string) => of(proposal)?.intendedUnits ?? [];
  const proposed = (proposal: string) => (intended(proposal).length ? intended(proposal) : suggested(proposal));
  /**
   * The plan of a row: as typed, otherwise the units that the examination intends or the proposer suggests. The mode is
   * never preset.
   */
  const planOf = (proposal: string): Plan => {
    const plan = kept.plans[proposal] ?? {};
    const [first, ...rest] = proposed(proposal);
    if (plan.lead !== undefined || plan.others !== undefined) return plan;
    return plan.mode === HandlingMode.SEPARATE
      ? { ...plan, others: proposed(proposal) }
      : { ...plan, lead: first, others: rest };
  };
  const change = (proposal: string, to: Partial<Plan>) =>
    setKept((k) => ({ ...k, plans: { ...k.plans, [proposal]: { ...k.plans[proposal], ...to } } }));
  /** A changed plan is another request, with another request_id. */
  const edit = (proposal: string, to: Partial<Plan>) =>
    change(proposal, {
      lead: planOf(proposal).lead ?? '',
      others: planOf(proposal).others ?? [],
      ...to,
      requestId: undefined,
      refusal: undefined,
    });
  const choose = (proposal: string, mode: HandlingMode | undefined) => {
    const touched = kept.plans[proposal]?.lead !== undefined || kept.plans[proposal]?.others !== undefined;
    if (touched) edit(proposal, { mode });
    else change(proposal, { mode, requestId: undefined, refusal: undefined });
  };

  const rows = awaiting.data ?? [];
  const chosen = rows.filter((r) => kept.plans[r.proposal]?.chosen);

  const handOverOne = async (row: AwaitingProposal) => {
    const plan = planOf(row.proposal);
    const requestId = plan.requestId ?? newRequestId();
    change(row.proposal, { requestId, refusal: undefined });
    try {
      const message = await call(Assignments.handOver, { ...requestOf(row.proposal, plan), requestId });
      const tasks = message.assignments.map((a) => ({
        unit: a.unit,
        role: a.role,
        due: a.due?.date ?? '',
        acknowledge: a.acknowledgeDue?.date ?? '',
        provisional: !!a.due?.provisional,
      }));
      setKept((k) => {
        return {
          plans: Object.fromEntries(Object.entries(k.plans).filter(([proposal]) => proposal !== row.proposal)),
          outcomes: [...k.outcomes, { proposal: row.proposal, title: `第 ${row.caseNumber} 号 ${row.subject}`, tasks }],
        };
      });
    } catch (error) {
      const problem = problemOf(error);
      const { text, next, fields, transient } = problem;
      change(row.proposal, { refusal: { text, next, fields }, requestId: transient ? requestId : undefined });
    }
  };

  const handOver = async (jobs: AwaitingProposal[]) => {
    setPreviewed(undefined);
    // Drops the plans of cases that others have handed over meanwhile.
    setKept((k) => ({
      plans: awaiting.hasNextPage
        ? k.plans
        : Object.fromEntries(Object.entries(k.plans).filter(([proposal]) => rows.some((r) => r.proposal === proposal))),
      outcomes: [],
    }));
    let [next, done] = [0, 0];
    setRunning({ done, of: jobs.length });
    const worker = async () => {
      while (next < jobs.length) {
        await handOverOne(jobs[next++]!);
        setRunning({ done: ++done, of: jobs.length });
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    setRunning(undefined);
    void queries.invalidateQueries();
  };

  const choicesOf = (units ?? []).map((u) => ({ value: u.name, label: u.title }));
  const columns: Column<AwaitingProposal>[] = [
    {
      title: '案号',
      least: true,
      bare: true,
      render: (r) =>
        mayHandOver ? (
          <CheckField
            label={`第 ${r.caseNumber} 号`}
            value={!!kept.plans[r.proposal]?.chosen}
            disabled={!!running}
            onChange={(v) => change(r.proposal, { chosen: v })}
          />
        ) : (
          `第 ${r.caseNumber} 号`
        ),
    },
    {
      title: '案由',
      bare: true,
      render: (r) => (
        <Case
          row={r}
          suggested={suggested(r.proposal).map(names.unit).join('、')}
          intended={intended(r.proposal).map(names.unit).join('、')}
          refusal={kept.plans[r.proposal]?.refusal}
        />
      ),
    },
    ...(!mayHandOver
      ? []
      : [
          {
            title: '办理方式',
            render: (r: AwaitingProposal) => (
              <SelectField
                label={`第 ${r.caseNumber} 号办理方式`}
                disabled={!!running}
                value={kept.plans[r.proposal]?.mode}
                onChange={(v) => choose(r.proposal, v)}
                choices={choices(HandlingModeSchema)}
                error={kept.plans[r.proposal]?.refusal?.fields.mode}
              />
            ),
          },
          {
            title: '主办或独办单位',
            render: (r: AwaitingProposal) =>
              kept.plans[r.proposal]?.mode === HandlingMode.SEPARATE ? (
                <span className="quiet">分办没有主办单位</span>
              ) : (
                <SelectField
                  search
                  label={`第 ${r.caseNumber} 号主办或独办单位`}
                  disabled={!!running}
                  value={planOf(r.proposal).lead || undefined}
                  onChange={(v) => edit(r.proposal, { lead: v ?? '' })}
                  choices={choicesOf}
                  error={kept.plans[r.proposal]?.refusal?.fields.lead_unit}
                />
              ),
          },
          {
            title: '会办或分办单位',
            render: (r: AwaitingProposal) =>
              kept.plans[r.proposal]?.mode === HandlingMode.SOLE ? (
                <span className="quiet">独办只有一个单位</span>
              ) : (
                <ManyField
                  label={`第 ${r.caseNumber} 号会办或分办单位`}
                  max={20}
                  disabled={!!running}
                  value={planOf(r.proposal).others ?? []}
                  onChange={(v) => edit(r.proposal, { others: v })}
                  choices={choicesOf}
                  error={kept.plans[r.proposal]?.refusal?.fields.other_units}
                />
              ),
          },
        ]),
  ];
  const all = rows.length > 0 && chosen.length === rows.length;
  const refused = chosen.filter((r) => kept.plans[r.proposal]?.refusal).length;

  return (
    <Page
      wide
      title="交办"
      lead={
        mayHandOver
          ? '选好办理方式和承办单位，勾选后核对期限，一次交办；单位按审查拟定的预填，没有拟定的按提案者建议。'
          : '待交办的提案。由交办机关办理。'
      }
    >
      {(kept.outcomes.length > 0 || running) && (
        <Outcomes
          of={kept.outcomes}
          running={running}
          refused={refused}
          clear={() => setKept((k) => ({ ...k, outcomes: [] }))}
          recalled={(proposal) =>
            setKept((k) => ({ ...k, outcomes: k.outcomes.filter((o) => o.proposal !== proposal) }))
          }
        />
      )}
      {!running && kept.outcomes.length === 0 && refused > 0 && (
        <Note kind="bad" title={`${refused} 件没有交办，请按各行的提示更正后再试。`} />
      )}
      <Loaded of={awaiting} empty={<Empty title="没有待交办的提案">新立案的提案会自动出现在这里。</Empty>}>
        {(data) => (
          <>
            {mayHandOver && (
              <div className="act-bar actions">
                <Button
                  disabled={!!running}
                  onClick={() =>
                    setKept((k) => ({
                      ...k,
                      plans: {
                        ...k.plans,
                        ...Object.fromEntries(data.map((r) => [r.proposal, { ...k.plans[r.proposal], chosen: !all }])),
                      },
                    }))
                  }
                >
                  {all ? '全不选' : '全选'}
                </Button>
                <Button
                  type="primary"
                  disabled={!chosen.length}
                  loading={!!running}
                  onClick={() => setPreviewed(chosen.map((row) => ({ row, plan: planOf(row.proposal) })))}
                >
                  交办所选
                </Button>
                <span role="status">
                  已选 {chosen.length} 件，共 {data.length} 件{awaiting.hasNextPage && '以上'}
                </span>
              </div>
            )}
            <div className="dense">
              <Rows caption="待交办" rows={data} keyOf={(r) => r.proposal} columns={columns} />
            </div>
            <More of={awaiting} />
          </>
        )}
      </Loaded>
      {previewed && (
        <Preview
          jobs={previewed}
          onClose={() => setPreviewed(undefined)}
          onConfirm={(confirmed) => void handOver(confirmed)}
        />
      )}
    </Page>
  );
}
