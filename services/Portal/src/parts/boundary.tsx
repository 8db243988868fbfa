import { Button } from 'antd';
import { Component, type ReactNode } from 'react';
import { Note } from './notes';

/**
 * Keeps a fault of one page from taking the whole portal away: the frame stays, and another page (`at`) starts anew.
 */
export class Boundary extends Component<{ at: string; children: ReactNode }, { failedAt: string | null }> {
  state = { failedAt: null };

  static getDerivedStateFromError() {
    return { failedAt: '' };
  }

  componentDidCatch() {
    this.setState({ failedAt: this.props.at });
  }

  componentDidUpdate() {
    const { failedAt } = this.state as { failedAt: string | null };
    if (failedAt && failedAt !== this.props.at) this.setState({ failedAt: null });
  }

  render() {
    if (this.state.failedAt === null) return this.props.children;
    return (
      <article className="page">
        <h1>这一页出错了</h1>
        <Note
          kind="bad"
          title="页面没有显示出来，别的页面不受影响。"
          actions={
            <>
              <Button type="primary" onClick={() => this.setState({ failedAt: null })}>
                再试一次
              </Button>
              <Button onClick={() => location.reload()}>刷新页面</Button>
            </>
          }
        >
          <p>您写的文字已留在本机。仍不行请联系运维人员。</p>
        </Note>
      </article>
    );
  }
}
