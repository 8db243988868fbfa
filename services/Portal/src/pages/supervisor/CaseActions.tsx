import { useSession } from '@/api/session';
import { Role } from '@/gen/proposals/directory/v1/directory_pb';
import { ProposalState, type Proposal } from '@/gen/proposals/intake/v1/intake_pb';
import { type CaseView, DutyKindSchema } from '@/gen/proposals/supervision/v1/supervision_pb';
import { MarkKeyButton, UnmarkKeyButton } from '@/parts/key-proposal';
import { LateOpinions } from '@/parts/late-opinions';
import { Section } from '@/parts/page';
import { LightTag, Tag } from '@/parts/tags';
import { UrgeButton } from '@/parts/urge';
import { wordOf } from '@/words';

/** The actions of supervisors on the case page: urge the units, mark the case as 重点. */
export default function CaseActions({ proposal, caseView }: { proposal: Proposal; caseView?: CaseView }) {
  const { has } = useSession();
  const urges = has(Role.SUPERVISOR, Role.HAND_OVER_OFFICE, Role.PROPOSALS_OFFICE);
  const marks = has(Role.SUPERVISOR, Role.PROPOSALS_OFFICE) && proposal.state === ProposalState.FILED;
  if (!caseView || !has(Role.SUPERVISOR, Role.LEADER, Role.HAND_OVER_OFFICE, Role.PROPOSALS_OFFICE)) return null;
  const open = caseView.duties.filter((d) => !d.doneAt);
  if (!open.length && !marks && !caseView.keyProposal) return null;
  return (
    <Section
      title="督办"
      actions={
        marks && (caseView.keyProposal ? <UnmarkKeyButton view={caseView} /> : <MarkKeyButton view={caseView} />)
      }
    >
      {caseView.keyProposal && (
        <p>
          <Tag>重点提案</Tag> {caseView.keyOverseer ? `由${caseView.keyOverseer}督办` : '未指定督办领导或部门'}
        </p>
      )}
      {open.length > 0 && (
        <ul className="list">
          {open.map((d) => (
            <li key={d.name} className="section-head">
              <span>
                {d.unitTitle} <span className="hint">{wordOf(DutyKindSchema, d.kind)}</span>{' '}
                <LightTag light={d.light} text={d.lightText} />
                <LateOpinions of={d} />
              </span>
              {urges && <UrgeButton duties={[d]} label={`催办 ${d.unitTitle} ${wordOf(DutyKindSchema, d.kind)}`} />}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
