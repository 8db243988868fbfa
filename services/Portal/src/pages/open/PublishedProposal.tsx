import { Button } from 'antd';
import { Link, useParams } from 'react-router';
import { useAsk, usePages } from '@/api/ask';
import { Assignments, Intake } from '@/api/clients';
import { problemOf } from '@/api/errors';
import { day } from '@/format';
import { Disclosure, DisclosureSchema } from '@/gen/proposals/assignment/v1/assignment_pb';
import { type Committee } from '@/gen/proposals/directory/v1/directory_pb';
import { ProposerKindSchema } from '@/gen/proposals/directory/v1/policy_pb';
import type { PublishedProposal as PublishedText } from '@/gen/proposals/intake/v1/intake_pb';
import { Facts } from '@/parts/case';
import { OfCommittee, ToSignIn } from '@/parts/committee';
import { Empty, Loaded } from '@/parts/notes';
import { Page, Section } from '@/parts/page';
import { Answers, ProposalText } from '@/parts/proposal-text';
import { More } from '@/parts/rows';
import { Tag } from '@/parts/tags';
import { wordOf } from '@/words';

export default function PublishedProposal() {
  return <OfCommittee>{(committee) => <One committee={committee} />}</OfCommittee>;
}

function One({ committee }: { committee: Committee }) {
  const name = `${committee.name}/proposals/${useParams().id!}`;
  const proposal = useAsk(Intake.getPublishedProposal, { name });
  const replies = usePages(Assignments.listPublishedReplies, { proposal: name }, (p) => p.replies);
  // Assignment learns of a proposal a little later than Intake.
  const none = problemOf(replies.error).reason === 'NOT_FOUND';
  const back = (
    <Link className="row-link no-print" to={`/public/${committee.code}`}>
      返回公开提案
    </Link>
  );

  return (
    <Loaded
      of={
        problemOf(proposal.error).reason === 'NOT_FOUND'
          ? { ...proposal, data: [] as PublishedText[], error: null }
          : { ...proposal, data: proposal.data && [proposal.data] }
      }
      title="公开提案"
      empty={
        <Page title="公开提案">
          <Empty title="没有这件公开的提案">
            <p>它可能不公开，或者地址有误。</p>
            <p>{back}</p>
          </Empty>
        </Page>
      }
    >
      {([p]) =>
        p && (
          <Page
            title={p.text?.subject ?? '公开提案'}
            lead={`${committee.title} · ${p.sessionTitle}第 ${p.caseNumber} 号`}
            actions={
              <>
                {back}
                <Button onClick={() => print()}>打印</Button>
                <ToSignIn />
              </>
            }
          >
            <Section title="提案">
              <Facts
                of={[
                  ['类别', p.category],
                  [
                    '提案者',
                    `${wordOf(ProposerKindSchema, p.proposerKind)}${p.coSigners ? `，${p.coSigners} 人联名` : ''}`,
                  ],
                  ['立案', day(p.filedAt)],
                ]}
              />
              {p.text && <ProposalText text={p.text} />}
            </Section>
            <Loaded
              of={none ? { ...replies, data: [] } : replies}
              rows={2}
              empty={
                <Section title="答复">
                  <Empty title="没有公开的答复">
                    <p>可能还在办理，或者承办单位确定不公开。</p>
                  </Empty>
                </Section>
              }
            >
              {(rows) =>
                rows.map((r, i) => (
                  <Section key={i} title={`${r.unit}的答复${r.round > 1 ? `（第 ${r.round} 轮办理）` : ''}`}>
                    <Facts
                      of={[
                        ['文号', r.documentNumber],
                        ['办理结果', r.outcome],
                        ['送达', day(r.deliveredAt)],
                        ['公开方式', <Tag>{wordOf(DisclosureSchema, r.disclosure)}</Tag>],
                      ]}
                    />
                    {r.disclosure === Disclosure.SUMMARY && (
                      <p className="hint">以下为承办单位提供的摘要，全文不公开。</p>
                    )}
                    <p className="prose">{r.text}</p>
                    <Answers reply={r} suggestions={p.text?.suggestions ?? []} />
                  </Section>
                ))
              }
            </Loaded>
            <More of={replies} />
            <Section title="不公开的内容">
              <ul className="dots">
                <li>提案者和联名人的姓名、联系方式：属于个人信息。</li>
                <li>提案者不同意公开的提案、未立案和已撤案的提案，以及它们的答复。</li>
                <li>承办单位定为不公开的答复；定为摘要公开的，只公开摘要。提案者和承办单位的意见不一致时，从严。</li>
                <li>附件、办理过程和评价。</li>
              </ul>
            </Section>
          </Page>
        )
      }
    </Loaded>
  );
}
