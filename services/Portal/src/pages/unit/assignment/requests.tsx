import { useState } from 'react';
import { useCommand } from '@/api/ask';
import { Assignments } from '@/api/clients';
import { date } from '@/format';
import type { Assignment, ExtensionRequest, ReturnRequest } from '@/gen/proposals/assignment/v1/assignment_pb';
import { SelectField } from '@/parts/choice-fields';
import { CommandButton } from '@/parts/command-button';
import { required } from '@/parts/field';
import { AreaField, DateField } from '@/parts/fields';
import { mostOf } from '@/parts/most';
import { useUnits } from '@/parts/names';
import { isPast } from '@/parts/tasks';

/** Until when the unit may ask to be relieved. */
export const ReturnWindow = ({ of: a }: { of: Assignment }) =>
  a.decision ? (
    <p className="hint">承办单位由领导决定：{a.decision}。改变决定前不受理申退。</p>
  ) : isPast(a.returnDue) ? (
    <p className="hint">
      申退期限已于 {date(a.returnDue!.date)} 截止，逾期不作调整，请按期办理；确需调整的，请报交办机关。
    </p>
  ) : (
    <p className="hint">
      申退截止：{date(a.returnDue!.date)}（当日有效）{a.returnDue!.provisional && '，暂定'}
      。申退未批准前，期限照常计算。
    </p>
  );

/** 申请退回, or 撤回申退 while the request waits for its answer. */
export function ReturnButton({ of: a, pending }: { of: Assignment; pending: ReturnRequest | undefined }) {
  const units = useUnits();
  const [reason, setReason] = useState('');
  const [unit, setUnit] = useState<string>();
  const [tried, setTried] = useState(false);
  const request = useCommand(Assignments.requestReturn);
  const recall = useCommand(Assignments.recallReturn);
  if (pending)
    return (
      <>
        <span className="hint">申退待审核</span>
        <CommandButton
          command={recall}
          input={() => ({ name: pending.name })}
          confirm={{
            title: '撤回申退',
            ok: '撤回申退',
            text: '撤回后由本单位继续办理，期限不变。申退期限内，可以再次申请退回。',
          }}
        >
          撤回申退
        </CommandButton>
      </>
    );
  if (a.decision || isPast(a.returnDue)) return null;
  return (
    <CommandButton
      command={request}
      onDone={() => {
        setReason('');
        setUnit(undefined);
        setTried(false);
      }}
      input={() => {
        setTried(true);
        return reason && unit ? { assignment: a.name, reason, suggestedUnit: unit } : null;
      }}
      confirm={{
        title: '申请退回',
        ok: '提交申退',
        text: `不属于本单位职责的，可在 ${date(a.returnDue!.date)}（含当日）前申请退回，由交办机关审核。`,
        body: (
          <>
            <AreaField
              label="申退理由"
              required
              max={mostOf(Assignments.requestReturn.input.field.reason)}
              value={reason}
              onChange={setReason}
              error={request.fieldProblem('reason') ?? (tried && !reason ? required : undefined)}
            />
            <SelectField
              label="建议承办单位"
              required
              search
              value={unit}
              onChange={setUnit}
              choices={(units ?? []).filter((u) => u.name !== a.unit).map((u) => ({ value: u.name, label: u.title }))}
              error={request.fieldProblem('suggested_unit') ?? (tried && !unit ? required : undefined)}
            />
          </>
        ),
      }}
    >
      申请退回
    </CommandButton>
  );
}

/** 申请延期, or 撤回延期申请 while the request waits for its answer. */
export function ExtensionButton({ of: a, pending }: { of: Assignment; pending: ExtensionRequest | undefined }) {
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState('');
  const [tried, setTried] = useState(false);
  const request = useCommand(Assignments.requestExtension);
  const recall = useCommand(Assignments.recallExtension);
  if (pending)
    return (
      <>
        <span className="hint">延期申请待审批</span>
        <CommandButton
          command={recall}
          input={() => ({ name: pending.name })}
          confirm={{
            title: '撤回延期申请',
            ok: '撤回延期申请',
            text: `撤回后期限仍为 ${date(a.due!.date)}，不计入延期次数。期满前，可以再次申请延期。`,
          }}
        >
          撤回延期申请
        </CommandButton>
      </>
    );
  if (isPast(a.due)) return <span className="hint">期限已过，不能再申请延期</span>;
  return (
    <CommandButton
      command={request}
      onDone={() => {
        setReason('');
        setUntil('');
        setTried(false);
      }}
      input={() => {
        setTried(true);
        return reason && until ? { assignment: a.name, reason, until } : null;
      }}
      confirm={{
        title: '申请延期',
        ok: '提交申请',
        text: `现有期限 ${date(a.due!.date)}。批准前，期限照常计算。`,
        body: (
          <>
            <DateField
              label="延期至"
              required
              min={a.due!.date}
              value={until}
              onChange={setUntil}
              error={request.fieldProblem('until') ?? (tried && !until ? required : undefined)}
            />
            <AreaField
              label="延期理由"
              required
              max={mostOf(Assignments.requestExtension.input.field.reason)}
              value={reason}
              onChange={setReason}
              error={request.fieldProblem('reason') ?? (tried && !reason ? required : undefined)}
            />
          </>
        ),
      }}
    >
      申请延期
    </CommandButton>
  );
}
