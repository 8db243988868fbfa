import type { Timestamp } from '@bufbuild/protobuf/wkt';
import { Fragment, type ReactNode } from 'react';
import { day, minute } from '@/format';
import { ProposalState, ProposalStateSchema } from '@/gen/proposals/intake/v1/intake_pb';
import { type CaseView, Stage, type TimelineEntry } from '@/gen/proposals/supervision/v1/supervision_pb';
import { wordOf } from '@/words';
import { useNames } from './names';

const steps = ['提交', '审查', '立案', '交办', '办理', '答复', '反馈', '办结'] as const;

// The step of a case by its stage; `stopped` when it goes no further.
const at: Record<Stage, { step: number; stopped?: boolean }> = {
  [Stage.UNSPECIFIED]: { step: 0 },
  [Stage.SUBMITTED]: { step: 1 },
  [Stage.EXAMINED]: { step: 2 },
  [Stage.RETURNED]: { step: 0 },
  [Stage.FILED]: { step: 3 },
  [Stage.NOT_FILED]: { step: 2, stopped: true },
  [Stage.MERGED]: { step: 3 },
  [Stage.WITHDRAWN]: { step: 1, stopped: true },
  [Stage.HANDED_OVER]: { step: 4 },
  [Stage.HANDLING]: { step: 4 },
  [Stage.REHANDLING]: { step: 4 },
  [Stage.REPLIED]: { step: 6 },
  [Stage.AWAITING_CLOSURE]: { step: 7 },
  [Stage.CLOSED]: { step: 8 },
  [Stage.CARRIED_OVER]: { step: 7, stopped: true },
  [Stage.UNABLE]: { step: 7, stopped: true },
};

// The event that ends each step.
const ends = [
  /ProposalSubmitted$/,
  /ProposalExamined$/,
  /ProposalFiled$/,
  /HandedOver$/,
  undefined,
  /ReplyDelivered$/,
  /FeedbackSubmitted$|FormSubmitted$/,
  /CaseClosed$/,
];

/** 提交→审查→立案→交办→办理→答复→反馈→办结. `small` shows dots and says the words once. */
export function CaseSteps({ view, state, small }: { view?: CaseView; state?: ProposalState; small?: boolean }) {
  const stage = view?.stage ?? Stage.UNSPECIFIED;
  // Supervision does not know a new proposal yet; then the proposal's own state is said.
  const words = view ? view.stageText : state === undefined ? '' : wordOf(ProposalStateSchema, state);
  const here = view
    ? (at[stage] ?? { step: 0 })
    : { step: state === ProposalState.DRAFT ? 0 : state === ProposalState.EXAMINED ? 2 : 1, stopped: false };
  const when = (i: number): Timestamp | undefined =>
    ends[i] && view?.timeline.findLast((e) => ends[i]!.test(e.type))?.at;
  const look = (i: number) =>
    i < here.step ? 'done' : i > here.step ? 'to-come' : here.stopped ? 'now stopped' : 'now';
  if (small) {
    return (
      <>
        <ol className="steps steps-small" aria-hidden="true">
          {steps.map((s, i) => (
            <li key={s} className={look(i)} />
          ))}
        </ol>
        <span>{words}</span>
      </>
    );
  }
  return (
    <ol className="steps" aria-label="办理进度">
      {steps.map((s, i) => (
        <li key={s} className={look(i)} aria-current={i === here.step ? 'step' : undefined}>
          {s}
          <small>
            {i < here.step ? (
              when(i) ? (
                day(when(i))
              ) : (
                <span className="sr-only">已完成</span>
              )
            ) : i === here.step ? (
              words
            ) : (
              ''
            )}
          </small>
        </li>
      ))}
    </ol>
  );
}

/** The timeline of a case, the newest first. */
export function Happened({ timeline }: { timeline: TimelineEntry[] }) {
  const names = useNames();
  return (
    <ol className="happened" aria-label="办理经过">
      {[...timeline].reverse().map((e, i) => (
        <li key={i}>
          <time>{minute(e.at)}</time>
          {names.sentence(e)}
        </li>
      ))}
    </ol>
  );
}

/** Facts in pairs; empty ones are left out. */
export function Facts({ of }: { of: [string, ReactNode][] }) {
  return (
    <dl className="facts">
      {of
        .filter(([, v]) => v !== '' && v != null && v !== false)
        .map(([k, v]) => (
          <div key={k}>
            <dt>{k}</dt>
            <dd>{v}</dd>
          </div>
        ))}
    </dl>
  );
}

/** Words joined by 、, each of them anything. */
export const Joined = ({ of }: { of: ReactNode[] }) => (
  <>
    {of.map((x, i) => (
      <Fragment key={i}>
        {i > 0 && '、'}
        {x}
      </Fragment>
    ))}
  </>
);
