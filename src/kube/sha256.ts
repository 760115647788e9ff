/** The first 32 bits of the fractional parts of roots of primes, by integer arithmetic: the constants of SHA-256. */
function constants(): { readonly k: readonly number[]; readonly h: readonly number[] } {
  const primes: bigint[] = [];
  for (let n = 2n; primes.length < 64; n++) if (primes.every((prime) => n % prime !== 0n)) primes.push(n);
  const fraction = (prime: bigint, power: bigint): number => Number(root(prime << (32n * power), power) & 0xffffffffn);
  return { k: primes.map((prime) => fraction(prime, 3n)), h: primes.slice(0, 8).map((prime) => fraction(prime, 2n)) };
}

/** The whole part of the `power`th root. */
function root(value: bigint, power: bigint): bigint {
  let low = 0n;
  let high = 1n << 48n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** power <= value) low = middle;
    else high = middle;
  }
  return low;
}

const { k, h } = constants();
const rotate = (value: number, by: number): number => (value >>> by) | (value << (32 - by));

/** SHA-256 of bytes, as 32 bytes. */
export function sha256(bytes: readonly number[]): readonly number[] {
  const state = [...h];
  const blocks = padded(bytes);
  for (let at = 0; at < blocks.length; at += 64) compress(state, blocks.slice(at, at + 64));
  return state.flatMap((word) => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255]);
}

function padded(bytes: readonly number[]): readonly number[] {
  const zeros = (119 - (bytes.length % 64)) % 64;
  const bits = bytes.length * 8;
  const length = [0, 0, 0, Math.floor(bits / 2 ** 32), bits >>> 24, (bits >>> 16) & 255, (bits >>> 8) & 255, bits & 255];
  return [...bytes, 0x80, ...Array.from({ length: zeros }, () => 0), ...length];
}

function compress(state: number[], block: readonly number[]): void {
  const words = schedule(block);
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, last = 0] = state;
  for (let i = 0; i < 64; i++) {
    const first = (last + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + (k[i] ?? 0) + (words[i] ?? 0)) | 0;
    const second = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [last, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, last].forEach((value, index) => { state[index] = ((state[index] ?? 0) + value) | 0; });
}

function schedule(block: readonly number[]): readonly number[] {
  const words: number[] = [];
  for (let i = 0; i < 16; i++) words.push(((block[4 * i] ?? 0) << 24) | ((block[4 * i + 1] ?? 0) << 16) | ((block[4 * i + 2] ?? 0) << 8) | (block[4 * i + 3] ?? 0));
  for (let i = 16; i < 64; i++) {
    const [w2 = 0, w7 = 0, w15 = 0, w16 = 0] = [words[i - 2], words[i - 7], words[i - 15], words[i - 16]];
    const s0 = rotate(w15, 7) ^ rotate(w15, 18) ^ (w15 >>> 3);
    const s1 = rotate(w2, 17) ^ rotate(w2, 19) ^ (w2 >>> 10);
    words.push((w16 + s0 + w7 + s1) | 0);
  }
  return words;
}
