import { describe, expect, it } from 'vitest';
import { choices, readersOf, titleOf } from './services';

describe('readersOf', () => {
  it('gives the services that follow a journal, also over another service', () => {
    expect(readersOf('intake')).toContain('feedback');
    expect(readersOf('intake')).toContain('journal');
    expect(readersOf('supervision')).toEqual(['supervision', 'journal']);
  });

  it('expects of a service that is newer than the portal that anybody follows it', () => {
    expect(readersOf('newer')).toContain('intake');
  });

  it('keeps what Directory changes to Directory', () => {
    expect(readersOf('directory')).toEqual(['directory', 'journal']);
  });
});

describe('titleOf', () => {
  it('speaks Chinese of a service it knows, and names another', () => {
    expect(titleOf('intake')).toBe('提案');
    expect(titleOf('newer')).toBe('newer');
    expect(choices.map((c) => c.value)).toContain('supervision');
  });
});
