import { useSyncExternalStore } from 'react';
import { hasUnsaved } from './parts/autosave';

const listeners = new Set<() => void>();
let upgraded = false;

/** The system was upgraded after this page was loaded: the code of its other pages is gone. */
export const useUpgraded = () =>
  useSyncExternalStore(
    (l) => (listeners.add(l), () => listeners.delete(l)),
    () => upgraded,
  );

const entry = () => document.querySelector<HTMLScriptElement>('script[type="module"][src]')?.getAttribute('src');

/** Whether the server has another portal than this page; null when it cannot be asked. */
async function isAnother(): Promise<boolean | null> {
  try {
    const response = await fetch('/', { headers: { Accept: 'text/html' }, cache: 'no-store' });
    const own = entry();
    return response.ok && own ? !(await response.text()).includes(`"${own}"`) : null;
  } catch {
    return null;
  }
}

const reloaded = 'portal.reloaded';

/** Reloads once by itself. A second failure within a minute is shown instead. */
function reloadOnce() {
  try {
    if (Date.now() - Number(sessionStorage.getItem(reloaded) ?? 0) < 60_000) return;
    sessionStorage.setItem(reloaded, String(Date.now()));
  } catch {
    return;
  }
  location.reload();
}

/** Code could not be loaded. After an upgrade the page is reloaded, unless something was not saved yet. */
export async function codeMissing() {
  if (!(await isAnother())) return;
  upgraded = true;
  listeners.forEach((l) => l());
  if (!hasUnsaved()) reloadOnce();
}

/** Vite tells of every part that it could not load. */
export const watchForUpgrades = () => addEventListener('vite:preloadError', () => void codeMissing());
