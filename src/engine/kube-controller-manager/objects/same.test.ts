import { describe, expect, it } from 'vitest';
import { same } from './same.ts';

describe('same', () => {
  it.each<{ why: string; a: unknown; b: unknown; equal: boolean }>([
    { why: 'an absent field equals an empty map', a: { x: 1 }, b: { x: 1, labels: {} }, equal: true },
    { why: 'an absent field equals an empty list, deep down', a: { s: { l: [] } }, b: { s: {} }, equal: true },
    { why: 'a number is not an absent field', a: { x: 0 }, b: {}, equal: false },
    { why: 'order of lists counts', a: [1, 2], b: [2, 1], equal: false },
    { why: 'order of keys does not', a: { x: 1, y: 2 }, b: { y: 2, x: 1 }, equal: true },
    { why: 'a list is not a map', a: [1], b: { 0: 1 }, equal: false },
    { why: 'one more key', a: { x: 1 }, b: { x: 1, y: 2 }, equal: false },
    { why: 'keys that objects inherit', a: { x: 1 }, b: { x: 1, toString: 'y' }, equal: false },
  ])('$why', ({ a, b, equal }) => {
    expect(same(a, b)).toBe(equal);
    expect(same(b, a)).toBe(equal);
  });
});
