import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { useUnfolded } from './unfolded';

afterEach(cleanup);

function Folds() {
  useUnfolded();
  return (
    <>
      <details className="print-open">答复全文</details>
      <details className="print-open" open>
        已展开
      </details>
      <details>历次文稿</details>
    </>
  );
}

test('what is folded is unfolded on paper, and folded again afterwards', () => {
  render(<Folds />);
  const open = () => [...document.querySelectorAll('details')].map((d) => d.open);
  dispatchEvent(new Event('beforeprint'));
  expect(open()).toEqual([true, true, false]);
  dispatchEvent(new Event('afterprint'));
  expect(open()).toEqual([false, true, false]);
});
