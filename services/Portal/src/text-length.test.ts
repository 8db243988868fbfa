import { describe, expect, test } from 'vitest';
import { counter, lengthOf } from './text-length';

const family = '👨‍👩‍👧‍👦';

describe('the counter', () => {
  test.each([
    ['nothing', '', 0],
    ['a Chinese sentence', '关于加强农村养老服务的建议。', 14],
    ['full-width digits and letters', '２０２６年Ａ类', 7],
    ['an emoji of a family', family, 1],
    ['a family between Chinese', `一家${family}人`, 4],
    ['a flag', '🇨🇳', 1],
    ['a hand with a skin colour', '👍🏽', 1],
    ['a keycap, which begins with a digit', '1\ufe0f\u20e3', 1],
    ['a character outside the first plane', '𠮷野', 2],
    ['a letter under two marks', 'e\u0301\u0323', 1],
    ['a Chinese character under a mark', '政\u0301协', 2],
    ['kana with a voicing mark', 'か\u3099', 1],
    ['Tibetan, whose vowels are marks', 'བོད་ཡིག', 5],
    ['a variant of a character', '葛\u{e0100}城', 2],
    ['CRLF', '\r\n', 1],
    ['lines of a text from Windows', '情况\r\n分析\r\n', 6],
    ['CR and LF apart', '\n\r', 2],
    ['half an emoji', '\ud83d', 1],
  ])('counts %s as the server does', (_, text, length) => expect(lengthOf(text)).toBe(length));

  test('agrees with the segmenter however characters meet', () => {
    const segmenter = new Intl.Segmenter('zh-CN', { granularity: 'grapheme' });
    const some = [
      '政',
      '，',
      'a',
      '1',
      '\r',
      '\n',
      '👨',
      '\u200d',
      '👩',
      '\u0301',
      '\ufe0f',
      '\u20e3',
      '\u0600',
      '𠮷',
      '\ud800',
    ];
    // A fixed sequence of pseudo-random numbers (Park and Miller), so that a failure can be repeated.
    let seed = 1;
    const next = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
    for (let i = 0; i < 2_000; i++) {
      const text = Array.from({ length: next(9) }, () => some[next(some.length)]).join('');
      expect(lengthOf(text), JSON.stringify(text)).toBe(Array.from(segmenter.segment(text)).length);
    }
  });

  test('counts a huge text without segmenting it', () => {
    expect(lengthOf('政协提案办理情况说明。'.repeat(100_000))).toBe(1_100_000);
    expect(
      counter({
        segment: () => {
          throw new Error('segmented');
        },
      } as unknown as Intl.Segmenter)('办理'.repeat(9)),
    ).toBe(18);
  });

  test('counts code points where the browser has no segmenter, never fewer than the server', () => {
    const withoutSegmenter = counter(undefined);
    expect(withoutSegmenter('政协')).toBe(2);
    expect(withoutSegmenter('𠮷')).toBe(1);
    expect(withoutSegmenter(family)).toBe(7);
    expect(withoutSegmenter('e\u0301')).toBe(2);
  });
});
