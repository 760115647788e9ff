import type { FilterMaker } from './filter.ts';
import { countOf, readOptions, UsageProblem, type Options } from './options.ts';
import { escaped, regexOf, type Pattern } from './regex.ts';

const spec = {
  alone: 'ivcEonwxqFGsahHP', valued: 'ABCem', number: 'C',
  long: { 'ignore-case': 'i', 'invert-match': 'v', count: 'c', 'extended-regexp': 'E', 'only-matching': 'o', 'line-number': 'n', 'word-regexp': 'w', 'line-regexp': 'x', quiet: 'q', silent: 'q', 'fixed-strings': 'F', 'after-context': 'A', 'before-context': 'B', context: 'C', regexp: 'e', 'max-count': 'm', color: 's', colour: 's', 'no-messages': 's' },
};

/** `grep`: lines that match, with what stands around them. Status 1 where none does. */
export const grep: FilterMaker = (args, out) => {
  const options = readOptions(args, spec);
  const patterns = options.has('e') ? options.values('e') : options.operands.slice(0, 1);
  if (patterns.length === 0) throw new UsageProblem('a PATTERN is needed\nUsage: grep [OPTION]... PATTERNS [FILE]...');
  const files = options.has('e') ? options.operands : options.operands.slice(1);
  const matcher = new Matcher(patterns, options);
  return { files, filter: options.has('c') ? counting(matcher, out) : printing(matcher, options, out) };
};

class Matcher {
  readonly #patterns: readonly Pattern[];
  readonly #isTurned: boolean;
  readonly #isWhole: boolean;
  readonly #isWord: boolean;

  constructor(patterns: readonly string[], options: Options) {
    this.#isTurned = options.has('v');
    this.#isWhole = options.has('x');
    this.#isWord = options.has('w') && !this.#isWhole;
    const isExtended = options.has('E') || options.has('F');
    const how = { isExtended, isCaseless: options.has('i'), isPerl: options.has('P') };
    this.#patterns = patterns.flatMap((pattern) => pattern.split('\n')).map((pattern) => {
      const source = options.has('F') ? escaped(pattern) : pattern;
      return regexOf(this.#isWord ? asWord(source, how.isPerl || isExtended) : source, how);
    });
  }

  matches(line: string): boolean {
    return this.#patterns.some((pattern) => (this.#isWhole ? [...pattern.matchAll(line)].some(({ index, end }) => index === 0 && end === line.length) : pattern.test(line))) !== this.#isTurned;
  }

  /** The parts that match, for `-o`. */
  parts(line: string): readonly string[] {
    if (this.#isTurned) return [];
    return this.#patterns.flatMap((pattern) => Array.from(pattern.matchAll(line), ({ groups }) => groups[this.#isWord ? 2 : 0] ?? '')).filter((part) => part !== '');
  }
}

/** `-w`: no letter of a word stands before or after. */
const asWord = (source: string, isExtended: boolean): string => (isExtended ? `(^|[^[:alnum:]_])(${source})([^[:alnum:]_]|$)` : `\\(^\\|[^[:alnum:]_]\\)\\(${source}\\)\\([^[:alnum:]_]\\|$\\)`);

function counting(matcher: Matcher, out: (line: string) => void): ReturnType<FilterMaker>['filter'] {
  let count = 0;
  return {
    line: (text) => { if (matcher.matches(text)) count++; },
    end: () => { out(String(count)); return count > 0 ? 0 : 1; },
  };
}

function printing(matcher: Matcher, options: Options, out: (line: string) => void): ReturnType<FilterMaker>['filter'] {
  const around = countOf(options.value('C'), 0, 'context length argument');
  const [before, after] = [countOf(options.value('B'), around, 'context length argument'), countOf(options.value('A'), around, 'context length argument')];
  const max = countOf(options.value('m'), Infinity, 'max count');
  const state = { number: 0, found: 0, shownTo: 0, following: 0 };
  let held: { readonly number: number; readonly text: string }[] = [];
  const put = (number: number, text: string, sign: ':' | '-'): void => { out(options.has('n') ? `${String(number)}${sign}${text}` : text); };
  const found = (text: string): void => {
    state.found++;
    if (options.has('q')) return;
    if (options.has('o')) { for (const part of matcher.parts(text)) put(state.number, part, ':'); return; }
    const first = held[0]?.number ?? state.number;
    if (before + after > 0 && state.shownTo > 0 && first > state.shownTo + 1) out('--');
    for (const line of held) put(line.number, line.text, '-');
    put(state.number, text, ':');
    held = [];
    [state.shownTo, state.following] = [state.number, after];
  };
  return {
    get isDone() { return (state.found >= max && state.following === 0) || (options.has('q') && state.found > 0); },
    line: (text) => {
      state.number++;
      if (state.found < max && matcher.matches(text)) { found(text); return; }
      if (state.following > 0) {
        state.following--;
        state.shownTo = state.number;
        put(state.number, text, '-');
      } else if (before > 0) held = [...held, { number: state.number, text }].slice(-before);
    },
    end: () => (state.found > 0 ? 0 : 1),
  };
}
