import { Button } from 'antd';
import { useRef, useState } from 'react';
import { useCommand } from '@/api/ask';
import { Feedback } from '@/api/clients';
import { today } from '@/format';
import {
  type FeedbackForm,
  FormMove,
  FormState,
  FormStateSchema,
  type Rating,
  RatingSchema,
  type StatementSource,
  StatementSourceSchema,
} from '@/gen/proposals/feedback/v1/feedback_pb';
import { RadioField } from '@/parts/choice-fields';
import { CommandButton } from '@/parts/command-button';
import { AreaField, DateField } from '@/parts/fields';
import { mostOf } from '@/parts/most';
import { useNames } from '@/parts/names';
import { Note } from '@/parts/notes';
import { Fold } from '@/parts/page';
import { markOf, Statements } from '@/parts/statements';
import { upload, type Uploaded, whyFailed } from '@/parts/upload';
import { choices, wordOf } from '@/words';

/** The forms of a case for the office: 代录 of those that came back on paper, 裁定 where paper and online differ. */
export function PaperForms({ forms }: { forms: FeedbackForm[] }) {
  const names = useNames();
  const shown = forms.filter((f) => f.state === FormState.OPEN || f.state === FormState.SUBMITTED);
  if (!shown.length) return null;
  return (
    <Fold title="征询意见表" className="no-print">
      <ul className="list">
        {shown.map((f) => (
          <li key={f.name}>
            {names.member(f.member)}（对{names.unit(f.unit)}的答复，第 {f.round} 轮）：
            {wordOf(FormStateSchema, f.state)}
            {markOf(f) && `（${markOf(f)}）`}
            <div className="actions">
              {f.moves.includes(FormMove.RECORD) && <Record form={f} />}
              {f.moves.includes(FormMove.SETTLE) && <Settle form={f} />}
            </div>
            {f.restateBy ? <Statements of={f} /> : f.state === FormState.SUBMITTED && <Earlier form={f} />}
          </li>
        ))}
      </ul>
    </Fold>
  );
}

/** What was said of a form before. It is asked for when it is opened: few forms have more than one word. */
function Earlier({ form }: { form: FeedbackForm }) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>填写记录</summary>
      {open && <Statements of={form} />}
    </details>
  );
}

/** 代录: what a signed paper form says, with its scan. Nothing is preset. */
function Record({ form }: { form: FeedbackForm }) {
  const names = useNames();
  const record = useCommand(Feedback.recordPaperForm);
  const [work, setWork] = useState<Rating>();
  const [result, setResult] = useState<Rating>();
  const [comment, setComment] = useState('');
  const [paperDate, setPaperDate] = useState('');
  const [scan, setScan] = useState<Uploaded>();
  const [checked, setChecked] = useState(false);
  const complete = work !== undefined && result !== undefined && paperDate && scan;
  const need = (value: unknown, words: string) => (checked && !value ? words : undefined);
  const choose = '请按纸质表选择一项；系统不预设任何评价。';
  return (
    <CommandButton
      command={record}
      label={`代录 ${names.member(form.member)} 对${names.unit(form.unit)}的评价`}
      input={() => {
        setChecked(true);
        return complete
          ? {
              name: form.name,
              etag: form.etag,
              work,
              result,
              comment,
              paperDate,
              scan: scan.file,
              receipt: scan.receipt,
            }
          : null;
      }}
      onDone={() => {
        setWork(undefined);
        setResult(undefined);
        setComment('');
        setPaperDate('');
        setScan(undefined);
        setChecked(false);
      }}
      confirm={{
        title: '代录纸质征询意见表',
        text: '照签字的纸质表录入，并附扫描件。提案者会收到通知，可以更正；与网上评价不一致的，须裁定。',
        ok: '代录',
        body: (
          <>
            <RadioField
              label="对办理工作"
              required
              value={work}
              onChange={setWork}
              choices={choices(RatingSchema)}
              error={record.fieldProblem('work') ?? need(work, choose)}
            />
            <RadioField
              label="对办理结果"
              required
              value={result}
              onChange={setResult}
              choices={choices(RatingSchema)}
              error={record.fieldProblem('result') ?? need(result, choose)}
            />
            <AreaField
              label="意见和建议"
              value={comment}
              onChange={setComment}
              max={mostOf(Feedback.recordPaperForm.input.field.comment)}
              error={record.fieldProblem('comment')}
            />
            <DateField
              label="纸质表上的日期"
              required
              value={paperDate}
              onChange={setPaperDate}
              max={today()}
              error={record.fieldProblem('paper_date') ?? need(paperDate, '请填写纸质表上的日期。')}
            />
            <ScanField
              scan={scan}
              onChange={setScan}
              error={
                record.fieldProblem('scan') ?? record.fieldProblem('receipt') ?? need(scan, '请上传纸质表的扫描件。')
              }
            />
          </>
        ),
      }}
    >
      代录
    </CommandButton>
  );
}

function ScanField({ scan, onChange, error }: { scan?: Uploaded; onChange: (scan: Uploaded) => void; error?: string }) {
  const input = useRef<HTMLInputElement>(null);
  const [sending, setSending] = useState(false);
  const [failed, setFailed] = useState('');
  const send = async (file: File) => {
    setFailed('');
    setSending(true);
    try {
      onChange(await upload(file));
    } catch (e) {
      setFailed(whyFailed(e));
    } finally {
      setSending(false);
      if (input.current) input.current.value = '';
    }
  };
  return (
    <div className="field">
      <input
        ref={input}
        type="file"
        className="sr-only"
        tabIndex={-1}
        aria-label="选择扫描件"
        accept=".pdf,.jpg,.jpeg,.png"
        onChange={(e) => e.target.files?.[0] && void send(e.target.files[0])}
      />
      <Button loading={sending} onClick={() => input.current?.click()}>
        {scan ? '换一个扫描件' : '上传扫描件'}
      </Button>{' '}
      {scan ? scan.file.fileName : <span className="hint">必附：提案者签字的纸质表，pdf 或图片</span>}
      {(failed || error) && <Note kind="bad" title={failed || error} />}
    </div>
  );
}

/** 裁定: which of two statements counts. */
export function Settle({ form }: { form: FeedbackForm }) {
  const names = useNames();
  const settle = useCommand(Feedback.settlePaperConflict);
  const [source, setSource] = useState<StatementSource>();
  const [reason, setReason] = useState('');
  const [checked, setChecked] = useState(false);
  return (
    <CommandButton
      command={settle}
      label={`裁定 ${names.member(form.member)} 的评价以哪一份为准`}
      input={() => {
        setChecked(true);
        return source !== undefined && reason.trim()
          ? { name: form.name, etag: form.etag, source, reason: reason.trim() }
          : null;
      }}
      confirm={{
        title: '裁定评价以哪一份为准',
        text: '两份都保留在案。提案者会看到理由，仍可再评价；裁定之前以网上评价为准。',
        ok: '裁定',
        body: (
          <>
            <Statements of={form} />
            <RadioField
              label="为准的一份"
              required
              value={source}
              onChange={setSource}
              choices={choices(StatementSourceSchema)}
              error={settle.fieldProblem('source') ?? (checked && source === undefined ? '请选择一份。' : undefined)}
            />
            <AreaField
              label="裁定的理由"
              required
              value={reason}
              onChange={setReason}
              max={mostOf(Feedback.settlePaperConflict.input.field.reason)}
              error={settle.fieldProblem('reason') ?? (checked && !reason.trim() ? '此项必填。' : undefined)}
            />
          </>
        ),
      }}
    >
      裁定
    </CommandButton>
  );
}
