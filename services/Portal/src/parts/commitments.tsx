import { Link } from 'react-router';
import { useAsk, usePages } from '@/api/ask';
import { Assignments } from '@/api/clients';
import { idOf } from '@/api/ids';
import { date } from '@/format';
import { type Commitment, CommitmentState, CommitmentStateSchema } from '@/gen/proposals/assignment/v1/assignment_pb';
import { wordOf } from '@/words';
import { useNames } from './names';
import { Section } from './page';
import { More, Rows } from './rows';
import { Tag, type Tone } from './tags';

const tones: Partial<Record<CommitmentState, Tone>> = {
  [CommitmentState.OVERDUE]: 'red',
  [CommitmentState.PROVEN]: 'yellow',
  [CommitmentState.FULFILLED]: 'green',
};

export const CommitmentTag = ({ of: c }: { of: Commitment }) => (
  <Tag tone={tones[c.state]}>{wordOf(CommitmentStateSchema, c.state)}</Tag>
);

/** Commitments, the earliest day first. */
export function CommitmentRows({ caption, rows, cases }: { caption: string; rows: Commitment[]; cases?: boolean }) {
  const names = useNames();
  return (
    <Rows
      caption={caption}
      rows={rows}
      keyOf={(c) => c.name}
      columns={[
        {
          title: '承诺事项',
          bare: true,
          render: (c) => (
            <Link className="row-link" to={`/commitments/${idOf(c.name)}`}>
              {c.what}
            </Link>
          ),
        },
        ...(cases
          ? [
              {
                title: '提案',
                bare: true,
                render: (c: Commitment) => (
                  <Link to={`/proposals/${idOf(c.proposal)}`}>
                    第 {String(c.caseNumber)} 号　{c.subject}
                  </Link>
                ),
              },
            ]
          : []),
        { title: '承办单位', least: true, render: (c) => names.unit(c.unit) },
        { title: '责任人', least: true, render: (c) => c.responsible },
        { title: '落实时限', least: true, render: (c) => date(c.dueDate) },
        { title: '状态', least: true, render: (c) => <CommitmentTag of={c} /> },
      ]}
    />
  );
}

/** What the replies to a proposal promised; nothing where they promised nothing. */
export function CommitmentsOf({ proposal }: { proposal: string }) {
  const commitments = usePages(Assignments.listCommitments, { proposal, pageSize: 20 }, (page) => page.commitments);
  if (!commitments.data?.length) return null;
  return (
    <Section title="承诺事项">
      <CommitmentRows caption="承诺事项，时限近的在前" rows={commitments.data} />
      <More of={commitments} />
    </Section>
  );
}

/** A commitment by its case, as the duty of a unit. */
export function CommitmentLink({ name }: { name: string }) {
  const commitment = useAsk(Assignments.getCommitment, { name }).data;
  return (
    <Link className="row-link" to={`/commitments/${idOf(name)}`}>
      {commitment ? `第 ${commitment.caseNumber} 号　${commitment.subject}` : '查看承诺事项'}
    </Link>
  );
}
