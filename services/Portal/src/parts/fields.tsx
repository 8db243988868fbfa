// Text, days and numbers. They are the browser's own controls, which phones and screen readers know best.
import { Button } from 'antd';
import { useState } from 'react';
import { lengthOf } from '@/text-length';
import { type FieldProps, useField } from './field';

const Counter = ({ value, max }: { value: string; max?: number }) => {
  if (!max) return null;
  const length = lengthOf(value);
  return (
    <span className={length > max ? 'counter over' : 'counter'}>
      {length}／{max} 字{length > max && '，已超出'}
    </span>
  );
};

export function TextField({
  value,
  onChange,
  max,
  type = 'text',
  autoComplete = 'off',
  name,
  disabled,
  ...props
}: FieldProps<string> & { max?: number; type?: 'text' | 'password' | 'search'; autoComplete?: string; name?: string }) {
  const f = useField(props);
  const [seen, setSeen] = useState(false);
  return (
    <div className="field">
      <div className="field-head">
        <label htmlFor={f.control.id}>{f.name}</label>
        <Counter value={value} max={max} />
      </div>
      <div className="field-control">
        <input
          className="native"
          {...f.control}
          type={seen ? 'text' : type}
          name={name}
          value={value}
          disabled={disabled}
          autoComplete={autoComplete}
          onChange={(e) => onChange(e.target.value)}
        />
        {type === 'password' && (
          <Button type="text" aria-pressed={seen} onClick={() => setSeen(!seen)}>
            {seen ? '隐藏' : '显示'}
            <span className="sr-only">{props.label}</span>
          </Button>
        )}
      </div>
      {f.notes}
    </div>
  );
}

/** A longer text; the field grows with it. */
export function AreaField({
  value,
  onChange,
  max,
  rows = 4,
  disabled,
  ...props
}: FieldProps<string> & { max?: number; rows?: number }) {
  const f = useField(props);
  return (
    <div className="field">
      <div className="field-head">
        <label htmlFor={f.control.id}>{f.name}</label>
        <Counter value={value} max={max} />
      </div>
      <textarea
        className="native"
        rows={rows}
        {...f.control}
        value={value}
        disabled={disabled}
        onChange={(e) => onChange(e.target.value)}
      />
      {f.notes}
    </div>
  );
}

/** A day, YYYY-MM-DD; with `time` a minute of local time, YYYY-MM-DDTHH:mm. */
export function DateField({
  value,
  onChange,
  min,
  max,
  disabled,
  time,
  ...props
}: FieldProps<string> & { min?: string; max?: string; time?: boolean }) {
  const f = useField(props);
  return (
    <div className="field">
      <div className="field-head">
        <label htmlFor={f.control.id}>{f.name}</label>
      </div>
      <input
        type={time ? 'datetime-local' : 'date'}
        className="native native-date"
        {...f.control}
        min={min}
        max={max}
        disabled={disabled}
        value={value}
        onChange={(e) => onChange(e.target.value)}
      />
      {f.notes}
    </div>
  );
}

/** A whole number; undefined while the field is empty. */
export function NumberField({
  value,
  onChange,
  min,
  max,
  disabled,
  ...props
}: FieldProps<number | undefined> & { min?: number; max?: number }) {
  const f = useField(props);
  return (
    <div className="field">
      <div className="field-head">
        <label htmlFor={f.control.id}>{f.name}</label>
      </div>
      <input
        type="number"
        inputMode="numeric"
        step={1}
        className="native native-number"
        {...f.control}
        min={min}
        max={max}
        disabled={disabled}
        value={value ?? ''}
        onChange={(e) => onChange(e.target.value === '' ? undefined : Math.trunc(Number(e.target.value)))}
      />
      {f.notes}
    </div>
  );
}
