/** What a script did wrong, or too much of: the shell says so and ends with 2. Any other error is the engine's own fault. */
export class ShellError extends Error {}

/** Scripts, functions, substitutions and words inside one another. Counted, so that no result hangs on the JavaScript engine's stack. */
export const nestingMax = 150;
/** Constructs inside one another in the text of a script. */
export const parseNestingMax = 100;
/** Characters of one word, variable or output. */
export const textMax = 1_048_576;
export const scriptMax = 65_536;
/** Characters that `printf` pads to. */
export const widthMax = 10_000;
/** Statements (and their equal in work) at one instant of virtual time. */
export const stepsMax = 200_000;
/** What a subshell, and what a job in the background costs of them. */
export const forkSteps = 20;
export const jobSteps = 300;
/** Jobs in the background that one command has at one time, and may start in one second. */
export const jobsMax = 500;
export const forkedEachSecondMax = 500;
/** Words of one `[ … ]`. */
export const testWordsMax = 500;
export const patternMax = 1000;

/** The text itself where it is not too long. */
export function bounded(text: string): string {
  if (text.length > textMax) throw new ShellError('out of memory: text too long');
  return text;
}
