import { useSearchParams } from 'react-router';
import { idOf } from '@/api/ids';
import { SelectField } from './choice-fields';
import { useSessions } from './names';

/** A parameter in the page's address, so a link and 后退 lead to the same view. An empty value removes it. */
export function useAddress() {
  const [params, setParams] = useSearchParams();
  const change = (values: Record<string, string>) =>
    setParams(
      (old) => {
        for (const [key, value] of Object.entries(values)) {
          if (value) old.set(key, value);
          else old.delete(key);
        }
        return old;
      },
      { replace: true, state: { quiet: true } },
    );
  return [(key: string) => params.get(key) ?? '', change] as const;
}

/** The 届次 of a page, from its address: the newest unless another one or all are chosen. */
export function useSessionChoice(all?: boolean) {
  const sessions = useSessions();
  const [get, change] = useAddress();
  const chosen = sessions?.find((s) => idOf(s.name) === get('session')) ?? (all ? undefined : sessions?.[0]);
  return {
    /** Undefined while it loads; empty for all. */
    session: chosen?.name ?? (sessions && all ? '' : undefined),
    /** The committee has no 届次 yet. */
    none: sessions?.length === 0,
    field: (
      <SelectField
        label="届次"
        value={chosen?.name}
        placeholder={all ? '全部届次' : '最新届次'}
        choices={sessions?.map((s) => ({ value: s.name, label: s.title })) ?? []}
        onChange={(name) => change({ session: name ? idOf(name) : '' })}
      />
    ),
  };
}
