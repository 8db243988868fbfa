import { useCommand } from '@/api/ask';
import { Assignments } from '@/api/clients';
import { CommandButton } from '@/parts/command-button';

/** 撤回交办: takes a hand-over back that no unit has acknowledged. */
export function Recall({ proposal, title, onDone }: { proposal: string; title: string; onDone?: () => void }) {
  const recall = useCommand(Assignments.recallHandOver);
  return (
    <CommandButton
      danger
      command={recall}
      input={() => ({ proposal })}
      onDone={onDone}
      label={`撤回交办：${title}`}
      confirm={{
        title: '撤回交办',
        text: (
          <>
            {title}：各单位的任务随之撤销，未决的申退和延期申请随之失效；提案回到待交办，可以重新交办。
            已有单位签收的，不能撤回。
          </>
        ),
        ok: '撤回交办',
      }}
    >
      撤回交办
    </CommandButton>
  );
}
