/** One stream of random numbers. Each component has its own, so that one more draw here changes nothing there. */
export interface Random {
  /** A number in [0, 1) with 32 random bits. */
  next(): number;
  /** A whole number in [0, below). */
  int(below: number): number;
  /** `length` lower-case characters, as Kubernetes' `rand.String`: no vowels, nothing that looks like something else. */
  suffix(length: number): string;
  /** A version 4 UUID. */
  uuid(): string;
  /** The four words of the state, for the state hash. */
  readonly state: readonly number[];
}

const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** FNV-1a over UTF-16 code units: spreads stream names over seeds. */
function hashText(text: string, seed: number): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}

/** splitmix32: fills the state of a stream from one number. */
function splitmix(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
}

/** xoshiro128** over 32-bit integers: the same in every browser. */
class Xoshiro implements Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(seed: number) {
    const fill = splitmix(seed);
    [this.#a, this.#b, this.#c, this.#d] = [fill(), fill(), fill(), fill() | 1];
  }

  get state(): readonly number[] {
    return [this.#a, this.#b, this.#c, this.#d];
  }

  #word(): number {
    const scrambled = Math.imul(rotate(Math.imul(this.#b, 5), 7), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = rotate(this.#d, 11);
    return scrambled;
  }

  next(): number {
    return this.#word() / 4_294_967_296;
  }

  int(below: number): number {
    return Math.floor(this.next() * below);
  }

  suffix(length: number): string {
    let text = '';
    for (let i = 0; i < length; i++) text += alphabet.charAt(this.int(alphabet.length));
    return text;
  }

  uuid(): string {
    const [a, b, c, d] = [this.#word(), this.#word(), this.#word(), this.#word()];
    const versioned = (b & 0xffff0fff) | 0x4000;
    const varied = (c & 0x3fffffff) | 0x80000000;
    // Joined, not added up: a text made by adding keeps all of its pieces, and a uid is kept as long as its object.
    return [hex4(a >>> 16), hex4(a), '-', hex4(versioned >>> 16), '-', hex4(versioned), '-', hex4(varied >>> 16), '-', hex4(varied), hex4(d >>> 16), hex4(d)].join('');
  }
}

const hexBytes: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
/** The lower 16 bits. */
const hex4 = (value: number): string => (hexBytes[(value >>> 8) & 255] ?? '') + (hexBytes[value & 255] ?? '');

const rotate = (value: number, by: number): number => ((value << by) | (value >>> (32 - by))) >>> 0;

/** All the streams of one cluster, told apart by name. */
export class RandomStreams {
  readonly #seed: number;
  readonly #streams = new Map<string, Random>();

  constructor(seed: number) {
    this.#seed = seed >>> 0;
  }

  /** The stream of that name; asking twice gives the same one. */
  stream(name: string): Random {
    let stream = this.#streams.get(name);
    if (!stream) this.#streams.set(name, (stream = new Xoshiro(hashText(name, this.#seed))));
    return stream;
  }

  /** Name and state of every stream in use, sorted by name: part of the state hash. */
  states(): readonly (readonly [string, readonly number[]])[] {
    return [...this.#streams].map(([name, stream]) => [name, stream.state] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  }
}
