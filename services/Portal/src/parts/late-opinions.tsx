import type { DutyView } from '@/gen/proposals/supervision/v1/supervision_pb';
import { useNames } from './names';
import { Tag } from './tags';

/** Beside a late reply of the lead: whose opinions are late too, and whether that excuses it. */
export function LateOpinions({ of: d }: { of: DutyView }) {
  const names = useNames();
  if (!d.lateOpinionUnits.length) return null;
  return (
    <>
      {' '}
      <span className="hint">会办意见也逾期：{d.lateOpinionUnits.map(names.unit).join('、')}</span>{' '}
      {d.leadExcusable && <Tag tone="yellow">主办可免责</Tag>}
    </>
  );
}
