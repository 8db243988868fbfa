import { Select } from 'antd';

export interface SearchProps {
  id: string;
  value: string | number | undefined;
  onChange: (value: string | number | undefined) => void;
  choices: { value: string | number; label: string }[];
  placeholder: string;
  disabled?: boolean;
  'aria-describedby'?: string;
  'aria-invalid'?: boolean;
  'aria-required'?: boolean;
}

/**
 * antd's Select with search, in a file of its own so that only pages with a search load it. In a dialog its list opens
 * inside, because nothing outside of an open dialog can be reached. Nothing chosen is null: with undefined antd would
 * keep and show a choice of its own.
 */
export default function SearchSelect({ value, choices, onChange, ...control }: SearchProps) {
  return (
    <Select<string | number | null>
      showSearch={{ optionFilterProp: 'label' }}
      allowClear
      className="wide"
      getPopupContainer={(trigger: HTMLElement) => trigger.closest('dialog') ?? document.body}
      {...control}
      value={value ?? null}
      options={choices}
      onChange={(v) => onChange(v ?? undefined)}
    />
  );
}
