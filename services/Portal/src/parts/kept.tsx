import { useState } from 'react';
import { idOf } from '@/api/ids';
import { useSession } from '@/api/session';
import { clock } from '@/format';
import { unsent } from '@/parts/autosave';

/** A text that is kept on this device until it is sent; `base` is the version it was written on. */
export function useKept<T>(name: string, none: T) {
  const { account } = useSession();
  const key = `${name}.${idOf(account.name)}`;
  const [kept, setKept] = useState(() => unsent<T>(key));
  return {
    value: kept?.value ?? none,
    kept: kept !== null,
    base: kept?.etag ?? '',
    at: kept?.at,
    change: (value: T, base = kept?.etag ?? '') => {
      const next = { value, etag: base, at: Date.now() };
      localStorage.setItem(key, JSON.stringify(next));
      setKept(next);
    },
    clear: () => {
      localStorage.removeItem(key);
      setKept(null);
    },
  };
}

export const KeptNote = ({ at }: { at?: number }) => (
  <p className="hint" aria-live="polite">
    {at ? `已存在本机 ${clock(new Date(at))}，尚未提交` : '输入的文字随时存在本机。'}
  </p>
);
