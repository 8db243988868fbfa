import { Link } from 'react-router';
import { useAsk } from '@/api/ask';
import { Intake } from '@/api/clients';
import { idOf } from '@/api/ids';

/** Another proposal that one has to do with: by its number and 案由. */
export function OtherProposal({ name }: { name: string }) {
  const other = useAsk(Intake.getProposal, { name }).data;
  const number = other?.caseNumber
    ? `第 ${other.caseNumber} 号`
    : other?.serialNumber
      ? `流水号 ${other.serialNumber}`
      : '';
  return (
    <Link className="row-link" to={`/proposals/${idOf(name)}`}>
      {other ? `${number}《${other.text?.subject ?? ''}》` : '查看提案'}
    </Link>
  );
}
