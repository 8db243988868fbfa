import { act, cleanup, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { setPrefs } from '@/prefs';
import { caller, givenServer, show } from '@/testing';
import { Shell } from './shell';

afterEach(() => {
  cleanup();
  setPrefs({ large: false, dark: false });
  vi.unstubAllGlobals();
});

const button = (name: string) => screen.queryByRole('button', { name });
const entry = (name: string) => screen.queryByRole('link', { name });

test('长辈版 leaves out what is not needed, but never the way out of the dark', async () => {
  givenServer(caller(['ROLE_MEMBER']));
  show(<Shell>页面</Shell>);
  await screen.findByRole('link', { name: '届次与规则' });
  expect(button('深色')).not.toBeNull();
  act(() => setPrefs({ large: true }));
  expect([button('深色'), entry('届次与规则')]).toEqual([null, null]);
  expect(entry('我的提案')).not.toBeNull();
  act(() => setPrefs({ dark: true }));
  expect(button('深色')).not.toBeNull();
});

test('whoever works with the rules keeps them in 长辈版', async () => {
  setPrefs({ large: true });
  givenServer(caller(['ROLE_PROPOSALS_OFFICE']));
  show(<Shell>页面</Shell>);
  await screen.findByRole('link', { name: '届次与规则' });
});

test('the top says nothing while all is well, and the foot leads to help', async () => {
  givenServer(caller(['ROLE_MEMBER']));
  show(<Shell>页面</Shell>);
  await screen.findByRole('link', { name: '通知' });
  expect(document.querySelector('.top')!.textContent).not.toMatch(/连接|处理中/);
  expect(screen.getByRole('contentinfo').querySelector('a')!.getAttribute('href')).toBe('/help');
});
