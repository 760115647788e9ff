import { describe, expect, it } from 'vitest';
import { naturalLog, scaleDown } from '../integer.ts';
import { decide } from '../decide.ts';
import { aNode, aPod } from '../testing.ts';
import { normalizedImageName } from './image-locality.ts';
import { balance } from './node-resources-balanced-allocation.ts';

describe('the arithmetic of scores', () => {
  it.each([
    { shares: [0.5, 0.25], score: 87 },
    { shares: [0.3, 0.3], score: 100 },
    { shares: [1, 0], score: 50 },
    { shares: [0.9], score: 100 },
    { shares: [0, 0.5, 1], score: 59 },
  ])('balance of $shares is $score', ({ shares, score }) => {
    expect(balance(shares)).toBe(score);
  });

  it('divides as int64 does, beyond what doubles hold', () => {
    expect(scaleDown(3, 100, 7)).toBe(42);
    expect(scaleDown(999_999_999_999_999, 100, 1_000_000_000_000_000)).toBe(99);
    expect(scaleDown(2 ** 53 - 1, 100, 2 ** 53 - 1)).toBe(100);
  });

  it('computes logarithms to the last place or the one before', () => {
    for (let value = 2; value < 6000; value++) expect(Math.abs(naturalLog(value) - Math.log(value))).toBeLessThanOrEqual(2e-15 * value);
  });

  it.each([
    ['nginx', 'nginx:latest'],
    ['registry:5000/nginx', 'registry:5000/nginx:latest'],
    ['nginx:1.25', 'nginx:1.25'],
  ])('reads image %s as %s', (image, name) => {
    expect(normalizedImageName(image)).toBe(name);
  });
});

describe('scores', () => {
  it('prefers the emptier node', () => {
    const { scores, chosen } = decide({ name: 'c', nodes: [aNode('a'), aNode('b')], pods: [aPod('q', { nodeName: 'a', cpu: '2' })], pod: aPod('p', { cpu: '1' }) });
    expect(chosen).toBe('b');
    expect(scores['a']?.['NodeResourcesFit']).toBe(60);
    expect(scores['b']?.['NodeResourcesFit']).toBe(86);
  });

  it('prefers nodes that have the image, less so the more have it', () => {
    const images = [{ names: ['big:1'], sizeBytes: 500 * 1024 * 1024 }];
    const scoresWith = (holders: number): number | undefined => {
      const nodes = ['a', 'b', 'c', 'd'].map((name, index) => aNode(name, index < holders ? { images } : {}));
      return decide({ name: 'c', nodes, pod: aPod('p', { image: 'big:1' }) }).scores['a']?.['ImageLocality'];
    };
    expect(scoresWith(1)).toBe(10);
    expect(scoresWith(4)).toBe(48);
  });

  it('counts a preferred taint against a node', () => {
    const nodes = [aNode('a', { taints: [{ key: 'x', effect: 'PreferNoSchedule' }] }), aNode('b')];
    const { scores } = decide({ name: 'c', nodes, pod: aPod('p') });
    expect([scores['a']?.['TaintToleration'], scores['b']?.['TaintToleration']]).toEqual([0, 300]);
  });
});
