import type { ReactNode } from 'react';
import { useAsk } from '@/api/ask';
import { Directory } from '@/api/clients';
import { day, minute } from '@/format';
import { ProposerKindSchema, SessionKindSchema } from '@/gen/proposals/directory/v1/policy_pb';
import {
  FilingBodySchema,
  type Proposal,
  ProposalMoveSchema,
  ProposalStateSchema,
} from '@/gen/proposals/intake/v1/intake_pb';
import { useNames } from '@/parts/names';
import { publicationOf } from '@/parts/publication';
import { wordOf } from '@/words';
import { saidOf } from './record';

/** 审查表: the examination form on paper, in place of the page. What nobody said is left out. */
export function ExaminationForm({ proposal: p }: { proposal: Proposal }) {
  const names = useNames();
  const committee = useAsk(Directory.getCommittee, {}, { staleTime: Infinity }).data?.title ?? '';
  // What was checked in an earlier draft is not said of this one.
  const last = p.examinations.findLast((x) => x.textVersion === p.textVersion);
  const rows: [string, ReactNode][] = [
    ['案由', p.text?.subject ?? ''],
    ['第一提案人', names.member(p.lead)],
    ['提案者类别', wordOf(ProposerKindSchema, p.proposerKind)],
    ['联名人', p.coSigners.map(names.member).join('、')],
    ['提案类型', wordOf(SessionKindSchema, p.sessionKind)],
    ['提交日期', day(p.submittedAt)],
    ['类别', names.category(p.category)],
    ['建议承办单位', p.suggestedUnits.map(names.unit).join('、')],
    ['拟承办单位', p.intendedUnits.map(names.unit).join('、')],
    ['可否公开', publicationOf(p)],
    ...(last ? saidOf(last) : []),
    ...p.opinions.map((o): [string, string] => [
      wordOf(ProposalMoveSchema, o.move),
      `${o.text}${o.givenAt ? `（${minute(o.givenAt)}）` : ''}`,
    ]),
    ['不予立案理由', p.rejectionReason && names.rejection(p.rejectionReason)],
    ['转作其他处理', p.redirectedAs && names.examination(p.redirectedAs)],
    ['审定意见', `${wordOf(ProposalStateSchema, p.state)}${p.caseNumber ? `，案号第 ${p.caseNumber} 号` : ''}`],
    ['审定机构', p.filingBody ? wordOf(FilingBodySchema, p.filingBody) : ''],
    ['立案日期', day(p.filedAt)],
  ];
  return (
    <div className="only-print form-sheet">
      <p className="form-title">{committee}提案审查表</p>
      <p className="form-number">
        {names.session(p.session)}　流水号 {String(p.serialNumber)}
      </p>
      <table className="form-table">
        <tbody>
          {rows
            .filter(([, words]) => words != null && words !== '')
            .map(([title, words], i) => (
              <tr key={i}>
                <th scope="row">{title}</th>
                <td>{words}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}
