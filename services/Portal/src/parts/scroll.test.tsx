import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Scroll } from './scroll';

let look = () => {};

beforeEach(() => {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(seen: () => void) {
        look = seen;
      }
      observe() {}
      disconnect() {}
    },
  );
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test('contents that are longer than their place say so, until their end is in sight', () => {
  render(<Scroll label="各单位办理表">内容</Scroll>);
  const frame = screen.getByRole('region', { name: '各单位办理表' });
  const sizes = (scrollHeight: number, scrollTop: number) =>
    Object.entries({ scrollHeight, scrollTop, clientHeight: 200 }).forEach(([key, value]) =>
      Object.defineProperty(frame, key, { value, configurable: true }),
    );
  const cue = () => screen.queryByText(/下面还有/) !== null;

  sizes(200, 0);
  act(look);
  expect(cue()).toBe(false);
  sizes(500, 0);
  act(look);
  expect(cue()).toBe(true);
  sizes(500, 300);
  fireEvent.scroll(frame);
  expect(cue()).toBe(false);
});
