/** Which options a program knows: letters that stand alone, letters that take a value, and long names for letters. */
export interface OptionSpec {
  readonly alone?: string;
  readonly valued?: string;
  readonly long?: Readonly<Record<string, string>>;
  /** `-5` means this letter with that value. */
  readonly number?: string;
}

export interface Options {
  has(letter: string): boolean;
  /** The last value of an option. */
  value(letter: string): string | undefined;
  values(letter: string): readonly string[];
  readonly operands: readonly string[];
}

/** How a program was called wrongly; its message is what the program says. */
export class UsageProblem extends Error {}

/** Reads the words after a program's name as getopt does: `-iv`, `-A3`, `-A 3`, `--ignore-case`, `--` ends them. */
export function readOptions(args: readonly string[], { alone = '', valued = '', long = {}, number = '' }: OptionSpec): Options {
  const given = new Map<string, string[]>();
  const operands: string[] = [];
  const add = (letter: string, value: string): void => { given.set(letter, [...(given.get(letter) ?? []), value]); };
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? '';
    if (word === '--') {
      operands.push(...args.slice(at + 1));
      break;
    }
    if (word === '-' || !word.startsWith('-')) operands.push(word);
    else if (number !== '' && /^-\d+$/.test(word)) add(number, word.slice(1));
    else if (word.startsWith('--')) at += readLong(word, args[at + 1], { valued, long, add });
    else at += readLetters(word.slice(1), args[at + 1], { alone, valued, add });
  }
  return { has: (letter) => given.has(letter), value: (letter) => given.get(letter)?.at(-1), values: (letter) => given.get(letter) ?? [], operands };
}

interface Reading {
  readonly valued: string;
  readonly add: (letter: string, value: string) => void;
}

/** Returns how many more words it took. */
function readLong(word: string, next: string | undefined, { valued, long, add }: Reading & { readonly long: Readonly<Record<string, string>> }): number {
  const [name = '', ...rest] = word.slice(2).split('=');
  const letter = Object.hasOwn(long, name) ? long[name] : undefined;
  if (letter === undefined) throw new UsageProblem(`unrecognized option '--${name}'`);
  const isInline = rest.length > 0;
  if (!valued.includes(letter)) add(letter, '');
  else if (!isInline && next === undefined) throw new UsageProblem(`option '--${name}' requires an argument`);
  else add(letter, isInline ? rest.join('=') : (next ?? ''));
  return valued.includes(letter) && !isInline ? 1 : 0;
}

function readLetters(letters: string, next: string | undefined, { alone, valued, add }: Reading & { readonly alone: string }): number {
  for (let at = 0; at < letters.length; at++) {
    const letter = letters.charAt(at);
    if (valued.includes(letter)) {
      const inline = letters.slice(at + 1);
      if (inline === '' && next === undefined) throw new UsageProblem(`option requires an argument -- '${letter}'`);
      add(letter, inline === '' ? (next ?? '') : inline);
      return inline === '' ? 1 : 0;
    }
    if (!alone.includes(letter)) throw new UsageProblem(`invalid option -- '${letter}'`);
    add(letter, '');
  }
  return 0;
}

/** A count that an option gives. */
export function countOf(text: string | undefined, otherwise: number, what: string): number {
  if (text === undefined) return otherwise;
  if (!/^[+-]?\d+$/.test(text)) throw new UsageProblem(`invalid ${what}: '${text}'`);
  return Number(text);
}
