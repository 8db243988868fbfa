import { Select, type SelectProps } from 'antd';

/** antd's Select with search; a file of its own so that it loads only where one searches. In a dialog its list opens inside: what is outside of an open dialog cannot be reached. */
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
