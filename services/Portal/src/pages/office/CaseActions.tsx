import { useState } from 'react';
import { Link } from 'react-router';
import { useAsk, useCommand } from '@/api/ask';
import { Feedback, Intake } from '@/api/clients';
import { sibling } from '@/api/ids';
import { useSession } from '@/api/session';
import { Role } from '@/gen/proposals/directory/v1/directory_pb';
import { ExaminationEffect } from '@/gen/proposals/directory/v1/policy_pb';
import { ProposalMove, ProposalState, type Proposal, WithdrawalSide } from '@/gen/proposals/intake/v1/intake_pb';
import { Stage, type CaseView } from '@/gen/proposals/supervision/v1/supervision_pb';
import { RadioField, SelectField } from '@/parts/choice-fields';
import { CommandButton } from '@/parts/command-button';
import { AreaField, TextField } from '@/parts/fields';
import { mostOf } from '@/parts/most';
import { usePolicy } from '@/parts/names';
import { Loaded } from '@/parts/notes';
import { mayWithdraw, needsBoth, useSide } from '@/parts/withdrawal';
import { WordsButton } from '@/parts/words-button';
import { FileIt } from './examination/filing';
import { type Of, Pass, SendBack } from './examination/first';
import { Recall } from './hand-over/recall';

/**
 * The decisions of the offices on a case: those that the server offers. `beside` is offered for 并案; `onDone` gets the
 * changed proposal.
 */
export default function CaseActions({
  proposal: p,
  caseView,
  beside,
  onDone,
}: Of & { caseView?: CaseView; beside?: Proposal }) {
  const { has } = useSession();
  const stage = caseView?.stage;
  const filed = p.state === ProposalState.FILED;
  const may = (move: ProposalMove) => p.moves.includes(move);
  const side = useSide(p);
  // A lead with an office's role withdraws on its own side, which is shown elsewhere. What a withdrawal of a filed
  // proposal does depends on its stage.
  const withdraws = side === WithdrawalSide.OFFICE && mayWithdraw(p, side) && (!filed || stage !== undefined);
  const of = { proposal: p, onDone };
  return (
    <>
      {has(Role.PROPOSALS_OFFICE) && (
        <div className="actions" role="group" aria-label="审查办理">
          {may(ProposalMove.EXAMINE) && <Pass {...of} />}
          {may(ProposalMove.FILE) && <FileIt {...of} />}
          {may(ProposalMove.REJECT) && <Reject {...of} />}
          {may(ProposalMove.MERGE) && <Merge {...of} beside={beside} />}
          {may(ProposalMove.RETURN) && <SendBack {...of} />}
          {may(ProposalMove.UNMERGE) && <Unmerge {...of} />}
          {may(ProposalMove.REDIRECT) && <Redirect {...of} />}
          {caseView && stage === Stage.AWAITING_CLOSURE && <CloseIt view={caseView} />}
          {withdraws && <Withdraw {...of} both={filed && needsBoth(stage)} />}
        </div>
      )}
      {has(Role.HAND_OVER_OFFICE) && !has(Role.PROPOSALS_OFFICE) && withdraws && (
        <div className="actions">
          <Withdraw {...of} both />
        </div>
      )}
      {has(Role.HAND_OVER_OFFICE) && filed && stage === Stage.FILED && (
        <div className="actions">
          <Link to="/hand-over">去交办</Link>
        </div>
      )}
      {has(Role.HAND_OVER_OFFICE) && filed && stage === Stage.HANDED_OVER && (
        <div className="actions">
          <Recall proposal={p.name} title={`第 ${p.caseNumber} 号 ${p.text?.subject ?? ''}`} />
        </div>
      )}
    </>
  );
}

