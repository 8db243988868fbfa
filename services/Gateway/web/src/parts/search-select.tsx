import { Select, type SelectProps } from 'antd';

/** antd's Select with search; a file of its own so that it loads only where one searches. */
export default function SearchSelect(props: SelectProps) {
  return <Select showSearch={{ optionFilterProp: 'label' }} allowClear className="wide" {...props} />;
}
