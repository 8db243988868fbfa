import { useEffect, useState } from 'react';
import { type HandlingMode } from '@/gen/proposals/assignment/v1/assignment_pb';

/** What is to be sent for one case. Kept on this device, so that a reload loses nothing; the same request_id until it was answered or changed, so that nothing is done twice. */
export interface Plan {
  chosen?: boolean;
  mode?: HandlingMode;
  lead?: string;
  others?: string[];
  requestId?: string;
  /** Why it was refused, and at which field. */
  refusal?: { text: string; next?: string; fields: Record<string, string> };
}

/** What became of it. */
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
