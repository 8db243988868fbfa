import { QueryClientProvider } from '@tanstack/react-query';
import { ConfigProvider } from 'antd';
import zhCN from 'antd/locale/zh_CN';
import { Fragment, useLayoutEffect, useState, type ReactNode } from 'react';
import { BrowserRouter, Link, Navigate, Route, Routes, useLocation } from 'react-router';
import { newQueryClient } from './api/ask';
import type { Problem } from './api/errors';
import { SessionProvider, useSessionState } from './api/session';
import { chinaOffset, setUtcOffset, useUtcOffset } from './format';
import { usePolicy } from './parts/names';
import { Loading, ProblemNote } from './parts/notes';
import { Page } from './parts/page';
import { homeOf, places, type Place } from './places';
import { usePrefs } from './prefs';
import { Shell } from './shell/shell';
import { antdTheme, applyTheme } from './theme';

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;

export function App() {
  const [queries] = useState(newQueryClient);
  const { large, dark } = usePrefs();
  useLayoutEffect(() => applyTheme(large, dark), [large, dark]);
  return (
    <ConfigProvider
      locale={zhCN}
      theme={antdTheme(large, dark)}
      csp={{ nonce }}
      button={{ autoInsertSpace: false }}
      wave={{ disabled: true }}
    >
      <QueryClientProvider client={queries}>
        <SessionProvider>
          <BrowserRouter>
            <Shell>
              <LocalTime>
                <Routes>
                  <Route path="/" element={<Home />} />
                  {places.map((place) => (
                    <Route key={place.path} path={place.path} element={<Guard place={place} />} />
                  ))}
                  <Route
                    path="*"
                    element={
                      <Page title="没有这个页面">
                        <p>地址可能有误，请从导航中选择要去的页面。</p>
                        <p>
                          <Link className="row-link" to="/">
                            回到首页
                          </Link>
                        </p>
                      </Page>
                    }
                  />
                </Routes>
              </LocalTime>
            </Shell>
          </BrowserRouter>
        </SessionProvider>
      </QueryClientProvider>
    </ConfigProvider>
  );
}

/**
 * Sets local time to that of the caller's committee. Pages are mounted again when it changes, so no old time stays; in
 * China it never changes. Without sign-in it is China's time.
 */
function LocalTime({ children }: { children: ReactNode }) {
  const { session } = useSessionState();
  const policy = usePolicy(0n, session !== null);
  const offset = (session && policy?.utcOffsetMinutes) ?? chinaOffset;
  useLayoutEffect(() => setUtcOffset(offset), [offset]);
  return <Fragment key={useUtcOffset()}>{children}</Fragment>;
}

/** Shows the page to accounts that may see it; others are led to sign-in, or read why not. */
function Guard({ place }: { place: Place }) {
  const { session, loading, problem, retry } = useSessionState();
  const { pathname, search } = useLocation();
  if (!place.open) {
    if (loading) return <Loading />;
    if (problem) return <Unreachable problem={problem} retry={retry} />;
    if (!session) return <Navigate to={`/sign-in?next=${encodeURIComponent(pathname + search)}`} replace />;
    if (place.roles && !session.has(...place.roles))
      return (
        <Page title="无权查看">
          <p>您的账号没有“{place.title}”的权限，请联系本单位管理员。</p>
          <p>
            <Link className="row-link" to="/">
              回到首页
            </Link>
          </p>
        </Page>
      );
  }
  return <place.page />;
}

function Home() {
  const { session, loading, problem, retry } = useSessionState();
  if (loading) return <Loading />;
  if (problem) return <Unreachable problem={problem} retry={retry} />;
  return <Navigate to={homeOf(session)} replace />;
}

/** Nobody knows yet who is here. */
const Unreachable = ({ problem, retry }: { problem: Problem; retry: () => void }) => (
  <Page title="政协提案系统">
    <ProblemNote problem={problem} retry={retry} />
  </Page>
);
