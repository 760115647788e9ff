import { describe, expect, it } from 'vitest';
import { fnv1a32, fnv1a32Count, fnv32, hash64, safeEncode } from './hash.ts';

describe('hashes', () => {
  it.each([
    { text: '', hash: 0x811c9dc5 },
    { text: 'a', hash: 0xe40c292c },
    { text: 'foobar', hash: 0xbf9cf968 },
  ])('fnv1a32 of "$text" is the published one', ({ text, hash }) => {
    expect(fnv1a32(text)).toBe(hash);
  });

  it.each([
    { text: '', hash: 0x811c9dc5 },
    { text: 'a', hash: 0x050c5d7e },
    { text: 'foobar', hash: 0x31f0b262 },
  ])('fnv32 of "$text" is the published one', ({ text, hash }) => {
    expect(fnv32(text)).toBe(hash);
  });

  it('carries a hash on with a count in eight bytes', () => {
    expect(fnv1a32Count(fnv1a32('a'), 0x0201)).toBe(bytesHash([0x61, 1, 2, 0, 0, 0, 0, 0, 0]));
  });

  it('hashes the UTF-8 bytes of other letters', () => {
    expect(fnv1a32('é')).toBe(bytesHash([0xc3, 0xa9]));
    expect(fnv1a32('파')).toBe(bytesHash([0xed, 0x8c, 0x8c]));
    expect(fnv1a32('😀')).toBe(bytesHash([0xf0, 0x9f, 0x98, 0x80]));
  });

  it('spells digits without vowels', () => {
    expect(safeEncode('0123456789')).toBe('456789bcdf');
    expect(safeEncode(3141592653)).toBe('75859f6b97');
  });

  it('tells states apart', () => {
    const seen = new Set(Array.from({ length: 20_000 }, (_, index) => hash64(`state ${String(index)}`)));
    expect(seen.size).toBe(20_000);
    expect(hash64('')).toMatch(/^[0-9a-f]{16}$/);
  });
});

function bytesHash(bytes: readonly number[]): number {
  return bytes.reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193), 0x811c9dc5) >>> 0;
}
