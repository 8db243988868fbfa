// The Chinese of enum values and events, as the contract says it (protos/proposals/options). No page has words of its
// own for them.
import { type DescMessage, getOption } from '@bufbuild/protobuf';
import type { GenEnum } from '@bufbuild/protobuf/codegenv2';
import { event_zh, zh } from '@/gen/proposals/options/v1/options_pb';

/** The word of a value: empty for a zero value without one. A newer server may send a value that is not known here. */
export function wordOf<E extends number>(type: GenEnum<E>, value: NoInfer<E>): string {
  const known = type.value[value];
  return known ? getOption(known, zh) : `未知（${value}）`;
}

/** The choices of an enum for RadioField and SelectField: the given values, or all but the unspecified one. */
export const choices = <E extends number>(type: GenEnum<E>, of?: NoInfer<E>[]) =>
  (of ?? type.values.map((v) => v.number as E).filter((v) => v !== 0)).map((value) => ({
    value,
    label: wordOf(type, value),
  }));

/** The word of an event; its type's name where it has none. */
export const wordOfEvent = (type: DescMessage) => getOption(type, event_zh) || type.name;
