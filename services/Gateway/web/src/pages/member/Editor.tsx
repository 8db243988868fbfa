import { Page } from '@/parts/page';

export default function Editor() {
  return <Page title="Editor" />;
}
