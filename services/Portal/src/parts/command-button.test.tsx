import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { useCommand } from '@/api/ask';
import { Intake } from '@/api/clients';
import { Refused, caller, givenServer, show } from '@/testing';
import { CommandButton } from './command-button';
import { AreaField } from './fields';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function Reject() {
  const command = useCommand(Intake.rejectProposal);
  return (
    <CommandButton
      command={command}
      input={() => ({ name: 'p' })}
      confirm={{
        title: '不予立案',
        ok: '确定不予立案',
        body: <AreaField label="说明" value="" onChange={() => {}} error={command.fieldProblem('explanation')} />,
      }}
    >
      不予立案
    </CommandButton>
  );
}

async function refused(refusal: Refused) {
  givenServer({ ...caller([]), RejectProposal: refusal });
  show(<Reject />);
  fireEvent.click(await screen.findByRole('button', { name: '不予立案' }));
  fireEvent.click(screen.getByText('确定不予立案'));
}

test('what a field says is not said again in a box', async () => {
  const sentence = '选“其他”时须填写说明。';
  await refused(new Refused('FIELD_REQUIRED', sentence, { explanation: sentence }, 'invalid_argument'));
  await screen.findByText(sentence);
  expect(screen.getAllByText(sentence)).toHaveLength(1);
  expect(document.querySelector('.note')).toBeNull();
});

test('what no field says stands in a box', async () => {
  await refused(new Refused('MOVE_NOT_ALLOWED', '提案已立案。', { other: '另一项有误。' }));
  await screen.findByText('提案已立案。');
  screen.getByText('另一项有误。');
});
