import { Page } from '@/parts/page';

export default function Case() {
  return <Page title="Case" />;
}
