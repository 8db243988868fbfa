import { expect, it } from 'vitest';
import { passwordLength } from './password-length';

it('says the length of a password as the contract gives it', () => {
  expect(passwordLength).toBe('12 至 128 个字符');
});
