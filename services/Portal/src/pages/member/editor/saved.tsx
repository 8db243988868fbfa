import { Button } from 'antd';
import { clock } from '@/format';
import type { SaveState } from '@/parts/autosave';
import { Facts } from '@/parts/case';
import { Diff } from '@/parts/diff';
import { useNames } from '@/parts/names';
import { Note } from '@/parts/notes';
import { Section } from '@/parts/page';
import type { Draft } from './draft';

/** The state of autosave in words. The silent one is not read aloud: another one on the page is. */
export function Saved({ state, silent }: { state: SaveState; silent?: boolean }) {
  const words =
    state.kind === 'saved'
      ? `已保存 ${clock(state.at)}`
      : state.kind === 'saving'
        ? '正在保存……'
        : state.kind === 'failed'
          ? '尚未保存，文字留在本机'
          : state.kind === 'waiting'
            ? '停笔两秒后自动保存'
            : '自动保存';
  return silent ? (
    <span>{words}</span>
  ) : (
    <span role="status" aria-live="polite">
      {words}
    </span>
  );
}

const texts = (d: Draft): [string, string][] => [
  ['案由', d.subject],
  ['情况', d.situation],
  ['分析', d.analysis],
  ...d.suggestions.map((s, i): [string, string] => [`建议 ${i + 1}`, s]),
];

/** A proposal that was changed elsewhere: where the two versions differ, and the choice between them. */
export function Conflict({
  theirs,
  mine,
  onTheirs,
  onMine,
}: {
  theirs: Draft;
  mine: Draft;
  onTheirs: () => void;
  onMine: () => void;
}) {
  const names = useNames();
  const [there, here] = [new Map(texts(theirs)), new Map(texts(mine))];
  const different = [...new Set([...there.keys(), ...here.keys()])].filter(
    (k) => (there.get(k) ?? '') !== (here.get(k) ?? ''),
  );
  const choices: [string, (d: Draft) => string][] = [
    ['类别', (d) => names.category(d.category)],
    ['建议承办单位', (d) => d.units.map(names.unit).join('、')],
    ['可否公开', (d) => (d.mayPublish ? '可以公开' : `不宜公开：${d.notPublicReason}`)],
  ];
  return (
    <Section title="两个版本不一致">
      <Note kind="warn" title="这件提案已在别处修改，这里的修改尚未保存。">
        请比较后选择一个版本继续；另一个版本的文字可以先复制下来。
      </Note>
      <p className="hint">
        从别处保存的版本到这里的版本：<del>这里没有的文字</del>　<ins>这里多出的文字</ins>
      </p>
      {different.map((k) => (
        <div key={k} className="prose-part">
          <h3>{k}</h3>
          <Diff from={there.get(k) ?? ''} to={here.get(k) ?? ''} />
        </div>
      ))}
      <Facts
        of={choices
          .filter(([, of]) => of(theirs) !== of(mine))
          .map(([k, of]) => [k, `别处：${of(theirs) || '未填'}；这里：${of(mine) || '未填'}`])}
      />
      <div className="actions">
        <Button onClick={onTheirs}>用别处的版本</Button>
        <Button onClick={onMine}>用这里的版本</Button>
      </div>
    </Section>
  );
}
