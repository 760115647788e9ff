export { knownRegex } from './known.ts';
export { posixRegex } from './posix.ts';
export { Regex, type RegexMatch } from './regex.ts';
export { RegexProblem, RegexTooCostly } from './problem.ts';
