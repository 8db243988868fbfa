import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { setPrefs } from '@/prefs';
import { Fold } from './page';

afterEach(() => {
  cleanup();
  setPrefs({ large: false });
});

test('长辈版 folds away what is to be looked up, and everybody else sees it', () => {
  render(<Fold title="历次文稿">第 1 稿</Fold>);
  expect(screen.getByText('第 1 稿').closest('details')).toBeNull();
  act(() => setPrefs({ large: true }));
  const fold = screen.getByText('第 1 稿').closest('details')!;
  expect(fold.open).toBe(false);
  expect(screen.getByRole('heading', { name: '历次文稿' }).closest('summary')).not.toBeNull();
});
