import { RegexProblem } from './problem.ts';
import type { Source } from './source.ts';

const letters: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

/** Reads `\n`, `\x41`, `\x{1F600}`, `\101`, `\.`: the code point that an escape stands for. */
export function readEscape(source: Source): number {
  const from = source.at;
  source.at++;
  if (source.isAtEnd) throw new RegexProblem('trailing backslash at end of expression', '');
  const [octal] = source.takeMatch(/0[0-7]{0,2}|[1-7][0-7]{1,2}/y) ?? [];
  if (octal !== undefined) return Number.parseInt(octal, 8);
  const [, short, long] = source.takeMatch(/x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]+)\})/y) ?? [];
  const hexadecimal = Number.parseInt(short ?? long ?? '', 16);
  if (hexadecimal <= 0x10ffff) return hexadecimal;
  const character = source.shift();
  const known = Object.hasOwn(letters, character) ? letters[character] : undefined;
  if (known !== undefined) return known;
  if (character < '\x80' && !/[0-9A-Za-z]/.test(character)) return character.charCodeAt(0);
  if (character === 'x') endOfHexadecimal(source);
  throw new RegexProblem('invalid escape sequence', source.since(from));
}

/** How far Go reads before it gives up. */
function endOfHexadecimal(source: Source): void {
  if (source.take('{')) source.takeMatch(/[0-9A-Fa-f]*/y);
  else source.shift();
  source.shift();
}
