import { Page } from '@/parts/page';

export default function MyProposals() {
  return <Page title="MyProposals" />;
}
