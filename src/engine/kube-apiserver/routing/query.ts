/** The query of a URL, decoded. Broken percent signs stay as they are. */
export class Query {
  readonly #values = new Map<string, string[]>();

  constructor(text: string) {
    if (text === '') return;
    for (const part of text.split('&')) {
      if (part === '') continue;
      const equals = part.indexOf('=');
      const name = decode(equals < 0 ? part : part.slice(0, equals));
      const value = equals < 0 ? '' : decode(part.slice(equals + 1));
      const values = this.#values.get(name);
      if (values) values.push(value);
      else this.#values.set(name, [value]);
    }
  }

  /** The first value; '' where there is none. */
  get(name: string): string {
    return this.#values.get(name)?.[0] ?? '';
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  all(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  /** `strconv.ParseBool`, false for anything else; a name without value is true. */
  flag(name: string): boolean {
    const value = this.#values.get(name)?.[0];
    return value !== undefined && value !== '0' && value !== 'false' && value !== 'False' && value !== 'FALSE' && value !== 'f' && value !== 'F';
  }

  /** The same query without some names. */
  without(...names: readonly string[]): Query {
    const copy = new Query('');
    for (const [name, values] of this.#values) if (!names.includes(name)) copy.#values.set(name, values);
    return copy;
  }

  /** A whole number, or undefined. */
  number(name: string): number | undefined {
    const value = this.get(name);
    return /^-?\d{1,15}$/.test(value) ? Number(value) : undefined;
  }
}

/** Decodes percent signs and plus signs. */
export function decode(text: string): string {
  if (!text.includes('%') && !text.includes('+')) return text;
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

/** Decodes the percent signs of one segment of a path. */
export function decodeSegment(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
