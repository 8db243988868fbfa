import { usePages } from '@/api/ask';
import { Assignments } from '@/api/clients';
import { idOf } from '@/api/ids';
import { useSession } from '@/api/session';
import { type CommitmentState, CommitmentStateSchema } from '@/gen/proposals/assignment/v1/assignment_pb';
import { Role } from '@/gen/proposals/directory/v1/directory_pb';
import { SelectField } from '@/parts/choice-fields';
import { CommitmentRows } from '@/parts/commitments';
import { useUnits } from '@/parts/names';
import { Empty, Loaded } from '@/parts/notes';
import { Page } from '@/parts/page';
import { More } from '@/parts/rows';
import { useAddress } from '@/parts/session-choice';
import { choices } from '@/words';

/** The ledger of commitments: all for the offices, those of their cases for units and proposers. */
export default function Commitments() {
  const { has, account } = useSession();
  const units = useUnits();
  const [get, change] = useAddress();
  // A unit begins with its own.
  const own = has(Role.HANDLING_UNIT) ? account.unit : '';
  const unit = units?.find((u) => idOf(u.name) === get('unit'))?.name;
  const all = get('unit') === 'all';
  const state = Number(get('state')) as CommitmentState;
  const commitments = usePages(
    Assignments.listCommitments,
    { unit: unit ?? (all ? '' : own), state, pageSize: 50 },
    (p) => p.commitments,
    { enabled: !get('unit') || units !== undefined },
  );
  return (
    <Page title="承诺事项" wide lead="答复所承诺的事项，办结后仍跟踪到销号；时限近的在前">
      <div className="filters">
        <SelectField
          label="状态"
          value={state || undefined}
          placeholder="全部状态"
          onChange={(v) => change({ state: v ? String(v) : '' })}
          choices={choices(CommitmentStateSchema)}
        />
        <SelectField
          label="承办单位"
          search
          value={unit ?? (all ? undefined : own || undefined)}
          placeholder="全部单位"
          onChange={(v) => change({ unit: v ? idOf(v) : own ? 'all' : '' })}
          choices={units?.map((u) => ({ value: u.name, label: u.title })) ?? []}
        />
      </div>
      <Loaded
        of={commitments}
        empty={
          <Empty title="没有这样的承诺事项">
            <p>答复送达时列明的承诺事项会出现在这里；也可以放宽条件。</p>
          </Empty>
        }
      >
        {(rows) => <CommitmentRows caption="承诺事项" rows={rows} cases />}
      </Loaded>
      <More of={commitments} />
    </Page>
  );
}
