import { useAsk } from '@/api/ask';
import { Directory } from '@/api/clients';
import { day } from '@/format';
import { ProposerKindSchema, SessionKindSchema } from '@/gen/proposals/directory/v1/policy_pb';
import type { Proposal } from '@/gen/proposals/intake/v1/intake_pb';
import { useNames } from '@/parts/names';
import { publicationOf } from '@/parts/publication';
import { wordOf } from '@/words';

/** Head of the form on paper, in place of the head of the page: committee, number, and the table of who and what. */
export function FormHead({ proposal: p, units }: { proposal: Proposal; units: string[] }) {
  const names = useNames();
  const committee = useAsk(Directory.getCommittee, {}, { staleTime: Infinity }).data?.title ?? '';
  const rows: [string, string][] = [
    ['案由', p.text?.subject ?? ''],
    ['第一提案人', names.member(p.lead)],
    ['提案者类别', wordOf(ProposerKindSchema, p.proposerKind)],
    ['联名人', p.coSigners.map(names.member).join('、')],
    ['类别', names.category(p.category)],
    ['提案类型', wordOf(SessionKindSchema, p.sessionKind)],
    ['提交日期', day(p.submittedAt)],
    ['立案日期', day(p.filedAt)],
    ['承办单位', units.join('、')],
    ['可否公开', publicationOf(p)],
  ];
  return (
    <div className="only-print form-head">
      <p className="form-title">{committee}提案</p>
      <p className="form-number">
        {names.session(p.session)}　
        {p.caseNumber ? `第 ${p.caseNumber} 号` : p.serialNumber ? `流水号 ${p.serialNumber}` : '草稿'}
      </p>
      <table className="form-table">
        <tbody>
          {rows
            .filter(([, words]) => words)
            .map(([title, words]) => (
              <tr key={title}>
                <th scope="row">{title}</th>
                <td>{words}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}
