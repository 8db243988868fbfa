import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { NewPassword } from './new-password';

afterEach(cleanup);

const given = (more: Partial<Parameters<typeof NewPassword>[0]> = {}) => {
  const onEnter = vi.fn();
  render(
    <NewPassword
      login="somebody"
      problem={null}
      fieldProblem={() => undefined}
      busy={false}
      onEnter={onEnter}
      ok="修改密码"
      {...more}
    />,
  );
  const type = (label: RegExp, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });
  const enter = () => fireEvent.click(screen.getByRole('button', { name: '修改密码' }));
  return { onEnter, type, enter };
};

test('a password that is not repeated is not sent', () => {
  const { onEnter, type, enter } = given();
  type(/^新密码/, 'correct horse battery');
  type(/^再输一遍/, 'correct horse');
  enter();
  expect(onEnter).not.toHaveBeenCalled();
  expect(screen.getByRole('alert').textContent).toBe('两次输入的新密码不一致。');
  type(/^再输一遍/, 'correct horse battery');
  enter();
  expect(onEnter).toHaveBeenCalledWith('correct horse battery', '');
});

test('the old password is asked for where it is needed', () => {
  const { onEnter, type, enter } = given({ asksCurrent: true });
  type(/^新密码/, 'correct horse battery');
  type(/^再输一遍/, 'correct horse battery');
  enter();
  expect(onEnter).not.toHaveBeenCalled();
  expect(screen.getByRole('alert').textContent).toBe('此项必填。');
  type(/^原密码/, 'old');
  enter();
  expect(onEnter).toHaveBeenCalledWith('correct horse battery', 'old');
});

test('a refusal of the new password is said once, at its field', () => {
  const text = '密码太容易被猜到。';
  given({
    problem: { text, reason: 'FIELD_INVALID', transient: false, fields: { new_password: text } },
    fieldProblem: (path) => (path === 'new_password' ? text : undefined),
  });
  expect(screen.getAllByText(text)).toHaveLength(1);
});
