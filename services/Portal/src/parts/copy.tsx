import { Button } from 'antd';
import { useState } from 'react';

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Over plain http on an office's network browsers have no clipboard: the old command copies from an element.
    const area = document.createElement('textarea');
    area.value = text;
    (document.querySelector('dialog[open]') ?? document.body).append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}

/** 复制; `of` names the text for screen readers. */
export function Copy({ text, of }: { text: string; of: string }) {
  const [said, setSaid] = useState('');
  const run = async () => {
    setSaid((await copy(text)) ? '已复制' : '请手工抄录');
    setTimeout(() => setSaid(''), 3000);
  };
  return (
    <Button size="small" aria-label={`复制${of}`} onClick={() => void run()}>
      <span aria-live="polite">{said || '复制'}</span>
    </Button>
  );
}

/** An id or a hash, shortened, with the whole to copy. */
export const Short = ({ text, of }: { text: string; of: string }) =>
  text ? (
    <span className="short">
      <code>{text.length > 16 ? `${text.slice(0, 6)}…${text.slice(-6)}` : text}</code> <Copy text={text} of={of} />
    </span>
  ) : null;
