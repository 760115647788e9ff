import { RegexProblem } from './problem.ts';
import { Regex } from './regex.ts';

const keptMax = 200;
const kept = new Map<string, Regex | RegexProblem>();

/** The expression, or why it is none: for those that are asked for again and again. */
export function knownRegex(source: string): Regex | RegexProblem {
  let found = kept.get(source);
  if (!found) {
    found = read(source);
    if (kept.size >= keptMax) kept.clear();
    kept.set(source, found);
  }
  return found;
}

function read(source: string): Regex | RegexProblem {
  try {
    return new Regex(source);
  } catch (problem) {
    if (problem instanceof RegexProblem) return problem;
    throw problem;
  }
}
