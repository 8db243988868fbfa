import { Button } from 'antd';
import { clock } from '@/format';
import type { Proposal, ProposalText as Text } from '@/gen/proposals/intake/v1/intake_pb';
import type { SaveState } from '@/parts/autosave';
import { Note } from '@/parts/notes';
import { Section } from '@/parts/page';
import { ProposalText } from '@/parts/proposal-text';

/** The state of autosave in words. */
export function Saved({ state }: { state: SaveState }) {
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
  return (
    <span role="status" aria-live="polite">
      {words}
    </span>
  );
}

/** A proposal that was changed elsewhere: both versions, and the choice between them. */
export function Conflict({
  theirs,
  mine,
  onTheirs,
  onMine,
}: {
  theirs: Proposal;
  mine: Omit<Text, '$typeName'>;
  onTheirs: () => void;
  onMine: () => void;
}) {
  return (
    <Section title="两个版本不一致">
      <Note kind="warn" title="这件提案已在别处修改，这里的修改尚未保存。">
        请比较后选择一个版本继续；另一个版本的文字可以先复制下来。
      </Note>
      <div className="pair">
        <div>
          <div className="pair-label">别处保存的版本</div>
          <ProposalText text={theirs.text!} subject />
        </div>
        <div>
          <div className="pair-label">这里的版本</div>
          <ProposalText text={mine as Text} subject />
        </div>
      </div>
      <div className="actions">
        <Button onClick={onTheirs}>用别处的版本</Button>
        <Button type="primary" onClick={onMine}>
          用这里的版本
        </Button>
      </div>
    </Section>
  );
}
