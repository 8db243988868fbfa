import { Button } from 'antd';
import { createElement, useEffect, useReducer, useState, type ComponentType, type ReactNode } from 'react';
import { codeMissing, useUpgraded } from '@/upgrade';
import { Loading, Note } from './notes';

/**
 * A component whose code is loaded when it is first shown. Unlike React's lazy it can be tried again: until the code is
 * there, `waiting` stands in its place, and after a failure `failed`.
 */
export function loadedLater<P extends object>(
  load: () => Promise<{ default: ComponentType<P> }>,
  { waiting, failed }: { waiting: (props: P) => ReactNode; failed: (props: P, retry: () => void) => ReactNode },
): ComponentType<P> {
  let code: ComponentType<P> | undefined;
  return function Later(props: P) {
    const [tries, retry] = useReducer((n: number) => n + 1, 0);
    const [state, setState] = useState({ loaded: code !== undefined, failedTry: -1 });
    useEffect(() => {
      if (code) return;
      let gone = false;
      load().then(
        (module) => {
          code = module.default;
          if (!gone) setState({ loaded: true, failedTry: -1 });
        },
        () => {
          if (gone) return;
          setState({ loaded: false, failedTry: tries });
          void codeMissing();
        },
      );
      addEventListener('online', retry);
      return () => {
        gone = true;
        removeEventListener('online', retry);
      };
    }, [tries]);
    if (state.loaded && code) return createElement(code, props);
    return state.failedTry === tries ? failed(props, retry) : waiting(props);
  };
}

/** A page. When its code does not come, it says so in the frame. */
export const paged = (load: () => Promise<{ default: ComponentType }>): ComponentType =>
  loadedLater(load, { waiting: () => <Loading />, failed: (_, retry) => <NotLoaded retry={retry} /> });

function NotLoaded({ retry }: { retry: () => void }) {
  const upgraded = useUpgraded();
  return (
    <article className="page">
      <h1>页面没有载入</h1>
      <Note
        kind="bad"
        title={upgraded ? '系统已更新，请刷新。' : '暂时连不上系统，页面没有载入。'}
        actions={
          <>
            {!upgraded && (
              <Button type="primary" onClick={retry}>
                再试一次
              </Button>
            )}
            <Button type={upgraded ? 'primary' : 'default'} onClick={() => location.reload()}>
              刷新页面
            </Button>
          </>
        }
      >
        {!upgraded && <p>请检查网络；网络恢复后会自动载入。</p>}
      </Note>
    </article>
  );
}
