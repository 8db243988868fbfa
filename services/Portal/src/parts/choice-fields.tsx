import { Button, Checkbox, Radio } from 'antd';
import { usePrefs } from '@/prefs';
import { type FieldProps, useField } from './field';
import { loadedLater } from './paged';
import type { SearchProps } from './search-select';

// The field stays usable without the code of the search: then it is the browser's own list.
const SearchSelect = loadedLater<SearchProps>(() => import('./search-select'), {
  waiting: () => <div className="native" />,
  failed: (props) => <Native {...props} />,
});

interface Choice<V> {
  value: V;
  label: string;
}

/** The browser's own list. */
function Native({ value, onChange, choices, placeholder, ...control }: SearchProps) {
  return (
    <select
      className="native"
      {...control}
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
  );
}

/**
 * One of several. With `search` the user can type to find it. What is chosen is always shown, also when it is no longer
 * among the choices.
 */
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
  const gone = value !== undefined && !choices.some((c) => c.value === value);
  const all = gone ? [...choices, { value, label: choices.length ? '（已不在名单中）' : '正在载入……' }] : choices;
  const control: SearchProps = {
    ...f.control,
    disabled,
    value,
    placeholder,
    choices: all,
    onChange: (v) => onChange(all.find((c) => c.value === v)?.value),
  };
  return (
    <div className="field">
      <div className="field-head">
        <label htmlFor={f.control.id}>{f.name}</label>
      </div>
      {f.large || !search ? <Native {...control} /> : <SearchSelect {...control} />}
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
  const nameOf = (v: V) =>
    choices.find((c) => c.value === v)?.label ?? (choices.length ? '（已不在名单中）' : '正在载入……');
  return (
    <div className="field">
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
      {value.length > 0 && (
        <ul className="chips" aria-label={`已选${label}`}>
          {value.map((v) => (
            <li key={v}>
              {nameOf(v)}
              <Button
                size="small"
                type="text"
                disabled={disabled}
                aria-label={`移除 ${nameOf(v)}`}
                onClick={() => onChange(value.filter((x) => x !== v))}
              >
                移除
              </Button>
            </li>
          ))}
        </ul>
      )}
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
    <div className="field field-check">
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
