import {
  type DescField,
  type DescMessage,
  fromBinary,
  getOption,
  isMessage,
  type Message,
  ScalarType,
} from '@bufbuild/protobuf';
import { reflect, type ReflectMessage } from '@bufbuild/protobuf/reflect';
import { TimestampSchema } from '@bufbuild/protobuf/wkt';
import { Fragment, type ReactNode } from 'react';
import { idOf } from '@/api/ids';
import { date, minute } from '@/format';
import { CalendarSchema, PolicyProfileSchema } from '@/gen/proposals/directory/v1/policy_pb';
import type { Event } from '@/gen/proposals/journal/v1/journal_pb';
import { zh } from '@/gen/proposals/options/v1/options_pb';
import { Facts } from '@/parts/case';
import { Short } from '@/parts/copy';
import { useMembers, useNames, useSessions, useUnits } from '@/parts/names';
import { sentencesOf } from '@/parts/policy-words';
import { fieldWords } from './fields';

export const hex = (bytes: Uint8Array) => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');

const isId = (text: string) => /^[0-9a-f]{8}-[0-9a-f]{4}-/i.test(idOf(text));
const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text);

/** What an event says, field by field, in words. An id is a name where this page knows one, and shortened otherwise. */
export function Content({ event, type }: { event: Event; type: DescMessage }) {
  let message: Message;
  try {
    message = fromBinary(type, event.body);
  } catch {
    return <p className="quiet">{event.body.length} 字节，不能解读。</p>;
  }
  return <Fields of={reflect(type, message)} />;
}

function Fields({ of }: { of: ReflectMessage }) {
  const shown = of.fields.filter((f) => of.isSet(f));
  if (!shown.length) return <p className="quiet">没有更多内容。</p>;
  return <Facts of={shown.map((f) => [fieldWords[f.name] ?? '其他', <Value key={f.name} of={of} field={f} />])} />;
}

function Value({ of, field }: { of: ReflectMessage; field: DescField }) {
  if (field.fieldKind === 'list') {
    const all = [...of.get(field)] as unknown[];
    return (
      <>
        {all.map((value, i) => (
          <Fragment key={i}>
            {i > 0 && '、'}
            <One field={field} value={value} />
          </Fragment>
        ))}
      </>
    );
  }
  return <One field={field} value={of.get(field)} />;
}

function One({ field, value }: { field: DescField; value: unknown }): ReactNode {
  const known = useKnown();
  if ('enum' in field && field.enum) {
    const word = field.enum.value[value as number];
    return word ? getOption(word, zh) || '—' : `未知（${String(value)}）`;
  }
  if ('message' in field && field.message) {
    const inner = value as ReflectMessage;
    if (isMessage(inner.message, TimestampSchema)) return minute(inner.message);
    if (isMessage(inner.message, PolicyProfileSchema))
      return sentencesOf(inner.message)
        .map((s) => `${s.title}：${s.text}`)
        .join('');
    if (isMessage(inner.message, CalendarSchema)) return `${inner.message.years.join('、')} 年`;
    const day = inner.fields.find((f) => f.name === 'date');
    if (day && inner.desc.name === 'DueDate') return date(inner.get(day) as string);
    return <Fields of={inner} />;
  }
  if (value instanceof Uint8Array) return <Short text={hex(value)} of={fieldWords[field.name] ?? '哈希'} />;
  if ('scalar' in field && field.scalar === ScalarType.BOOL) return value ? '是' : '否';
  const text = String(value);
  const name = known(field.name, text);
  if (name) return name;
  if (isDay(text)) return date(text);
  return isId(text) ? <Short text={idOf(text)} of={`${fieldWords[field.name] ?? ''}编号`} /> : text;
}

/** Names of what this page may look up. */
function useKnown() {
  const names = useNames();
  const [members, units, sessions] = [useMembers(), useUnits(), useSessions()];
  return (field: string, text: string) => {
    if (field === 'category') return names.category(text);
    if (field === 'outcome') return names.examination(text);
    if (field === 'outcome_class') return names.outcome(text);
    if (field === 'reason' && !isId(text)) return names.rejection(text);
    if (!isId(text)) return '';
    const id = idOf(text);
    return (
      members?.find((m) => idOf(m.name) === id)?.displayName ??
      units?.find((u) => idOf(u.name) === id)?.title ??
      sessions?.find((s) => idOf(s.name) === id)?.title ??
      ''
    );
  };
}
