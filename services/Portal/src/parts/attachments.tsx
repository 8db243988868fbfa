import { getOption } from '@bufbuild/protobuf';
import { Button } from 'antd';
import { useRef, useState } from 'react';
import { useCommand } from '@/api/ask';
import { Intake } from '@/api/clients';
import { bytes } from '@/format';
import { type Attachment, type Proposal, ProposalSchema } from '@/gen/proposals/intake/v1/intake_pb';
import { files } from '@/gen/proposals/options/v1/options_pb';
import { CommandButton } from './command-button';
import { Note, ProblemNote } from './notes';
import { upload, whyFailed } from './upload';

const rule = getOption(ProposalSchema.field.attachments, files);

const addressOf = (proposal: string, file: Attachment) => `/files/${proposal}/attachments/${file.sha256}`;

/**
 * The files of a proposal. With `edit` they can be added and removed; `onChanged` gets the proposal with its new
 * etag.
 */
export function Attachments({
  proposal,
  edit,
  onChanged,
}: {
  proposal: Proposal;
  edit?: boolean;
  onChanged?: (proposal: Proposal) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const [sending, setSending] = useState(false);
  const [failed, setFailed] = useState('');
  const attach = useCommand(Intake.attachFile);
  const detach = useCommand(Intake.detachFile);

  const send = async (file: File) => {
    setFailed('');
    setSending(true);
    try {
      const received = await upload(file);
      onChanged?.(await attach.run({ proposal: proposal.name, attachment: received.file, receipt: received.receipt }));
    } catch (e) {
      if (!(e instanceof Error && e.name === 'ConnectError')) setFailed(whyFailed(e));
    } finally {
      setSending(false);
      if (input.current) input.current.value = '';
    }
  };

  return (
    <>
      {proposal.attachments.length === 0 && !edit && <p className="quiet">没有附件。</p>}
      {proposal.attachments.length > 0 && (
        <ul className="list" aria-label="附件">
          {proposal.attachments.map((a) => (
            <li key={a.sha256} className="section-head">
              <span>
                <a href={addressOf(proposal.name, a)} download={a.fileName}>
                  {a.fileName}
                </a>{' '}
                <span className="quiet">{bytes(a.size)}</span>
              </span>
              {edit && (
                <CommandButton
                  command={detach}
                  input={() => ({ proposal: proposal.name, sha256: a.sha256 })}
                  onDone={onChanged}
                  label={`移除附件 ${a.fileName}`}
                >
                  移除
                </CommandButton>
              )}
            </li>
          ))}
        </ul>
      )}
      {edit && (
        <div>
          <input
            ref={input}
            type="file"
            className="sr-only"
            tabIndex={-1}
            aria-label="选择附件"
            onChange={(e) => e.target.files?.[0] && void send(e.target.files[0])}
          />
          <Button
            loading={sending}
            disabled={proposal.attachments.length >= rule.most}
            onClick={() => input.current?.click()}
          >
            添加附件
          </Button>
          <span className="hint">
            {' '}
            最多 {rule.most} 个，每个不超过 {rule.megabytes} MB：{rule.kinds.join('、')}；涉密文件不得上传。
          </span>
        </div>
      )}
      {failed && <Note kind="bad" title={failed} />}
      <ProblemNote problem={attach.problem} />
    </>
  );
}
