// Resource names are committees/{committee}/{collection}/{id}. Addresses of pages have the id alone.

/** The last part of a resource name. */
export const idOf = (name: string) => name.slice(name.lastIndexOf('/') + 1);

/** The name of another resource of the same id, e.g. the closing side of a proposal. */
export const sibling = (name: string, collection: string) =>
  `${name.split('/').slice(0, 2).join('/')}/${collection}/${idOf(name)}`;

/** A new request_id: a random UUID. */
export function newRequestId(): string {
  if (crypto.randomUUID) return crypto.randomUUID();
  // Plain http on an office's network has no randomUUID.
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6]! & 0x0f) | 0x40;
  b[8] = (b[8]! & 0x3f) | 0x80;
  const hex = Array.from(b, (x) => x.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/**
 * The request_ids of a command. The same input keeps its id until an answer came, so a retry cannot do it twice.
 * Another input gets another id, because an id is good for one request.
 */
export class RequestIds {
  private tried = new Map<string, string>();

  of(input: unknown): string {
    const key = textOf(input);
    const id = this.tried.get(key) ?? newRequestId();
    this.tried.set(key, id);
    return id;
  }

  answered(input: unknown) {
    this.tried.delete(textOf(input));
  }
}

const plain = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' ? `${value}` : value instanceof Uint8Array ? Array.from(value) : value;

/** A request as text: equal requests have equal texts. */
export const textOf = (input: unknown) => JSON.stringify(input, plain);
