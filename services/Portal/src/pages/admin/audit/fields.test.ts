import type { DescMessage } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { eventFiles } from '@/gen/events';
import { fieldWords } from './fields';

// What is shown in words of its own: the rules as sentences, a calendar by its years, days and instants as such.
const shownOtherwise = ['PolicyProfile', 'Calendar', 'Timestamp', 'DueDate'];

const fieldsOf = (type: DescMessage): string[] =>
  shownOtherwise.includes(type.name)
    ? []
    : type.fields.flatMap((f) => [f.name, ...(f.message && f.message !== type ? fieldsOf(f.message) : [])]);

test('every field of every event has its Chinese word', () => {
  const all = new Set(eventFiles.flatMap((file) => file.messages.flatMap(fieldsOf)));
  expect(all.size).toBeGreaterThan(50);
  expect([...all].filter((name) => !fieldWords[name])).toEqual([]);
});
