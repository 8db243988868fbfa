import type { ReactNode } from 'react';
import { minute } from '@/format';
import {
  CheckKindSchema,
  CheckResultSchema,
  type DuplicateCheck,
  DuplicateConclusionSchema,
  type Examination,
  ProposalMoveSchema,
} from '@/gen/proposals/intake/v1/intake_pb';
import { Facts } from '@/parts/case';
import { Section } from '@/parts/page';
import { OtherProposal } from '@/parts/taken-up';
import { wordOf } from '@/words';

/** What an examination says, in pairs of what and how: of the page and of the form on paper. */
export const saidOf = (x: Examination): [string, ReactNode][] => [
  ...x.checks.map((c): [string, ReactNode] => [
    wordOf(CheckKindSchema, c.kind),
    `${wordOf(CheckResultSchema, c.result)}${c.remark && `：${c.remark}`}`,
  ]),
  ['查重结论', x.duplicateCheck && <Duplicates of={x.duplicateCheck} />],
  ['审查人', x.examiner],
  ['审查时间', minute(x.examinedAt)],
];

function Duplicates({ of: d }: { of: DuplicateCheck }) {
  return (
    <>
      {wordOf(DuplicateConclusionSchema, d.conclusion)}
      {d.proposals.map((name, i) => (
        <div key={name}>
          <OtherProposal name={name} />
          （相似度 {Math.round(d.similarities[i]! * 100)}%）
        </div>
      ))}
      {d.reason && <div>理由：{d.reason}</div>}
    </>
  );
}

/** What was recorded of the examinations of a proposal, the newest first. */
export function Record({ of }: { of: Examination[] }) {
  if (!of.length) return null;
  return (
    <Section title="审查记录">
      {[...of].reverse().map((x, i) => (
        <div key={i}>
          <h3>
            {wordOf(ProposalMoveSchema, x.move)}（第 {String(x.textVersion)} 稿）
          </h3>
          <Facts of={saidOf(x)} />
        </div>
      ))}
    </Section>
  );
}
