import { MenuOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { Suspense, useState, type ReactNode } from 'react';
import { Link, NavLink, useLocation } from 'react-router';
import { useAsk, useCommand } from '@/api/ask';
import { Directory } from '@/api/clients';
import { idOf } from '@/api/ids';
import { useLive, type LiveState } from '@/api/live';
import { useLeave, useSessionState, type Session } from '@/api/session';
import { keptOf, useStorageFails } from '@/device';
import { RoleSchema } from '@/gen/proposals/directory/v1/directory_pb';
import { flushAll } from '@/parts/autosave';
import { Boundary } from '@/parts/boundary';
import { Dialog } from '@/parts/dialog';
import { useNames } from '@/parts/names';
import { Loading, Note } from '@/parts/notes';
import { useWaiting } from '@/parts/notices';
import { navigationOf, type Place } from '@/places';
import { setPrefs, usePrefs } from '@/prefs';
import { useUpgraded } from '@/upgrade';
import { wordOf } from '@/words';
import { Expired } from './expired';
import { Footer } from './footer';
import { useOnline } from './online';

const onPhone = 4;

/** The frame of every page: the top bar and the navigation. */
export function Shell({ children }: { children: ReactNode }) {
  const { session, expired } = useSessionState();
  const { large, dark } = usePrefs();
  const { pathname } = useLocation();
  return (
    <>
      <a className="skip" href="#main">
        跳到正文
      </a>
      <header className="top">
        <Link to="/" className="brand">
          <img src="/icon.svg" alt="" width="32" height="32" />
          <span>{session ? <Committee /> : '政协提案系统'}</span>
        </Link>
        <div className="top-tools">
          {session && <LiveMark />}
          <Button type="text" aria-pressed={large} onClick={() => setPrefs({ large: !large })}>
            长辈版
          </Button>
          {/* 长辈版 has one button less; but who is in the dark can get out. */}
          {(!large || dark) && (
            <Button type="text" aria-pressed={dark} onClick={() => setPrefs({ dark: !dark })}>
              深色
            </Button>
          )}
          {session && <User session={session} />}
        </div>
      </header>
      <Troubles session={session} />
      <div className={session ? 'frame' : 'frame frame-open'}>
        {session && <Navigation session={session} />}
        <main id="main" tabIndex={-1}>
          <Boundary at={pathname}>
            <Suspense fallback={<Loading />}>{children}</Suspense>
          </Boundary>
        </main>
      </div>
      <Footer />
      {session && expired && <Expired session={session} />}
    </>
  );
}

function Committee() {
  const { data } = useAsk(Directory.getCommittee, {}, { staleTime: Infinity });
  return <>{data?.title ?? '政协提案系统'}</>;
}

const liveWords: Partial<Record<LiveState, string>> = { busy: '处理中', broken: '已断开，正在重连' };

/** The state of the live stream, when it is not as it should be. */
function LiveMark() {
  const state = useLive();
  return (
    <span className={liveWords[state] && `live live-${state}`} role="status" aria-live="polite">
      {liveWords[state]}
    </span>
  );
}

/** What the user has to know of on every page: no network, no live news, no storage, an upgrade. */
function Troubles({ session }: { session: Session | null }) {
  const state = useLive();
  const online = useOnline();
  const full = useStorageFails();
  const upgraded = useUpgraded();
  const troubles = [
    !online && '网络已断开：现在不能办理，写的文字留在本机，恢复后自动保存。',
    online &&
      session &&
      state === 'held' &&
      '本机网络不支持实时更新：页面每 30 秒更新一次，别人办理的结果会晚一些显示。',
    full && '浏览器的本机存储已满或被停用：离开页面前，请等到显示“已保存”。',
    upgraded && '系统已更新，请在保存后刷新页面。',
  ].filter((t): t is string => !!t);
  return (
    <div className="troubles no-print" role="status" aria-live="polite">
      {troubles.map((t) => (
        <p key={t}>{t}</p>
      ))}
    </div>
  );
}

function User({ session }: { session: Session }) {
  const [open, setOpen] = useState(false);
  const signOut = useCommand(Directory.signOut, { quiet: true });
  const leave = useLeave();
  const names = useNames();
  const [unsaved, setUnsaved] = useState(0);
  const here = idOf(session.account.name);
  const start = async () => {
    setOpen(true);
    await flushAll();
    setUnsaved(keptOf(here));
  };
  const out = async () => {
    await flushAll();
    // This page signs out in any case. A session that the server could not end now expires.
    await signOut.run({}).catch(() => {});
    leave();
  };
  const title = names.member(session.account.member) || names.unit(session.account.unit);
  return (
    <>
      <Button type="text" className="who" aria-haspopup="dialog" onClick={() => void start()}>
        {title || session.account.login}
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
        {title && <p>{title}</p>}
        <p>
          {session.account.login}（{session.account.roles.map((r) => wordOf(RoleSchema, r)).join('、')}）
        </p>
        <p>
          <Link className="row-link" to="/password" onClick={() => setOpen(false)}>
            修改密码
          </Link>
        </p>
        {unsaved > 0 && (
          <Note kind="warn" title={`本机还有 ${unsaved} 处没有提交的文字`}>
            退出登录后，本机不留这些文字。要留下的，请先提交或保存。
          </Note>
        )}
      </Dialog>
    </>
  );
}

const Entry = ({ place, waiting, onClick }: { place: Place; waiting?: string; onClick?: () => void }) => {
  const Icon = place.icon!;
  return (
    <NavLink to={place.path} onClick={onClick}>
      <Icon aria-hidden="true" />
      <span>{place.title}</span>
      {waiting && (
        <span className="badge">
          {waiting}
          <span className="sr-only">条待看</span>
        </span>
      )}
    </NavLink>
  );
};

/** At the side; on a phone at the bottom, where the rest is under 更多. */
function Navigation({ session }: { session: Session }) {
  const [open, setOpen] = useState(false);
  const all = navigationOf(session, usePrefs().large);
  const waiting = useWaiting();
  const more = all.length > onPhone + 1;
  return (
    <nav className="nav" aria-label="主导航">
      <ul>
        {all.map((p, i) => (
          <li key={p.path} className={more && i >= onPhone ? 'not-on-phone' : undefined}>
            <Entry place={p} waiting={waiting[p.path]} />
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
                <Entry place={p} waiting={waiting[p.path]} onClick={() => setOpen(false)} />
              </li>
            ))}
          </ul>
        </Dialog>
      )}
    </nav>
  );
}
