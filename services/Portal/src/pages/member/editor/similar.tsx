import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { useAll, useAsk } from '@/api/ask';
import { Assignments, Intake } from '@/api/clients';
import { idOf } from '@/api/ids';
import { type SimilarProposal } from '@/gen/proposals/intake/v1/intake_pb';
import { useNames } from '@/parts/names';
import { Empty, Loaded } from '@/parts/notes';
import { Section } from '@/parts/page';
import { Tag } from '@/parts/tags';

const likeness = (x: number) => (x >= 0.8 ? '几乎相同' : x >= 0.5 ? '很相似' : '相似');

// On a phone the list would push the fields far down: it is folded there.
const wide = matchMedia('(min-width: 700px)').matches;

/** Similar proposals, found while typing, with their replies. */
export function Similar({ subject, leaveOut }: { subject: string; leaveOut: string }) {
  const [typed, setTyped] = useState(subject);
  useEffect(() => {
    const timer = setTimeout(() => setTyped(subject.trim()), 500);
    return () => clearTimeout(timer);
  }, [subject]);
  const enabled = typed.length >= 2;
  const similar = useAsk(
    Intake.findSimilarProposals,
    { subject: typed.slice(0, 200), leaveOut, limit: 5 },
    { enabled, keep: true },
  );
  return (
    <Section title="类似提案">
      {!enabled ? (
        <p className="quiet">写下案由后，这里列出案由或正文类似的提案和它们的答复。</p>
      ) : (
        <Loaded of={similar} rows={2}>
          {({ proposals }) =>
            proposals.length === 0 ? (
              <Empty title="没有找到类似提案" />
            ) : (
              <details open={wide}>
                <summary>{proposals.length} 件类似提案</summary>
                <ul className="list" aria-label="类似提案">
                  {proposals.map((s) => (
                    <li key={s.proposal!.name}>
                      <Like similar={s} />
                    </li>
                  ))}
                </ul>
              </details>
            )
          }
        </Loaded>
      )}
    </Section>
  );
}

function Like({ similar: { proposal, similarity, shared } }: { similar: SimilarProposal }) {
  const names = useNames();
  const [open, setOpen] = useState(false);
  const replies = useAll(Assignments.listPublishedReplies, { proposal: proposal!.name }, (p) => p.replies, {
    enabled: open,
  });
  return (
    <>
      <p>
        <Link className="row-link" to={`/proposals/${idOf(proposal!.name)}`} target="_blank">
          {proposal!.text?.subject}
        </Link>
      </p>
      <p className="hint">
        {names.session(proposal!.session)}
        {proposal!.caseNumber ? ` 第 ${proposal!.caseNumber} 号` : ''} · {likeness(similarity)}
        {shared.length > 0 && `：都提到“${shared.join('”“')}”`}
      </p>
      {proposal!.caseNumber > 0n && (
        <Button size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? '收起答复' : '看答复'}
        </Button>
      )}
      {open && (
        <Loaded of={replies} rows={2}>
          {(all) =>
            all.length === 0 ? (
              <p className="quiet">没有公开的答复。</p>
            ) : (
              all.map((r, i) => (
                <div key={i} className="prose-part">
                  <p>
                    <strong>{r.unit}</strong> {r.outcome && <Tag>{r.outcome}</Tag>}
                  </p>
                  <p className="prose">{r.text}</p>
                  {r.answers.length > 0 && (
                    <ol className="items">
                      {r.answers.map((a, j) => (
                        <li key={j}>
                          <p className="prose">{a}</p>
                        </li>
                      ))}
                    </ol>
                  )}
                </div>
              ))
            )
          }
        </Loaded>
      )}
    </>
  );
}
