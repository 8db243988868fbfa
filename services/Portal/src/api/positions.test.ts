import { describe, expect, it } from 'vitest';
import { Positions } from './positions';

describe('positions', () => {
  it('keeps the greatest of each journal', () => {
    const positions = new Positions();
    positions.take('intake/0/5, directory/0/9');
    positions.take('intake/0/3,intake/1/7');
    positions.take('no positions');
    positions.take(null);
    expect(positions.header().split(',').sort()).toEqual(['directory/0/9', 'intake/0/5', 'intake/1/7']);
    expect(positions.list()).toContainEqual({ source: 'intake', shard: 1, position: 7n });
  });

  it('keeps so many, and drops the one that was raised longest ago', () => {
    const positions = new Positions();
    for (let i = 0; i < 65; i++) positions.take(`s${i}/0/1`);
    expect(positions.list()).toHaveLength(64);
    expect(positions.header()).not.toContain('s0/0/1');
  });

  it('does not ask for one that was not raised for ten minutes', () => {
    let now = 0;
    const positions = new Positions(() => now);
    positions.take('intake/0/5');
    now = 599_000;
    positions.take('intake/0/4,directory/0/1');
    expect(positions.list()).toHaveLength(2);
    now = 601_000;
    expect(positions.header()).toBe('directory/0/1');
  });
});
