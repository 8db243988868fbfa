import { useEffect, useState } from 'react';
import { type HandlingMode } from '@/gen/proposals/assignment/v1/assignment_pb';

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

export function useKept(key: string) {
  const [kept, setKept] = useState<Kept>(() => {
    try {
      return { plans: {}, outcomes: [], ...(JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Kept>) };
    } catch {
      return { plans: {}, outcomes: [] };
    }
  });
  useEffect(() => localStorage.setItem(key, JSON.stringify(kept)), [key, kept]);
  return [kept, setKept] as const;
}
