import { expect, test } from 'vitest';
import { siteOf } from './site';

test('what the operator tells of the site is taken, and what is not told is empty', () => {
  expect(siteOf('{"organiser":"示例区政协","telephone":"010-12345678"}')).toEqual({
    organiser: '示例区政协',
    telephone: '010-12345678',
    icpNumber: '',
    policeNumber: '',
  });
});

test.each([undefined, '', '__FOOTER__'])('a page without it (%s) has an empty foot', (content) =>
  expect(siteOf(content).organiser).toBe(''),
);
