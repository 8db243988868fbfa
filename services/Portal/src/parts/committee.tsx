import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useNavigate, useParams } from 'react-router';
import { useSessionState } from '@/api/session';
import type { Committee } from '@/gen/proposals/directory/v1/directory_pb';
import { usePublicCommittees } from './names';
import { Empty, Loaded } from './notes';

/** The committee whose code is in the address of a public page. */
export function OfCommittee({ children }: { children: (committee: Committee) => ReactNode }) {
  const code = useParams().committee;
  const committees = usePublicCommittees();
  return (
    <Loaded
      of={{ ...committees, data: committees.data?.filter((c) => c.code === code) }}
      empty={
        <Empty title="没有这个政协委员会">
          <p>地址可能有误，请核对。</p>
        </Empty>
      }
    >
      {(found) => children(found[0]!)}
    </Loaded>
  );
}

/** 登录, while nobody is signed in. */
export function ToSignIn() {
  const navigate = useNavigate();
  return useSessionState().session ? null : <Button onClick={() => void navigate('/sign-in')}>登录</Button>;
}
