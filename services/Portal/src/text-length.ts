// The length of a text as the server counts it (Input.Length in services/BuildingBlocks): text elements, which are
// the characters that a reader sees. An emoji of a family, a letter under its marks and a CRLF are one each.
// .NET 10 and V8 (ICU 78) were compared over the texts of the unit test: they agree. They differ over Indic conjuncts
// such as क्ष, which .NET counts as two and Unicode since 15.1 as one.

// Between two of these a new text element always begins: printable ASCII, line feed and tab, Chinese characters and
// the punctuation of Chinese texts. They need no segmenter.
const plain = '\\n\\t\\x20-\\x7e\\u00b7\\u2010-\\u2027\\u3001-\\u3029\\u3400-\\u4dbf\\u4e00-\\u9fff\\uff01-\\uff5e';

// Anything else, with the plain characters that touch it, as they may belong to the same text element.
const others = new RegExp(`[${plain}]?[^${plain}]+(?:[${plain}][^${plain}]+)*[${plain}]?`, 'g');

/**
 * Counts text elements. Only what is not plain is segmented: segmenting 22,000 characters took 0.2 s, which is too long
 * for a counter that runs at every key. Without a segmenter (Firefox before 125) it counts code points; that is never
 * less than what the server counts, so a text that the counter allows is not refused.
 */
export function counter(segmenter: Intl.Segmenter | undefined) {
  const elements = (text: string) => Array.from<unknown>(segmenter ? segmenter.segment(text) : text).length;
  return (text: string) => {
    let length = text.length;
    for (const [piece] of text.matchAll(others)) length += elements(piece) - piece.length;
    return length;
  };
}

export const lengthOf = counter(
  'Segmenter' in Intl ? new Intl.Segmenter('zh-CN', { granularity: 'grapheme' }) : undefined,
);
