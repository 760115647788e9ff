import { posixRegex, RegexProblem, RegexTooCostly, type Regex } from '../../../kube/regex/index.ts';
import { lineMax, patternMax, ShellError } from './limits.ts';

/** Steps that one command may spend on matching. */
const costMax = 20_000_000;

interface ExpressionOptions {
  readonly isExtended: boolean;
  readonly isCaseless?: boolean;
}

/**
 * Does something with a user's regular expression.
 * @throws ShellError in grep's words, for what cannot be read or takes too long
 */
export function withExpression<T>(pattern: string, options: ExpressionOptions, use: (regex: Regex) => T): T {
  if (pattern.length > patternMax) throw new ShellError('regex too big');
  try {
    return use(posixRegex(pattern, { ...options, movesMax: costMax }));
  } catch (thrown) {
    if (thrown instanceof RegexTooCostly) throw new ShellError('text too long for this regex');
    if (thrown instanceof RegexProblem) throw new ShellError(/`\\\d`$/.test(thrown.message) ? 'no back references in regex' : 'bad regex');
    throw thrown;
  }
}

/** The same for a shell pattern. */
const globCostMax = 200_000_000;

type Token = { readonly star: true } | { readonly star: false; readonly fits: (character: string) => boolean };

/** A shell pattern. Matched by sets of states, never by backtracking: pattern × text steps at most. */
export class Glob {
  readonly #tokens: readonly Token[];

  constructor(glob: string) {
    if (glob.length > lineMax) throw new ShellError('pattern too long');
    this.#tokens = tokensOf(glob);
  }

  test(text: string): boolean {
    return this.prefixes(text).includes(text.length);
  }

  /** The lengths of the beginnings of `text.slice(from)` that match, shortest first. */
  prefixes(text: string, from = 0): number[] {
    return lengths(this.#tokens, text.length - from, (index) => text.charAt(from + index));
  }

  /** The lengths of the ends of a text that match, shortest first. */
  suffixes(text: string): number[] {
    return lengths([...this.#tokens].reverse(), text.length, (index) => text.charAt(text.length - 1 - index));
  }

  /** Puts something in the place of the first (or each) longest match. */
  replace(text: string, put: string, all: boolean): string {
    let result = '';
    if (this.#tokens.some(({ star }) => star) && text.length * text.length * this.#tokens.length > globCostMax) throw new ShellError('pattern too costly');
    for (let at = 0; at < text.length;) {
      const length = this.prefixes(text, at).pop() ?? 0;
      result += length > 0 ? put : text.charAt(at);
      at += Math.max(1, length);
      if (length > 0 && !all) return result + text.slice(at);
    }
    return result;
  }
}

function lengths(tokens: readonly Token[], textLength: number, characterAt: (index: number) => string): number[] {
  if (tokens.length * textLength > globCostMax) throw new ShellError('pattern too costly');
  const found: number[] = [];
  let states = closed(new Set([0]), tokens);
  for (let at = 0; ; at++) {
    if (states.has(tokens.length)) found.push(at);
    if (at >= textLength || states.size === 0) return found;
    const character = characterAt(at);
    const next = new Set<number>();
    for (const state of states) {
      const token = tokens[state];
      if (token?.star) next.add(state);
      else if (token?.fits(character)) next.add(state + 1);
    }
    states = closed(next, tokens);
  }
}

/** A star may stand for nothing. */
function closed(states: Set<number>, tokens: readonly Token[]): Set<number> {
  for (const state of states) if (tokens[state]?.star) states.add(state + 1);
  return states;
}

function tokensOf(glob: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < glob.length; at++) {
    const character = glob.charAt(at);
    const set = character === '[' ? /^\[([!^]?)(\]?[^\]]*)\]/.exec(glob.slice(at)) : null;
    if (character === '*') tokens.push({ star: true });
    else if (character === '?') tokens.push({ star: false, fits: () => true });
    else if (set) {
      const members = set[2] ?? '';
      tokens.push({ star: false, fits: (candidate) => isMember(candidate, members) === (set[1] === '') });
      at += set[0].length - 1;
    } else tokens.push({ star: false, fits: (candidate) => candidate === character });
  }
  return tokens;
}

function isMember(candidate: string, members: string): boolean {
  for (let at = 0; at < members.length; at++) {
    if (members.charAt(at + 1) === '-' && at + 2 < members.length) {
      if (candidate >= members.charAt(at) && candidate <= members.charAt(at + 2)) return true;
      at += 2;
    } else if (members.charAt(at) === candidate) return true;
  }
  return false;
}
