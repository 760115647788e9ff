import { RegexProblem } from './problem.ts';
import type { Source } from './source.ts';
import type { Flags } from './syntax.ts';

type Opening =
  | { readonly type: 'group'; readonly name: string | undefined; readonly flags: Flags }
  /** `(?:` and `(?i:` */
  | { readonly type: 'apart'; readonly name?: undefined; readonly flags: Flags }
  /** `(?i)`: from here to the end of the group around it. */
  | { readonly type: 'flags'; readonly name?: undefined; readonly flags: Flags };

/** Reads what a `(` opens. */
export function readOpening(source: Source, flags: Flags): Opening {
  if (source.take('(?')) return readNamed(source, flags) ?? readFlags(source, flags);
  source.at++;
  return { type: 'group', name: undefined, flags };
}

function readNamed(source: Source, flags: Flags): Opening | undefined {
  const from = source.at - 2;
  const [sign] = source.takeMatch(/P?</y) ?? [];
  if (sign === undefined) return undefined;
  const end = source.text.indexOf('>', source.at);
  if (end < 0) throw new RegexProblem('invalid named capture', source.text.slice(from));
  const name = source.text.slice(source.at, end);
  source.at = end + 1;
  if (!/^\w+$/.test(name)) throw new RegexProblem('invalid named capture', source.since(from));
  return { type: 'group', name, flags };
}

const switches: Readonly<Record<string, keyof Flags>> = { i: 'isCaseless', m: 'isByLine', s: 'isDotAll', U: 'isTurned' };

function readFlags(source: Source, outer: Flags): Opening {
  const from = source.at - 2;
  let flags = outer;
  let isOn = true;
  let isSeen = false;
  while (!source.isAtEnd) {
    const character = source.shift();
    const flag = Object.hasOwn(switches, character) ? switches[character] : undefined;
    if (flag) {
      flags = { ...flags, [flag]: isOn };
      isSeen = true;
    } else if (character === '-' && isOn) [isOn, isSeen] = [false, false];
    else if ((character === ':' || character === ')') && (isOn || isSeen)) return { type: character === ':' ? 'apart' : 'flags', flags };
    else throw new RegexProblem('invalid or unsupported Perl syntax', source.since(from));
  }
  throw isSeen || !isOn ? new RegexProblem('missing closing )', source.text) : new RegexProblem('invalid or unsupported Perl syntax', source.since(from));
}
