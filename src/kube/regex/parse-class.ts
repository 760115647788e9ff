import { anyOf, between, caseless, not, perlClasses, posixClasses, unicodeClass, type Characters } from './characters.ts';
import { readEscape } from './parse-escape.ts';
import { RegexProblem } from './problem.ts';
import type { Source } from './source.ts';
import type { Flags } from './syntax.ts';

/** Reads `[a-z\d[:punct:]]` or `[^…]`. */
export function readClass(source: Source, flags: Flags): Characters {
  const from = source.at;
  source.at++;
  const isTurned = source.take('^');
  const parts: Characters[] = [];
  for (let isFirst = true; isFirst || source.next !== ']'; isFirst = false) {
    if (source.isAtEnd) throw new RegexProblem('missing closing ]', source.text.slice(from));
    parts.push(readPosixClass(source) ?? readNamedClass(source) ?? readRange(source, from));
  }
  source.at++;
  const fits = flags.isCaseless ? caseless(anyOf(parts)) : anyOf(parts);
  return isTurned ? not(fits) : fits;
}

function readPosixClass(source: Source): Characters | undefined {
  if (!source.text.startsWith('[:', source.at)) return undefined;
  const end = source.text.indexOf(':]', source.at + 2);
  if (end < 0) return undefined;
  const whole = source.text.slice(source.at, end + 2);
  const name = whole.slice(2, -2);
  const isTurned = name.startsWith('^');
  const bare = isTurned ? name.slice(1) : name;
  const known = Object.hasOwn(posixClasses, bare) ? posixClasses[bare] : undefined;
  if (!known) throw new RegexProblem('invalid character class range', whole);
  source.at = end + 2;
  return isTurned ? not(known) : known;
}

function readNamedClass(source: Source): Characters | undefined {
  const letter = source.next === '\\' ? source.text.charAt(source.at + 1) : '';
  const known = Object.hasOwn(perlClasses, letter) ? perlClasses[letter] : undefined;
  if (known) source.at += 2;
  return known ?? readUnicodeClass(source);
}

/** `\pL`, `\p{Greek}`, `\P{^Lu}`; nothing is read where none stands. */
export function readUnicodeClass(source: Source): Characters | undefined {
  const found = source.takeMatch(/\\([pP])(?:\{(\^?)([^}]*)\}|([^{]))/uy);
  if (!found) {
    if (/^\\[pP](?:\{|$)/.test(source.text.slice(source.at, source.at + 3))) throw new RegexProblem('invalid character class range', source.text.slice(source.at));
    return undefined;
  }
  const [whole, letter, turned, long, short] = found;
  const fits = unicodeClass(long ?? short ?? '');
  if (!fits) throw new RegexProblem('invalid character class range', whole);
  return (letter === 'P') !== (turned === '^') ? not(fits) : fits;
}

function readRange(source: Source, classFrom: number): Characters {
  const from = source.at;
  const low = readCharacter(source, classFrom);
  if (source.next !== '-' || /^-(?:\]|$)/.test(source.text.slice(source.at, source.at + 2))) return between(low, low);
  source.at++;
  const high = readCharacter(source, classFrom);
  if (high < low) throw new RegexProblem('invalid character class range', source.since(from));
  return between(low, high);
}

function readCharacter(source: Source, classFrom: number): number {
  if (source.isAtEnd) throw new RegexProblem('missing closing ]', source.text.slice(classFrom));
  return source.next === '\\' ? readEscape(source) : (source.shift().codePointAt(0) ?? 0);
}
