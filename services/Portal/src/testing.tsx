// What tests of pages need: a server that is made up, and a page in front of it. No page imports it.
import { create, toBinary, type DescMessage, type MessageInitShape } from '@bufbuild/protobuf';
import { base64Encode } from '@bufbuild/protobuf/wire';
import { QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { MemoryRouter, Route, Routes } from 'react-router';
import { vi } from 'vitest';
import { newQueryClient } from './api/ask';
import { SessionProvider, useSessionState } from './api/session';
import { BadRequestSchema, ErrorInfoSchema } from './gen/google/rpc/error_details_pb';

type Asked = Record<string, unknown>;
type Answer = object | ((asked: Asked) => object);

const json = (body: object, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });

const detail = <D extends DescMessage>(schema: D, value: MessageInitShape<D>) => ({
  type: schema.typeName,
  value: base64Encode(toBinary(schema, create(schema, value)), 'std_raw'),
});

/** A refusal with its sentence, and sentences about fields. */
export class Refused {
  constructor(
    readonly reason: string,
    readonly text: string,
    readonly fields: Record<string, string> = {},
    readonly code = 'failed_precondition',
    readonly status = 400,
  ) {}

  response() {
    return json(
      {
        code: this.code,
        message: this.text,
        details: [
          detail(ErrorInfoSchema, { reason: this.reason }),
          detail(BadRequestSchema, {
            fieldViolations: Object.entries(this.fields).map(([field, description]) => ({ field, description })),
          }),
        ],
      },
      this.status,
    );
  }
}

/**
 * A server that answers a method by its name with JSON, or refuses; every other method answers with an empty message.
 * Gives back what was asked.
 */
export function givenServer(answers: Record<string, Answer>) {
  const asked: [method: string, request: Asked][] = [];
  vi.stubGlobal('fetch', (input: string | URL | Request, init?: RequestInit) => {
    const method = (input instanceof Request ? input.url : String(input)).split('/').at(-1)!;
    // The stream of changes is open, and nothing changes.
    if (method.startsWith('WatchChanges')) return new Promise(() => {});
    const body = init?.body;
    const text = typeof body === 'string' ? body : body ? new TextDecoder().decode(body as Uint8Array) : '{}';
    const request = JSON.parse(text || '{}') as Asked;
    asked.push([method, request]);
    const answer = answers[method] ?? {};
    const value = typeof answer === 'function' ? (answer as (asked: Asked) => object)(request) : answer;
    return Promise.resolve(value instanceof Refused ? value.response() : json(value));
  });
  return asked;
}

/** Somebody of committee c who is signed in with roles. */
export const caller = (roles: string[], more: object = {}) => ({
  GetCaller: { name: 'committees/c/accounts/a', login: 'somebody', roles, ...more },
});

function SignedIn({ children }: { children: ReactNode }) {
  return useSessionState().session ? children : null;
}

/** Shows a page at an address; `open`: nobody has to be signed in. */
export const show = (page: ReactNode, { at = '/', path = '*', open = false } = {}) =>
  render(
    <QueryClientProvider client={newQueryClient()}>
      <MemoryRouter initialEntries={[at]}>
        <SessionProvider>
          <Routes>
            <Route path={path} element={open ? page : <SignedIn>{page}</SignedIn>} />
          </Routes>
        </SessionProvider>
      </MemoryRouter>
    </QueryClientProvider>,
  );
