import { services } from '@/gen/services';

/** The Chinese title of a service; its name when the portal does not know it yet. */
export const titleOf = (name: string) => services.find((s) => s.name === name)?.title ?? name;

/** The names and titles of all services, to choose from. */
export const choices = services.map(({ name, title }) => ({ value: name, label: title }));

const followersOf = (name: string) => services.filter((s) => s.follows.includes(name)).map((s) => s.name);

/**
 * Whose answers may change when a journal has grown: the service itself, and all that follow it, also over others.
 * What Directory changes (a title, a right) is looked up where it is shown, so it concerns Directory alone.
 */
export function readersOf(name: string): string[] {
  // A service newer than the portal: anybody may follow it.
  if (!services.some((s) => s.name === name)) return [...services.map((s) => s.name), 'journal'];
  const readers = new Set([name]);
  if (name !== 'directory') for (const reader of readers) followersOf(reader).forEach((f) => readers.add(f));
  return [...readers, 'journal'];
}
