import { useDeferredValue, useState } from 'react';

const page = 50;

const inOrder = new Intl.Collator('zh-CN', { numeric: true });

/**
 * A list that is loaded whole: the items that contain the words, sorted by text, fifty at a time. `more` is for
 * <More>.
 */
export function useLocalList<T>(
  all: T[] | undefined,
  textOf: (row: T) => string,
  keep: (row: T) => boolean = () => true,
) {
  const [words, setWords] = useState('');
  const [shown, setShown] = useState(page);
  const wanted = useDeferredValue(words).trim().toLowerCase();
  const found = all
    ?.filter((row) => keep(row) && textOf(row).toLowerCase().includes(wanted))
    .sort((a, b) => inOrder.compare(textOf(a), textOf(b)));
  return {
    words,
    setWords: (value: string) => {
      setWords(value);
      setShown(page);
    },
    found,
    rows: found?.slice(0, shown),
    more: {
      hasNextPage: (found?.length ?? 0) > shown,
      isFetchingNextPage: false,
      fetchNextPage: () => setShown(shown + page),
    },
  };
}
