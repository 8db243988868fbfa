import { Page } from '@/parts/page';

export default function Notices() {
  return <Page title="Notices" />;
}
