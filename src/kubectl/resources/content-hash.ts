import { utf8Bytes } from '../base64.ts';

const rotate = (value: number, by: number): number => ((value >>> by) | (value << (32 - by))) >>> 0;

/** First 32 bits of the fractions of square (power 2) and cube roots of primes, in whole-number arithmetic. */
function rootWords(count: number, power: bigint): number[] {
  const words: number[] = [];
  for (let prime = 2n; words.length < count; prime++) {
    let isPrime = true;
    for (let d = 2n; d * d <= prime; d++) if (prime % d === 0n) isPrime = false;
    if (!isPrime) continue;
    const scaled = prime << (32n * power);
    let low = 0n;
    let high = 1n << 40n;
    while (low < high) {
      const middle = (low + high + 1n) >> 1n;
      if (middle ** power <= scaled) low = middle;
      else high = middle - 1n;
    }
    words.push(Number(low & 0xffffffffn));
  }
  return words;
}

/** SHA-256 of a text, in hexadecimal. */
export function sha256(text: string): string {
  const bytes = [...utf8Bytes(text)];
  const bits = bytes.length * 8;
  bytes.push(0x80);
  while (bytes.length % 64 !== 56) bytes.push(0);
  for (let i = 7; i >= 0; i--) bytes.push(Math.floor(bits / 2 ** (8 * i)) & 255);
  const constants = rootWords(64, 3n);
  let state = rootWords(8, 2n);
  for (let offset = 0; offset < bytes.length; offset += 64) state = block(state, bytes, offset, constants);
  return state.map((word) => word.toString(16).padStart(8, '0')).join('');
}

function block(state: readonly number[], bytes: readonly number[], offset: number, constants: readonly number[]): number[] {
  const w: number[] = [];
  const byte = (i: number): number => bytes[offset + i] ?? 0;
  for (let i = 0; i < 16; i++) w.push(((byte(4 * i) << 24) | (byte(4 * i + 1) << 16) | (byte(4 * i + 2) << 8) | byte(4 * i + 3)) >>> 0);
  for (let i = 16; i < 64; i++) {
    const [x = 0, y = 0] = [w[i - 15], w[i - 2]];
    w.push(((w[i - 16] ?? 0) + (rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3)) + (w[i - 7] ?? 0) + (rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10))) >>> 0);
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i++) {
    const t1 = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + (constants[i] ?? 0) + (w[i] ?? 0)) >>> 0;
    const t2 = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) >>> 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) >>> 0, c, b, a, (t1 + t2) >>> 0];
  }
  return [a, b, c, d, e, f, g, h].map((word, i) => (word + (state[i] ?? 0)) >>> 0);
}

/** The ten characters that `--append-hash` adds: the start of a SHA-256 with its vowels and look-alikes replaced. */
export function contentHash(json: string): string {
  const swap: Readonly<Record<string, string>> = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' };
  return [...sha256(json).slice(0, 10)].map((sign) => swap[sign] ?? sign).join('');
}
