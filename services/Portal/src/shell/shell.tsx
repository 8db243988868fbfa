import { MenuOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { Suspense, useState, type ReactNode } from 'react';
import { Link, NavLink } from 'react-router';
import { useAsk, useCommand } from '@/api/ask';
import { Directory } from '@/api/clients';
import { useLive } from '@/api/live';
import { useLeave, useSessionState, type Session } from '@/api/session';
import { RoleSchema } from '@/gen/proposals/directory/v1/directory_pb';
import { Dialog } from '@/parts/dialog';
import { Loading } from '@/parts/notes';
import { navigationOf, type Place } from '@/places';
import { setPrefs, usePrefs } from '@/prefs';
import { wordOf } from '@/words';

const onPhone = 4;

/** The frame of every page: the top bar and the navigation. */
export function Shell({ children }: { children: ReactNode }) {
  const { session } = useSessionState();
  const { large, dark } = usePrefs();
  return (
    <>
      <a className="skip" href="#main">
        跳到正文
      </a>
      <header className="top">
        <Link to="/" className="brand">
          <img src="/icon.svg" alt="" width="32" height="32" />
          {session ? <Committee /> : '政协提案系统'}
        </Link>
        <div className="top-tools">
          {session && <LiveMark />}
          <Button type="text" aria-pressed={large} onClick={() => setPrefs({ large: !large })}>
            长辈版
          </Button>
          <Button type="text" aria-pressed={dark} onClick={() => setPrefs({ dark: !dark })}>
            深色
          </Button>
          {session && <User session={session} />}
        </div>
      </header>
      <div className={session ? 'frame' : 'frame frame-open'}>
        {session && <Navigation session={session} />}
        <main id="main" tabIndex={-1}>
          <Suspense fallback={<Loading />}>{children}</Suspense>
        </main>
      </div>
    </>
  );
}

function Committee() {
  const { data } = useAsk(Directory.getCommittee, {}, { staleTime: Infinity });
  return <>{data?.title ?? '政协提案系统'}</>;
}

const liveWords = { connecting: '正在连接', connected: '已连接', busy: '处理中', broken: '已断开，正在重连' };

/** The state of the live stream. */
function LiveMark() {
  const state = useLive();
  return (
    <span className={`live live-${state}`} role="status" aria-live="polite">
      {liveWords[state]}
    </span>
  );
}

function User({ session }: { session: Session }) {
  const [open, setOpen] = useState(false);
  const signOut = useCommand(Directory.signOut, { quiet: true });
  const leave = useLeave();
  const out = async () => {
    // This page signs out in any case. A session that the server could not end now expires.
    await signOut.run({}).catch(() => {});
    leave();
  };
  return (
    <>
      <Button type="text" className="who" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {session.account.login}
      </Button>
      <Dialog
        title="我的账号"
        open={open}
        onClose={() => setOpen(false)}
        actions={
          <>
            <Button onClick={() => setOpen(false)}>关闭</Button>
            <Button type="primary" loading={signOut.isPending} onClick={() => void out()}>
              退出登录
            </Button>
          </>
        }
      >
        <p>
          {session.account.login}（{session.account.roles.map((r) => wordOf(RoleSchema, r)).join('、')}）
        </p>
        <p>
          <Link className="row-link" to="/password" onClick={() => setOpen(false)}>
            修改密码
          </Link>
        </p>
      </Dialog>
    </>
  );
}

const Entry = ({ place, onClick }: { place: Place; onClick?: () => void }) => {
  const Icon = place.icon!;
  return (
    <NavLink to={place.path} onClick={onClick}>
      <Icon aria-hidden="true" />
      <span>{place.title}</span>
    </NavLink>
  );
};

/** At the side; on a phone at the bottom, where the rest is under 更多. */
function Navigation({ session }: { session: Session }) {
  const [open, setOpen] = useState(false);
  const all = navigationOf(session);
  const more = all.length > onPhone + 1;
  return (
    <nav className="nav" aria-label="主导航">
      <ul>
        {all.map((p, i) => (
          <li key={p.path} className={more && i >= onPhone ? 'not-on-phone' : undefined}>
            <Entry place={p} />
          </li>
        ))}
        {more && (
          <li className="only-on-phone">
            <button type="button" onClick={() => setOpen(true)} aria-haspopup="dialog">
              <MenuOutlined aria-hidden="true" />
              <span>更多</span>
            </button>
          </li>
        )}
      </ul>
      {more && (
        <Dialog
          title="全部页面"
          open={open}
          onClose={() => setOpen(false)}
          actions={<Button onClick={() => setOpen(false)}>关闭</Button>}
        >
          <ul className="nav-all">
            {all.map((p) => (
              <li key={p.path}>
                <Entry place={p} onClick={() => setOpen(false)} />
              </li>
            ))}
          </ul>
        </Dialog>
      )}
    </nav>
  );
}
