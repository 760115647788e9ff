/** Hashes that are the same in every browser: names of ReplicaSets, state hashes of a run. */

const fnvPrime = 0x01000193;
const fnvOffset = 0x811c9dc5;

/** FNV-1a, 32 bits, over the UTF-8 bytes of a text (Go's `fnv.New32a`). Example: `fnv1a32('a')` is 0xe40c292c. */
export const fnv1a32 = (text: string, seed: number = fnvOffset): number => overBytes(text, seed, (hash, byte) => Math.imul(hash ^ byte, fnvPrime));

/** FNV-1, 32 bits, over the UTF-8 bytes of a text (Go's `fnv.New32`). Example: `fnv32('a')` is 0x050c5d7e. */
export const fnv32 = (text: string, seed: number = fnvOffset): number => overBytes(text, seed, (hash, byte) => Math.imul(hash, fnvPrime) ^ byte);

function overBytes(text: string, seed: number, step: (hash: number, byte: number) => number): number {
  let hash = seed;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x80) {
      hash = step(hash, code);
      continue;
    }
    const point = text.codePointAt(index) ?? code;
    if (point > 0xffff) index++;
    for (const byte of utf8(point)) hash = step(hash, byte);
  }
  return hash >>> 0;
}

/** A FNV-1a hash of bytes, carried on with the four bytes of a number, lowest first, and four zeros. */
export function fnv1a32Count(seed: number, count: number): number {
  let hash = seed;
  for (let shift = 0; shift < 64; shift += 8) hash = Math.imul(hash ^ (shift < 32 ? (count >>> shift) & 0xff : 0), fnvPrime);
  return hash >>> 0;
}

function utf8(point: number): readonly number[] {
  const tail = (shift: number): number => 0x80 | ((point >> shift) & 0x3f);
  if (point < 0x800) return [0xc0 | (point >> 6), tail(0)];
  if (point < 0x10000) return [0xe0 | (point >> 12), tail(6), tail(0)];
  return [0xf0 | (point >> 18), tail(12), tail(6), tail(0)];
}

const safeLetters = 'bcdfghjklmnpqrstvwxz2456789';

/**
 * `rand.SafeEncodeString`: writes a text with letters that spell no words. Digits 0…9 become `4 5 6 7 8 9 b c d f`, so
 * `safeEncode('3141592653')` is `75859f6b97`.
 */
export function safeEncode(text: string | number): string {
  let encoded = '';
  for (const character of String(text)) encoded += safeLetters.charAt((character.codePointAt(0) ?? 0) % safeLetters.length);
  return encoded;
}

/** 16 hexadecimal digits, for telling states of a run apart; no defence against somebody who wants a collision. */
export function hash64(text: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return hex(low) + hex(high);
}

const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');
