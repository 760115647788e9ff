import { describe, expect, it } from 'vitest';
import { RandomStreams } from './random.ts';

const draw = (seed: number, name: string, count: number): readonly number[] => {
  const stream = new RandomStreams(seed).stream(name);
  return Array.from({ length: count }, () => stream.next());
};

describe('random streams', () => {
  it('are known by seed and name, for ever', () => {
    expect(draw(1, 'kube-scheduler', 3)).toEqual(draw(1, 'kube-scheduler', 3));
    expect(draw(1, 'kube-scheduler', 3)).not.toEqual(draw(2, 'kube-scheduler', 3));
    expect(draw(1, 'kube-scheduler', 3)).not.toEqual(draw(1, 'kubelet/node-1', 3));
  });

  it('do not disturb one another', () => {
    const streams = new RandomStreams(7);
    const [first] = draw(7, 'a', 1);
    streams.stream('b').next();
    expect(streams.stream('a').next()).toBe(first);
  });

  it('spread evenly: each of ten tenths gets 8 to 12 of a hundred', () => {
    const counts = Array<number>(10).fill(0);
    for (const value of draw(3, 'even', 100_000)) counts[Math.floor(value * 10)] = (counts[Math.floor(value * 10)] ?? 0) + 1;
    for (const count of counts) {
      expect(count).toBeGreaterThan(8000);
      expect(count).toBeLessThan(12_000);
    }
  });

  it('make version 4 UUIDs and suffixes without vowels', () => {
    const stream = new RandomStreams(1).stream('ids');
    const ids = new Set(Array.from({ length: 1000 }, () => stream.uuid()));
    expect(ids.size).toBe(1000);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(stream.suffix(5)).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  });
});
