/** JSON values: canonical text, equality, safe keys and a reader that notices keys given twice. */

/** An object being read as a map: keys come from users, so only own properties count. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object (no array, not null). */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own property, or undefined: never `constructor` or another inherited one. */
export function own(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Sets an own property; `__proto__` too is only a name. */
export function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}

/** A copy without some keys; the object itself where it has none of them. */
export function without(object: JsonObject, ...keys: readonly string[]): JsonObject {
  if (!keys.some((key) => Object.hasOwn(object, key))) return object;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(object)) if (!keys.includes(key)) setOwn(copy, key, object[key]);
  return copy;
}

/** A copy with one key set; the object itself where it already has that very value. */
export function withKey(object: JsonObject, key: string, value: unknown): JsonObject {
  if (Object.hasOwn(object, key) && object[key] === value) return object;
  const copy: Record<string, unknown> = { ...object };
  setOwn(copy, key, value);
  return copy;
}

/** Compares by code unit, the same in every browser. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** JSON text with sorted keys and without absent values: equal values give equal text. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const parts: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const item = (value as JsonObject)[key];
    if (item !== undefined) parts.push(`${JSON.stringify(key)}:${canonicalJson(item)}`);
  }
  return `{${parts.join(',')}}`;
}

/** As Go's `json.Marshal` writes a map: sorted keys, and `<`, `>`, `&` escaped. */
export function goMapJson(value: unknown): string {
  return canonicalJson(value).replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Deep equality of JSON values; a property that is undefined counts as absent. Shared structure costs nothing. */
export function deepEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, index) => deepEqual(item, b[index]));
  }
  return objectsEqual(a as JsonObject, b as JsonObject);
}

function objectsEqual(a: JsonObject, b: JsonObject): boolean {
  let count = 0;
  for (const key of Object.keys(a)) {
    if (a[key] === undefined) continue;
    count++;
    if (!Object.hasOwn(b, key) || !deepEqual(a[key], b[key])) return false;
  }
  for (const key of Object.keys(b)) if (b[key] !== undefined) count--;
  return count === 0;
}

/** A key that appears twice in one object: its path (`data.a`, `items[0].name`) and where the second one stands. */
export interface DuplicateKey {
  readonly path: string;
  readonly offset: number;
}

export type JsonReading =
  | { readonly ok: true; readonly value: unknown; readonly duplicates: readonly DuplicateKey[] }
  | { readonly ok: false; readonly message: string; readonly offset: number };

/** Deeper nesting is refused, with the words of Go's reader. */
const depthMax = 500;

class JsonProblem extends Error {
  constructor(message: string, readonly offset: number) {
    super(message);
  }
}

/**
 * Reads JSON text. The last of several equal keys wins, as in Go, and each repetition is reported. Problems have the words
 * of Go's `encoding/json` (`invalid character 'x' looking for beginning of value`).
 */
export function readJson(text: string): JsonReading {
  const reader = new JsonReader(text);
  try {
    return { ok: true, value: reader.document(), duplicates: reader.duplicates };
  } catch (problem) {
    if (problem instanceof JsonProblem) return { ok: false, message: problem.message, offset: problem.offset };
    throw problem;
  }
}

class JsonReader {
  readonly duplicates: DuplicateKey[] = [];
  private at = 0;
  private depth = 0;

  constructor(private readonly text: string) {}

  document(): unknown {
    const value = this.value('');
    this.blanks();
    if (this.at < this.text.length) this.fail('after top-level value');
    return value;
  }

  private value(path: string): unknown {
    this.blanks();
    const first = this.text[this.at];
    if (first === '{') return this.nested(() => this.object(path));
    if (first === '[') return this.nested(() => this.array(path));
    if (first === '"') return this.string();
    return this.scalar();
  }

  private nested<T>(read: () => T): T {
    if (++this.depth > depthMax) throw new JsonProblem('exceeded max depth', this.at);
    const value = read();
    this.depth--;
    return value;
  }

  private object(path: string): JsonObject {
    const result: Record<string, unknown> = {};
    this.at++;
    this.blanks();
    if (this.take('}')) return result;
    for (;;) {
      this.blanks();
      if (this.text[this.at] !== '"') this.fail('looking for beginning of object key string');
      const offset = this.at;
      const key = this.string();
      const inner = path === '' ? key : `${path}.${key}`;
      if (Object.hasOwn(result, key)) this.duplicates.push({ path: inner, offset });
      this.blanks();
      if (!this.take(':')) this.fail('after object key');
      setOwn(result, key, this.value(inner));
      this.blanks();
      if (this.take('}')) return result;
      if (!this.take(',')) this.fail('after object key:value pair');
    }
  }

  private array(path: string): readonly unknown[] {
    const result: unknown[] = [];
    this.at++;
    this.blanks();
    if (this.take(']')) return result;
    for (;;) {
      result.push(this.value(`${path}[${String(result.length)}]`));
      this.blanks();
      if (this.take(']')) return result;
      if (!this.take(',')) this.fail('after array element');
    }
  }

  private string(): string {
    const start = this.at;
    let end = start + 1;
    while (end < this.text.length && this.text[end] !== '"') {
      if (this.text.charCodeAt(end) < 0x20) {
        this.at = end;
        this.fail('in string literal');
      }
      end += this.text[end] === '\\' ? 2 : 1;
    }
    if (end >= this.text.length) throw new JsonProblem('unexpected end of JSON input', this.text.length);
    this.at = end + 1;
    const literal = this.text.slice(start, this.at);
    if (!literal.includes('\\')) return literal.slice(1, -1);
    if (!/^(?:[^\\]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*$/.test(literal)) throw new JsonProblem('invalid character in string escape code', start);
    return JSON.parse(literal) as string;
  }

  private scalar(): unknown {
    const rest = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/y;
    rest.lastIndex = this.at;
    const found = rest.exec(this.text)?.[0];
    if (found === undefined) return this.fail('looking for beginning of value');
    this.at += found.length;
    return JSON.parse(found) as unknown;
  }

  private take(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private blanks(): void {
    while (this.at < this.text.length && ' \t\n\r'.includes(this.text.charAt(this.at))) this.at++;
  }

  private fail(where: string): never {
    const found = this.text.codePointAt(this.at);
    if (found === undefined) throw new JsonProblem('unexpected end of JSON input', this.at);
    throw new JsonProblem(`invalid character ${quoteCharacter(String.fromCodePoint(found))} ${where}`, this.at);
  }
}

function quoteCharacter(character: string): string {
  if (character === "'") return String.raw`'\''`;
  if (character === '"') return "'\"'";
  const escaped = JSON.stringify(character).slice(1, -1);
  return `'${escaped}'`;
}
