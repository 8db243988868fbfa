import { Button } from 'antd';
import { useId } from 'react';
import type { PolicyProfile } from '@/gen/proposals/directory/v1/policy_pb';
import { AreaField } from '@/parts/fields';

/** A field for each suggestion, so that each can be answered on its own. */
export function Suggestions({
  value,
  onChange,
  policy,
  error,
}: {
  value: string[];
  onChange: (value: string[]) => void;
  policy: PolicyProfile;
  error?: string;
}) {
  const id = useId();
  const focusSoon = (i: number) =>
    requestAnimationFrame(() => {
      const areas = document.querySelectorAll<HTMLTextAreaElement>(`[data-suggestions="${id}"] textarea`);
      areas[i]?.focus();
    });
  const move = (i: number, to: number) => {
    const next = value.slice();
    next.splice(to, 0, ...next.splice(i, 1));
    onChange(next);
    focusSoon(to);
  };
  return (
    <div role="group" aria-label="建议" data-suggestions={id} className="suggestions">
      {value.map((s, i) => (
        <div className="suggestion" key={i}>
          <AreaField
            label={`建议 ${i + 1}`}
            required={i === 0}
            rows={3}
            value={s}
            onChange={(v) => onChange(value.map((x, j) => (j === i ? v : x)))}
            max={policy.sectionMaxCharacters}
            error={i === 0 ? error : undefined}
          />
          {value.length > 1 && (
            <div className="actions">
              <Button size="small" disabled={i === 0} aria-label={`建议 ${i + 1} 上移`} onClick={() => move(i, i - 1)}>
                上移
              </Button>
              <Button
                size="small"
                disabled={i === value.length - 1}
                aria-label={`建议 ${i + 1} 下移`}
                onClick={() => move(i, i + 1)}
              >
                下移
              </Button>
              <Button
                size="small"
                aria-label={`删除建议 ${i + 1}`}
                onClick={() => onChange(value.filter((_, j) => j !== i))}
              >
                删除
              </Button>
            </div>
          )}
        </div>
      ))}
      <Button
        disabled={value.length >= policy.maxSuggestions}
        onClick={() => {
          onChange([...value, '']);
          focusSoon(value.length);
        }}
      >
        添加一条建议
      </Button>
      <p className="hint">每条一件事，便于逐条答复；最多 {policy.maxSuggestions} 条。</p>
    </div>
  );
}
