import type { CommandOutput } from '../../protocol/messages.ts';

/** What was given where something else was wanted, as it reads in a sentence. */
function given(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number' || typeof value === 'string') return JSON.stringify(value) === 'null' ? String(value) : JSON.stringify(value).slice(0, 40);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

const wrong = (call: string, wanted: string, value: unknown): TypeError => new TypeError(`drydock.${call} takes ${wanted}, not ${given(value)}`);

/** A text, and only that: a number is no manifest. Throws a TypeError that names the call. */
export function textFor(call: string, wanted: string, value: unknown): string {
  if (typeof value !== 'string') throw wrong(call, wanted, value);
  return value;
}

/** A REST path. */
export function pathFor(call: string, value: unknown): string {
  const wanted = 'a path such as "/api/v1/pods"';
  if (!textFor(call, wanted, value).startsWith('/')) throw wrong(call, wanted, value);
  return value as string;
}

/** A number from `min` to `max`. */
export function numberFor(call: string, wanted: string, value: unknown, { min, max }: { readonly min: number; readonly max: number }): number {
  if (typeof value !== 'number' || !(value >= min && value <= max)) throw wrong(call, wanted, value);
  return value;
}

/** What came of an action that is asked for by a spec: where it could not be done, the spec was wrong, and that is thrown as a sentence. */
export function doneOrThrow(output: CommandOutput): CommandOutput {
  if (output.exitCode !== 0) throw new Error(output.stderr.trim());
  return output;
}
