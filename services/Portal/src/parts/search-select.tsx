import { Select, type SelectProps } from 'antd';

/**
 * antd's Select with search, in a file of its own so that only pages with a search load it. In a dialog its list opens
 * inside, because nothing outside of an open dialog can be reached.
 */
export default function SearchSelect(props: SelectProps) {
  return (
    <Select
      showSearch={{ optionFilterProp: 'label' }}
      allowClear
      className="wide"
      getPopupContainer={(trigger: HTMLElement) => trigger.closest('dialog') ?? document.body}
      {...props}
    />
  );
}
