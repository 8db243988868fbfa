import { useSyncExternalStore } from 'react';
import { device } from './device';

/** How the user wants to see the portal; kept on the device. */
interface Prefs {
  /** 长辈版: larger type, native controls. */
  large: boolean;
  /** 深色. */
  dark: boolean;
}

const key = 'portal.prefs';
const listeners = new Set<() => void>();
let prefs: Prefs = read();

function read(): Prefs {
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  try {
    return { large: false, dark, ...(JSON.parse(device.get(key) ?? '{}') as Partial<Prefs>) };
  } catch {
    return { large: false, dark };
  }
}

export function setPrefs(change: Partial<Prefs>) {
  prefs = { ...prefs, ...change };
  device.set(key, JSON.stringify(prefs));
  listeners.forEach((l) => l());
}

export const usePrefs = () =>
  useSyncExternalStore(
    (l) => (listeners.add(l), () => listeners.delete(l)),
    () => prefs,
  );
