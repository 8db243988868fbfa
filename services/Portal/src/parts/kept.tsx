import { useCallback, useEffect, useRef, useState } from 'react';
import { idOf } from '@/api/ids';
import { useSession } from '@/api/session';
import { device, findKept, keep, keptKey, unsent } from '@/device';
import { clock } from '@/format';

/**
 * A text that is kept on this device, for this account and tab, until it is sent; `base` is the version it was written
 * on. What a closed tab has left is taken up.
 */
export function useKept<T>(name: string, none: T) {
  const owner = idOf(useSession().account.name);
  const key = keptKey(owner, name);
  const [kept, setKept] = useState(() => unsent<T>(key));
  const now = useRef(kept);
  useEffect(() => {
    if (now.current) return;
    let gone = false;
    void findKept<T>(owner, name).then((found) => {
      if (gone || !found || now.current) return;
      now.current = found;
      setKept(found);
    });
    return () => void (gone = true);
  }, [owner, name]);
  const change = useCallback(
    (value: T | ((before: T | undefined) => T), base = now.current?.etag ?? '') => {
      const next = typeof value === 'function' ? (value as (before: T | undefined) => T)(now.current?.value) : value;
      const kept = { value: next, etag: base, at: Date.now() };
      keep(key, kept);
      now.current = kept;
      setKept(kept);
    },
    [key],
  );
  const clear = useCallback(() => {
    device.remove(key);
    now.current = null;
    setKept(null);
  }, [key]);
  return { value: kept?.value ?? none, kept: kept !== null, base: kept?.etag ?? '', at: kept?.at, change, clear };
}

export const KeptNote = ({ at }: { at?: number }) => (
  <p className="hint" aria-live="polite">
    {at ? `已存在本机 ${clock(new Date(at))}，尚未提交` : '输入的文字随时存在本机。'}
  </p>
);
