import { expect, test, vi } from 'vitest';
import { guardComposing, isComposing } from './composing';

test('the keys of an input method reach no handler of the page', () => {
  guardComposing(window);
  const seen = vi.fn<(key: string) => void>();
  document.addEventListener('keydown', (e) => seen(e.key));
  const press = (key: string, more: KeyboardEventInit & { keyCode?: number } = {}) =>
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...more }));

  document.body.dispatchEvent(new Event('compositionstart', { bubbles: true }));
  expect(isComposing()).toBe(true);
  for (const key of ['Enter', 'Backspace', 'Escape', 'k']) press(key, { isComposing: true });
  expect(seen).not.toHaveBeenCalled();

  document.body.dispatchEvent(new Event('compositionend', { bubbles: true }));
  expect(isComposing()).toBe(false);
  press('Enter');
  expect(seen).toHaveBeenCalledWith('Enter');
});
