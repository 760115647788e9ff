import { Regex } from './regex.ts';

interface PosixOptions {
  /** `grep -E`, `sed -E`, awk: `+ ? | ( ) {` act without a backslash, and mean themselves with one. */
  readonly isExtended: boolean;
  readonly isCaseless?: boolean;
  readonly movesMax?: number;
}

/**
 * A regular expression as grep, sed, awk and `[[ =~ ]]` write it, GNU's `\w \s \b \< \>` with it. It finds the longest of the leftmost matches.
 * @throws RegexProblem as {@link Regex} does; for references back, too
 */
export function posixRegex(pattern: string, { isExtended, ...options }: PosixOptions): Regex {
  return new Regex(new Translation(pattern, isExtended).whole(), { ...options, isLongest: true });
}

const operators = '+?|(){}';
const kept = /[wWsSbBnt.*^$[\]\\/]/;
const edgeSigns: Readonly<Record<string, string>> = { '<': '\\b', '>': '\\b', '`': '\\A', "'": '\\z' };

/** Writes a POSIX expression anew as one of RE2. */
class Translation {
  readonly #pattern: string;
  readonly #isExtended: boolean;
  #at = 0;
  /** Whether nothing stands before in this alternative: there `*` is a star and nothing more. */
  #isStart = true;

  constructor(pattern: string, isExtended: boolean) {
    this.#pattern = pattern;
    this.#isExtended = isExtended;
  }

  whole(): string {
    let result = '';
    while (this.#at < this.#pattern.length) {
      const from = this.#at;
      const part = this.#part();
      const written = this.#pattern.slice(from, this.#at);
      this.#isStart = written === (this.#isExtended ? '(' : '\\(') || written === (this.#isExtended ? '|' : '\\|') || (written === '^' && part === '^');
      result += part;
    }
    return result;
  }

  #part(): string {
    const character = this.#pattern.charAt(this.#at++);
    if (character === '\\') return this.#escaped(this.#pattern.charAt(this.#at++));
    if (character === '[') return this.#bracket();
    if (character === '{' && this.#isExtended) return this.#braces('}');
    if (this.#isExtended) return character === '*' && this.#isStart ? '\\*' : character;
    if (operators.includes(character) || (character === '*' && this.#isStart)) return `\\${character}`;
    if (character === '^') return this.#isStart ? '^' : '\\^';
    if (character === '$') return /^(?:\\[)|]|$)/.test(this.#pattern.slice(this.#at)) ? '$' : '\\$';
    return character;
  }

  #escaped(character: string): string {
    if (character === '{' && !this.#isExtended) return this.#braces('\\}');
    if (character !== '' && operators.includes(character)) return this.#isExtended ? `\\${character}` : character;
    if (Object.hasOwn(edgeSigns, character)) return edgeSigns[character] ?? '';
    return kept.test(character) || /[1-9]/.test(character) || character === '' ? `\\${character}` : character.replace(/\W/, '\\$&');
  }

  /** `{2,5}`; `{,5}` begins at none. */
  #braces(end: string): string {
    const [, least, rest] = /^(\d*)((?:,\d*)?)/.exec(this.#pattern.slice(this.#at)) ?? [];
    const length = (least ?? '').length + (rest ?? '').length;
    if (length === 0 || !this.#pattern.startsWith(end, this.#at + length)) return '\\{';
    this.#at += length + end.length;
    return `{${least === '' ? '0' : (least ?? '')}${rest ?? ''}}`;
  }

  /** `[a-z]`: a backslash means itself, a `]` in the first place, too. What is never closed is left open, for {@link Regex} to refuse. */
  #bracket(): string {
    const pattern = this.#pattern;
    const turned = pattern.startsWith('^', this.#at) ? '^' : '';
    const from = this.#at + turned.length;
    const end = closingOf(pattern, from);
    this.#at = end < 0 ? pattern.length : end + 1;
    if (end < 0) return '[';
    return `[${turned}${pattern.slice(from, end).replace(/\[:[\^\w]*:\]|[\\[\]]/g, (found) => (found.length > 1 ? found : `\\${found}`))}]`;
  }
}

/** Where the `]` of a bracket stands whose members begin at `from`, classes like `[:alpha:]` in it passed over; −1 where there is none. */
function closingOf(pattern: string, from: number): number {
  const classEnd = /[:.=]\]/g;
  let hasClasses = true;
  for (let at = pattern.startsWith(']', from) ? from + 1 : from; at < pattern.length; at++) {
    if (pattern.charAt(at) === ']') return at;
    if (!hasClasses || pattern.charAt(at) !== '[' || !/[:.=]/.test(pattern.charAt(at + 1))) continue;
    classEnd.lastIndex = at + 2;
    hasClasses = classEnd.test(pattern);
    if (hasClasses) at = classEnd.lastIndex - 1;
  }
  return -1;
}
