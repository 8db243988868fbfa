import { Page } from '@/parts/page';

export default function Invitations() {
  return <Page title="Invitations" />;
}
