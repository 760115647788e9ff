import { posixRegex, Regex, RegexProblem, RegexTooCostly, type RegexMatch } from '../../../../kube/regex/index.ts';
import { BackReferences } from './back-references.ts';
import { meter } from './meter.ts';
import { UsageProblem } from './options.ts';

/** A regular expression at work; none of them can keep the page waiting. */
export interface Pattern {
  test(text: string): boolean;
  /** All matches one after the other, each the longest of the leftmost. */
  matchAll(text: string): Iterable<RegexMatch>;
}

export interface PatternOptions {
  readonly isExtended: boolean;
  readonly isCaseless?: boolean;
  /** `grep -P`: as near to Perl's as RE2 goes. */
  readonly isPerl?: boolean;
}

const keptMax = 200;
const kept = new Map<string, Pattern>();

/** POSIX's regular expressions, basic or extended, with what GNU adds. */
export function regexOf(pattern: string, options: PatternOptions): Pattern {
  const key = `${String(options.isExtended)} ${String(options.isCaseless)} ${String(options.isPerl)} ${pattern}`;
  const known = kept.get(key);
  if (known) return known;
  if (kept.size >= keptMax) kept.clear();
  const made = guarded(() => compiled(pattern, options));
  const told: Pattern = {
    test: (text) => guarded(() => made.test(text)),
    matchAll: (text) => guarded(() => [...made.matchAll(text)]),
  };
  kept.set(key, told);
  return told;
}

function compiled(pattern: string, { isExtended, isCaseless = false, isPerl = false }: PatternOptions): Pattern {
  if (/(?:^|[^\\])(?:\\\\)*\\[1-9]/.test(pattern) && !isPerl) return new BackReferences(pattern, { isExtended, isCaseless });
  return new Metered((movesMax) => (isPerl ? new Regex(pattern, { isCaseless, movesMax }) : posixRegex(pattern, { isExtended, isCaseless, movesMax })));
}

/** Moves that are paid for at a time: enough for many lines as they mostly are. */
const portion = 20_000;
/** For a line that takes more: once as much as that. */
const largePortion = 2_000_000;

/** An expression whose searches are paid for in portions: when one is used up the next is charged, so that no program moves more than its meter has seen. */
class Metered implements Pattern {
  #regex: Regex;

  constructor(private readonly make: (movesMax: number) => Regex) {
    this.#regex = make(portion);
  }

  test(text: string): boolean {
    return this.#search((regex) => regex.test(text));
  }

  matchAll(text: string): readonly RegexMatch[] {
    return this.#search((regex) => [...regex.matchAll(text)]);
  }

  /** With what is left of this portion, with a whole one, or with a large one. */
  #search<T>(work: (regex: Regex) => T): T {
    for (const next of [portion, largePortion, 0]) {
      try {
        return work(this.#regex);
      } catch (error) {
        if (!(error instanceof RegexTooCostly)) throw error;
        this.#regex = this.make(next || portion);
        if (next === 0) throw error;
        meter().charge(next);
      }
    }
    throw new RegexTooCostly('too many steps');
  }
}

/** What Go calls it, and what GNU's library says. */
const words: readonly (readonly [RegExp, string])[] = [
  [/missing closing \]/, 'Unmatched [, [^, [:, [., or [='], [/missing closing \)/, 'Unmatched ( or \\('], [/unexpected \)/, 'Unmatched ) or \\)'],
  [/missing argument to repetition/, 'Invalid preceding regular expression'], [/trailing backslash/, 'Trailing backslash'], [/invalid repeat count/, 'Invalid content of \\{\\}'],
  [/class range: `\[:/, 'Invalid character class name'], [/invalid character class range/, 'Invalid range end'], [/character class/, 'Invalid character class name'],
];

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RegexProblem) throw new UsageProblem(words.find(([go]) => go.test(error.message))?.[1] ?? error.message);
    if (error instanceof RegexTooCostly) throw new UsageProblem('the regular expression takes too many steps for so long a line');
    throw error;
  }
}

/** What stands between the matches. */
export function splitBy(text: string, pattern: Pattern): readonly string[] {
  const parts: string[] = [];
  let at = 0;
  for (const { index, end } of pattern.matchAll(text)) {
    if (end === index) continue;
    parts.push(text.slice(at, index));
    at = end;
  }
  return [...parts, text.slice(at)];
}

/** A text as an extended expression that means just that. */
export const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