function Withdraw({ proposal: p, onDone, both }: Of & { both: boolean }) {
  const [reason, setReason] = useState('');
  const [consent, setConsent] = useState('');
  const [missing, setMissing] = useState(false);
  const command = useCommand(Intake.withdrawProposal);
  const word = both ? '申请撤案' : '撤案';
  const input = () => {
    const complete = !!reason.trim() && (both || !!consent.trim());
    setMissing(!complete);
    return complete ? { name: p.name, etag: p.etag, reason: reason.trim(), consent: consent.trim() } : null;
  };
  return (
    <CommandButton
      danger
      command={command}
      input={input}
      onDone={onDone}
      confirm={{
        title: word,
        ok: word,
        text: both
          ? '提案已经交办：这里提出申请，提案者同意后停止办理，承办任务随之撤销。答复先送达的，不撤案。'
          : '撤案后不再审查、不再办理。',
        body: (
          <>
            <AreaField
              label="撤案理由"
              required
              max={mostOf(Intake.withdrawProposal.input.field.reason)}
              value={reason}
              onChange={setReason}
              error={missing && !reason.trim() ? '此项必填。' : command.fieldProblem('reason')}
            />
            {!both && (
              <TextField
                label="提案者怎样同意的"
                required
                max={mostOf(Intake.withdrawProposal.input.field.consent)}
                value={consent}
                onChange={setConsent}
                hint="例如：某月某日电话征得第一提案人同意"
                error={missing && !consent.trim() ? '此项必填。' : command.fieldProblem('consent')}
              />
            )}
          </>
        ),
      }}
    >
      {word}
    </CommandButton>
  );
}

function Unmerge({ proposal: p, onDone }: Of) {
  const command = useCommand(Intake.unmergeProposal);
  return (
    <WordsButton
      command={command}
      input={(reason) => ({ name: p.name, etag: p.etag, reason })}
      onDone={onDone}
      field="撤销理由"
      path="reason"
      max={mostOf(Intake.unmergeProposal.input.field.reason)}
      text="恢复为并案前的状态，案号不变。"
    >
      撤销并案
    </WordsButton>
  );
}

function Reject({ proposal: p, onDone }: Of) {
  const policy = usePolicy(p.policyVersion);
  const [reason, setReason] = useState<string>();
  const [explanation, setExplanation] = useState('');
  const [missing, setMissing] = useState(false);
  const command = useCommand(Intake.rejectProposal);
  const input = () => {
    setMissing(!reason);
    return reason ? { name: p.name, etag: p.etag, reason, explanation: explanation.trim() } : null;
  };
  return (
    <CommandButton
      danger
      command={command}
      input={input}
      onDone={onDone}
      confirm={{
        title: '不予立案',
        ok: '不予立案',
        text: '提案者会看到理由和说明。',
        body: (
          <>
            <SelectField
              label="不予立案理由"
              required
              value={reason}
              onChange={setReason}
              choices={(policy?.rejectionReasons ?? []).map((r) => ({ value: r.code, label: r.label }))}
              error={missing && !reason ? '此项必填。' : command.fieldProblem('reason')}
            />
            <AreaField
              label="说明"
              value={explanation}
              onChange={setExplanation}
              max={mostOf(Intake.rejectProposal.input.field.explanation)}
              hint="选“其他”时必填"
              error={command.fieldProblem('explanation')}
            />
          </>
        ),
      }}
    >
      不予立案
    </CommandButton>
  );
}

/** 转为意见建议、委员来信: the ways are those of the rules that the proposal is under. */
function Redirect({ proposal: p, onDone }: Of) {
  const policy = usePolicy(p.policyVersion);
  const [outcome, setOutcome] = useState<string>();
  const [consent, setConsent] = useState('');
  const [missing, setMissing] = useState(false);
  const command = useCommand(Intake.redirectProposal);
  const ways = (policy?.examinationOutcomes ?? []).filter((o) => o.effect === ExaminationEffect.REDIRECTED);
  const input = () => {
    const complete = !!outcome && !!consent.trim();
    setMissing(!complete);
    return complete ? { name: p.name, etag: p.etag, outcome, consent: consent.trim() } : null;
  };
  return (
    <CommandButton
      command={command}
      input={input}
      onDone={onDone}
      confirm={{
        title: '转作其他处理',
        ok: '转办',
        text: '不予立案的决定不变；征得提案者同意后转送，统计按转办方式另计。',
        body: (
          <>
            <SelectField
              label="转办方式"
              required
              value={outcome}
              onChange={setOutcome}
              choices={ways.map((o) => ({ value: o.code, label: o.label }))}
              error={missing && !outcome ? '此项必填。' : command.fieldProblem('outcome')}
            />
            <TextField
              label="提案者怎样同意的"
              required
              max={mostOf(Intake.redirectProposal.input.field.consent)}
              value={consent}
              onChange={setConsent}
              hint="例如：某月某日电话征得第一提案人同意"
              error={missing && !consent.trim() ? '此项必填。' : command.fieldProblem('consent')}
            />
          </>
        ),
      }}
    >
      转作其他处理
    </CommandButton>
  );
}

