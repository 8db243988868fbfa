import { Page } from '@/parts/page';

export default function Rate() {
  return <Page title="Rate" />;
}
