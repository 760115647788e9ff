import { posixRegex, RegexProblem, RegexTooCostly, type Regex } from '../../../kube/regex/index.ts';
import { patternMax, ShellError } from './limits.ts';

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
