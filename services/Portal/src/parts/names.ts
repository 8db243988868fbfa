import { useQuery } from '@tanstack/react-query';
import { askAll, useAsk } from '@/api/ask';
import { Directory } from '@/api/clients';
import type { DictionaryEntry, ExaminationOutcome } from '@/gen/proposals/directory/v1/policy_pb';
import type { TimelineEntry } from '@/gen/proposals/supervision/v1/supervision_pb';

// Small lists that hardly change: loaded once, and again when the directory changes.
const long = { staleTime: Infinity };

export const useMembers = () =>
  useQuery({
    queryKey: ['directory', 'members'],
    queryFn: ({ signal }) => askAll(Directory.listMembers, (p) => p.members, signal),
    ...long,
  }).data;
export const useUnits = () =>
  useQuery({
    queryKey: ['directory', 'units'],
    queryFn: ({ signal }) => askAll(Directory.listUnits, (p) => p.units, signal),
    ...long,
  }).data;
export const useSessions = () =>
  useQuery({
    queryKey: ['directory', 'sessions'],
    queryFn: ({ signal }) => askAll(Directory.listPlenarySessions, (p) => p.sessions, signal),
    ...long,
  }).data;
/** The committees that the sign-in page and the public pages offer. */
export const usePublicCommittees = () =>
  useQuery({
    queryKey: ['directory', 'public-committees'],
    queryFn: ({ signal }) => askAll(Directory.listPublicCommittees, (p) => p.committees, signal),
    ...long,
  });
/** The rules in force (version 0), or those of the version that a case is under. */
export const usePolicy = (version = 0n, enabled = true) =>
  useAsk(Directory.getPolicyProfile, { version }, { ...long, enabled }).data;

// A code is no word: one that the rules in force no longer have is called so.
const label = (entries: (DictionaryEntry | ExaminationOutcome)[] | undefined, code: string) =>
  !entries || !code ? '' : (entries.find((e) => e.code === code)?.label ?? '（现行规则中没有）');

/** Resource names and codes as people call them; an empty string until the lists are loaded. */
export function useNames() {
  const members = useMembers();
  const units = useUnits();
  const sessions = useSessions();
  const policy = usePolicy();
  return {
    member: (name: string) => members?.find((m) => m.name === name)?.displayName ?? '',
    unit: (name: string) => units?.find((u) => u.name === name)?.title ?? '',
    session: (name: string) => sessions?.find((s) => s.name === name)?.title ?? '',
    category: (code: string) => label(policy?.categories, code),
    outcome: (code: string) => label(policy?.outcomeClasses, code),
    examination: (code: string) => label(policy?.examinationOutcomes, code),
    rejection: (code: string) => label(policy?.rejectionReasons, code),
    /** The sentence of an entry of a timeline, with the person that it is about. */
    sentence: (e: Pick<TimelineEntry, 'text' | 'member'>, own?: string) =>
      e.member
        ? `${e.text}：${e.member === own ? '您' : (members?.find((m) => m.name === e.member)?.displayName ?? '')}`
        : e.text,
  };
}
