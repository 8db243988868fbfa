import { Button, Checkbox, Radio } from 'antd';
import { lazy, Suspense } from 'react';
import { usePrefs } from '@/prefs';
import { type FieldProps, useField } from './field';

const SearchSelect = lazy(() => import('./search-select'));

interface Choice<V> {
  value: V;
  label: string;
}

/** One of several. With `search` the user can type to find it. */
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

/** Several of many: the chosen ones are listed with 移除; a SelectField adds others. */
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

/** One of a few, all in sight. Nothing is chosen while the value is undefined. */
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

/** A box to tick in a row of a list; its label is for screen readers. */
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

/** Several of a few, all in sight, each with a hint. */
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
