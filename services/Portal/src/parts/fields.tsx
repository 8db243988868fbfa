// Every field of every page; label, hint, counter and error are tied to the control. Text, days and short lists are the browser's own controls, which phones and screen
// readers know best; what has antd's look otherwise (search, radios, boxes) is native in 长辈版.
import { Button, Checkbox, Radio } from 'antd';
import { lazy, Suspense, useId, useState, type ReactNode } from 'react';
import { lengthOf } from '@/format';
import { usePrefs } from '@/prefs';

const SearchSelect = lazy(() => import('./search-select'));

interface FieldProps<V> {
  label: string;
  value: V;
  onChange: (value: V) => void;
  /** Under the field, always there. */
  hint?: ReactNode;
  /** What is wrong, e.g. command.fieldProblem('text.subject'). */
  error?: string;
  required?: boolean;
  disabled?: boolean;
}

interface Choice<V> {
  value: V;
  label: string;
}

function useField({
  label,
  hint,
  error,
  required,
}: {
  label: string;
  hint?: ReactNode;
  error?: string;
  required?: boolean;
}) {
  const id = useId();
  const described = [hint && `${id}h`, error && `${id}e`].filter(Boolean).join(' ') || undefined;
  return {
    large: usePrefs().large,
    labelId: `${id}l`,
    control: {
      id,
      'aria-describedby': described,
      'aria-invalid': error ? true : undefined,
      'aria-required': required || undefined,
    },
    name: (
      <>
        {label}
        {required && (
          <span className="must" aria-hidden="true">
            *
          </span>
        )}
      </>
    ),
    notes: (
      <>
        {hint && (
          <div className="hint" id={`${id}h`}>
            {hint}
          </div>
        )}
        {error && (
          <div className="field-error" id={`${id}e`} role="alert">
            {error}
          </div>
        )}
      </>
    ),
  };
}

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

/** Grows with what is written. */
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

/** One of several; with `search` one can type to find it. */
export function SelectField<V extends string | number>({
  value,
  onChange,
  choices,
  placeholder = '请选择',
  search,
  disabled,
  ...props
}: FieldProps<V | undefined> & { choices: Choice<V>[]; placeholder?: string; search?: boolean }) {
  const f = useField(props);
  return (
    <div className="field">
      <div className="field-head">
        <label htmlFor={f.control.id}>{f.name}</label>
      </div>
      {f.large || !search ? (
        <select
          className="native"
          {...f.control}
          disabled={disabled}
          value={value ?? ''}
          onChange={(e) => onChange(choices.find((c) => String(c.value) === e.target.value)?.value)}
        >
          <option value="">{placeholder}</option>
          {choices.map((c) => (
            <option key={c.value} value={c.value}>
              {c.label}
            </option>
          ))}
        </select>
      ) : (
        <Suspense fallback={<div className="native" />}>
          <SearchSelect
            {...f.control}
            disabled={disabled}
            value={value}
            placeholder={placeholder}
            options={choices}
            onChange={onChange}
          />
        </Suspense>
      )}
      {f.notes}
    </div>
  );
}

/** Several of many: chosen ones are listed with 移除, others are added by a SelectField. */
export function ManyField<V extends string | number>({
  label,
  value,
  onChange,
  choices,
  max,
  hint,
  error,
  disabled,
}: FieldProps<V[]> & { choices: Choice<V>[]; max?: number }) {
  const full = max !== undefined && value.length >= max;
  return (
    <div className="field">
      {value.length > 0 && (
        <ul className="chips" aria-label={`已选${label}`}>
          {value.map((v) => {
            const name = choices.find((c) => c.value === v)?.label ?? String(v);
            return (
              <li key={v}>
                {name}
                <Button
                  size="small"
                  type="text"
                  disabled={disabled}
                  aria-label={`移除 ${name}`}
                  onClick={() => onChange(value.filter((x) => x !== v))}
                >
                  移除
                </Button>
              </li>
            );
          })}
        </ul>
      )}
      <SelectField
        search
        label={label}
        hint={full ? `最多 ${max} 个` : hint}
        error={error}
        disabled={disabled || full}
        placeholder="添加……"
        value={undefined}
        choices={choices.filter((c) => !value.includes(c.value))}
        onChange={(v) => v !== undefined && onChange([...value, v])}
      />
    </div>
  );
}

/** One of a few, all in sight. Nothing is preset when the value is undefined. */
export function RadioField<V extends string | number>({
  value,
  onChange,
  choices,
  disabled,
  ...props
}: FieldProps<V | undefined> & { choices: Choice<V>[] }) {
  const f = useField(props);
  return (
    <fieldset className="field" aria-describedby={f.control['aria-describedby']}>
      <legend>{f.name}</legend>
      <div className="options">
        {choices.map((c) =>
          f.large ? (
            <label key={c.value} className="native-option">
              <input
                type="radio"
                name={f.control.id}
                disabled={disabled}
                checked={value === c.value}
                onChange={() => onChange(c.value)}
              />
              {c.label}
            </label>
          ) : (
            <Radio
              key={c.value}
              name={f.control.id}
              disabled={disabled}
              checked={value === c.value}
              onChange={() => onChange(c.value)}
            >
              {c.label}
            </Radio>
          ),
        )}
      </div>
      {f.notes}
    </fieldset>
  );
}

export function CheckField({ value, onChange, disabled, ...props }: FieldProps<boolean>) {
  const f = useField(props);
  return (
    <div className="field">
      {f.large ? (
        <label className="native-option">
          <input
            type="checkbox"
            {...f.control}
            disabled={disabled}
            checked={value}
            onChange={(e) => onChange(e.target.checked)}
          />
          {f.name}
        </label>
      ) : (
        <Checkbox {...f.control} disabled={disabled} checked={value} onChange={(e) => onChange(e.target.checked)}>
          {f.name}
        </Checkbox>
      )}
      {f.notes}
    </div>
  );
}

/** A box to tick in a row of a list; its label is read out, the row is seen. */
export function TickField({
  label,
  value,
  onChange,
  disabled,
}: {
  label: string;
  value: boolean;
  onChange: (value: boolean) => void;
  disabled?: boolean;
}) {
  const common = {
    'aria-label': label,
    disabled,
    checked: value,
    onChange: (e: { target: { checked: boolean } }) => onChange(e.target.checked),
  };
  return usePrefs().large ? (
    <span className="native-option">
      <input type="checkbox" {...common} />
    </span>
  ) : (
    <Checkbox {...common} />
  );
}

/** Several of a few, all in sight, each with what it means. */
export function ChecksField<V extends string | number>({
  value,
  onChange,
  groups,
  disabled,
  ...props
}: FieldProps<V[]> & { groups: { title: string; choices: (Choice<V> & { hint: string })[] }[] }) {
  const f = useField(props);
  return (
    <fieldset className="field" aria-describedby={f.control['aria-describedby']}>
      <legend>{f.name}</legend>
      {groups.map((g) => (
        <div key={g.title} role="group" aria-label={g.title} className="checks">
          <p className="hint">{g.title}</p>
          {g.choices.map((c) => (
            <CheckField
              key={c.value}
              label={c.label}
              hint={c.hint}
              disabled={disabled}
              value={value.includes(c.value)}
              onChange={(on) => onChange(on ? [...value, c.value] : value.filter((v) => v !== c.value))}
            />
          ))}
        </div>
      ))}
      {f.notes}
    </fieldset>
  );
}

/** A day, YYYY-MM-DD, or with `time` a minute, YYYY-MM-DDTHH:mm. The browser's own control everywhere: phones and screen readers know it best. */
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

/** A whole number; undefined while nothing is written. */
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
