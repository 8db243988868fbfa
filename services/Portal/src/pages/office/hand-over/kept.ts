import { type HandlingMode } from '@/gen/proposals/assignment/v1/assignment_pb';
import { useKept as useKeptText } from '@/parts/kept';

/**
 * The hand-over of one case as it is prepared. It is kept on this device, so a reload loses nothing. It keeps its
 * request_id until it is answered or changed, so nothing is done twice.
 */
export interface Plan {
  chosen?: boolean;
  mode?: HandlingMode;
  lead?: string;
  others?: string[];
  requestId?: string;
  /** The refusal, by field where it concerns one. */
  refusal?: { text: string; next?: string; fields: Record<string, string> };
}

/** The result of a hand-over. */
export interface Outcome {
  proposal: string;
  title: string;
  tasks: { unit: string; role: number; due: string; acknowledge: string; provisional: boolean }[];
}

interface Kept {
  plans: Record<string, Plan>;
  outcomes: Outcome[];
}

const none: Kept = { plans: {}, outcomes: [] };

export function useKept() {
  const { value, change } = useKeptText<Kept>('hand-over', none);
  const set = (next: (before: Kept) => Kept) => change((before) => next(before ?? none));
  return [value, set] as const;
}