function Merge({ proposal: p, onDone, beside }: Of & { beside?: Proposal }) {
  const [query, setQuery] = useState('');
  const [into, setInto] = useState<string>();
  const [consent, setConsent] = useState('');
  const [missing, setMissing] = useState(false);
  const needed = !!usePolicy(p.policyVersion)?.mergeRecordsConsent;
  const command = useCommand(Intake.mergeProposal);
  const found = useAsk(
    Intake.listProposals,
    { session: p.session, state: ProposalState.FILED, query: query.trim(), pageSize: 10 },
    { enabled: !!query.trim(), keep: true },
  );
  const targets = [beside, ...(query.trim() ? (found.data?.proposals ?? []) : [])].filter(
    (t, i, all): t is Proposal =>
      !!t &&
      t.state === ProposalState.FILED &&
      t.session === p.session &&
      t.name !== p.name &&
      all.findIndex((x) => x?.name === t.name) === i,
  );
  // Another search hides what was chosen before: then nothing is chosen.
  const chosen = targets.find((t) => t.name === into)?.name;
  const input = () => {
    const complete = !!chosen && (!needed || !!consent.trim());
    setMissing(!complete);
    return complete ? { name: p.name, etag: p.etag, into: chosen, consent: consent.trim() } : null;
  };
  return (
    <CommandButton
      command={command}
      input={input}
      onDone={onDone}
      confirm={{
        title: '并案',
        ok: '并案',
        text: '并入一件已立案、尚未交办的提案，一并办理；每位提案者都会收到答复。',
        body: (
          <>
            <TextField type="search" label="查找主案" value={query} onChange={setQuery} hint="输入案号，或案由中的词" />
            {query.trim() && (
              <Loaded of={found} rows={1}>
                {(f) =>
                  f.proposals.length ? null : (
                    <p className="quiet" role="status">
                      本届次没有这样的已立案提案。
                    </p>
                  )
                }
              </Loaded>
            )}
            {targets.length > 0 && (
              <RadioField
                label="并入"
                required
                value={chosen}
                onChange={(v) => {
                  command.reset();
                  setInto(v);
                }}
                choices={targets.map((t) => ({ value: t.name, label: `第 ${t.caseNumber} 号 ${t.text?.subject}` }))}
                error={missing && !chosen ? '请选择并入哪一件。' : command.fieldProblem('into')}
              />
            )}
            <TextField
              label="怎样征得提案者意见"
              required={needed}
              max={mostOf(Intake.mergeProposal.input.field.consent)}
              value={consent}
              onChange={setConsent}
              hint="例如：某月某日电话征求两件提案的第一提案人意见，均同意"
              error={missing && needed && !consent.trim() ? '此项必填。' : command.fieldProblem('consent')}
            />
          </>
        ),
      }}
    >
      并案
    </CommandButton>
  );
}

function CloseIt({ view }: { view: CaseView }) {
  const command = useCommand(Feedback.closeCase);
  return (
    <WordsButton
      primary
      command={command}
      input={(reason) => ({ name: sibling(view.name, 'closings'), reason })}
      field="办结理由"
      path="reason"
      max={mostOf(Feedback.closeCase.input.field.reason)}
      text="评价如实保留：不满意仍记不满意，未表态不计为满意。"
    >
      办结
    </WordsButton>
  );
}
