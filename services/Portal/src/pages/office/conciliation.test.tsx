import { create } from '@bufbuild/protobuf';
import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { today } from '@/format';
import { CaseSchema } from '@/gen/proposals/feedback/v1/feedback_pb';
import { Conciliations } from '@/parts/conciliations';
import { caller, givenServer, show } from '@/testing';
import { RecordConciliation } from './conciliation';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const waiting = create(CaseSchema, { name: 'committees/c/closings/p', etag: '4' });

test('a conciliation presets nothing, says what is missing, and sends what was said', async () => {
  const asked = givenServer(caller(['ROLE_PROPOSALS_OFFICE']));
  show(<RecordConciliation of={waiting} label="记录协商、说明（第 12 号）" />);
  fireEvent.click(await screen.findByRole('button', { name: '记录协商、说明（第 12 号）' }));
  const dialog = within(await screen.findByRole('dialog'));
  const send = () => fireEvent.click(dialog.getByText(/^记 ?录$/));
  const sent = () => asked.filter(([method]) => method === 'RecordConciliation').map(([, request]) => request);
  send();
  expect(dialog.getAllByText('此项必填。')).toHaveLength(5);
  expect(sent()).toEqual([]);

  fireEvent.click(dialog.getByLabelText('当面协商'));
  fireEvent.change(dialog.getByLabelText(/^日期/), { target: { value: today() } });
  fireEvent.change(dialog.getByLabelText(/^参加人/), { target: { value: '督查室，第一提案人' } });
  fireEvent.change(dialog.getByLabelText(/^内容/), { target: { value: '说明了实施条件。' } });
  fireEvent.click(dialog.getByLabelText('表示理解'));
  send();
  await vi.waitFor(() => expect(sent()).toHaveLength(1));
  expect(sent()[0]).toMatchObject({
    name: waiting.name,
    etag: '4',
    kind: 'CONCILIATION_KIND_MEETING',
    date: today(),
    participants: '督查室，第一提案人',
    content: '说明了实施条件。',
    understanding: 'UNDERSTANDING_UNDERSTOOD',
  });
});

test('a record shows who took part, what was said and agreed, and what the proposer thinks', async () => {
  givenServer({
    ...caller(['ROLE_MEMBER']),
    ListConciliations: {
      conciliations: [
        {
          name: 'committees/c/conciliations/k',
          kind: 'CONCILIATION_KIND_EXPLANATION',
          date: '2026-03-02',
          participants: '督查室，第一提案人',
          content: '说明了实施条件。',
          agreed: '明年列入计划。',
          understanding: 'UNDERSTANDING_NOT_UNDERSTOOD',
        },
      ],
    },
  });
  show(<Conciliations of={waiting.name} />);
  await screen.findByText(/^专门说明（.*3月2日）$/);
  for (const words of ['督查室，第一提案人', '说明了实施条件。', '明年列入计划。', '仍不理解']) screen.getByText(words);
});
