export { knownRegex } from './known.ts';
export { posixRegex } from './posix.ts';
export { Regex, type RegexMatch } from './regex.ts';
export type { Budget } from './search.ts';
export { RegexProblem, RegexTooCostly } from './problem.ts';
