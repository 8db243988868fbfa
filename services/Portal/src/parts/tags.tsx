import type { ReactNode } from 'react';
import { ProposalState, ProposalStateSchema } from '@/gen/proposals/intake/v1/intake_pb';
import { Light, LightSchema } from '@/gen/proposals/supervision/v1/supervision_pb';
import { wordOf } from '@/words';

export type Tone = 'plain' | 'green' | 'yellow' | 'red';

/** A short label. Colour never says anything alone. */
export const Tag = ({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) => (
  <span className={`tag tag-${tone}`}>{children}</span>
);

const lightTones: Record<Light, Tone> = {
  [Light.UNSPECIFIED]: 'plain',
  [Light.GREEN]: 'green',
  [Light.YELLOW]: 'yellow',
  [Light.RED]: 'red',
};

/** 绿灯、黄灯、红灯, always with its words. */
export const LightTag = ({ light, text }: { light: Light; text?: string }) =>
  light === Light.UNSPECIFIED ? null : (
    <span className={`tag tag-light tag-${lightTones[light]}`}>{text || wordOf(LightSchema, light)}</span>
  );

const stateTones: Partial<Record<ProposalState, Tone>> = {
  [ProposalState.RETURNED]: 'yellow',
  [ProposalState.FILED]: 'green',
  [ProposalState.NOT_FILED]: 'red',
  [ProposalState.WITHDRAWN]: 'red',
};

export const StateTag = ({ state }: { state: ProposalState }) => (
  <Tag tone={stateTones[state]}>{wordOf(ProposalStateSchema, state)}</Tag>
);
