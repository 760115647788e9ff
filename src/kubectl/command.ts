import type { Run } from './effects.ts';
import { Failure } from './errors.ts';
import type { FlagSpec, FlagValues, ParsedArguments } from './flags.ts';
import type { Discovery } from './resources/discovery.ts';
import type { Session } from './session.ts';

/** One call of a command: its words, read, and the world around it. */
export interface Call extends ParsedArguments {
  readonly session: Session;
  readonly discovery: Discovery;
  readonly flags: FlagValues;
  /** `kubectl create deployment`. */
  readonly path: string;
  readonly command: Command;
}

/** What words of a line complete to. */
export type Completion = 'resource' | 'resource-name' | 'pod' | 'node' | 'rollout' | 'none';

/** A verb of kubectl, with its flags and what it does. */
export interface Command {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** Words that lead here as suggestions only. */
  readonly suggestFor?: readonly string[];
  /** Arguments as the usage line shows them: `(TYPE NAME | TYPE/NAME)`. */
  readonly args?: string;
  readonly short: string;
  /** Whether help says where the names of types are to be found. */
  readonly namesResources?: true;
  /** Whether the usage line leaves out `[flags]` though nothing else stands there. */
  readonly bareUsage?: true;
  readonly flags?: readonly FlagSpec[];
  readonly commands?: readonly Command[];
  readonly completes?: Completion;
  /** Whether `--dry-run`, or `-o` too, is read before anything else is looked at. */
  readonly readsFirst?: 'dry-run' | 'formats';
  /** Where a command that only has commands beneath it shows its help: on standard error unless said; `help`: as if `-h` had been given. */
  readonly group?: 'stdout' | 'help';
  /** Exit code; 0 where nothing is returned. */
  readonly run?: (call: Call) => Run<number | void>;
}

/** An error about how a command was called; says where to read more. */
export function usageFailure(call: Pick<Call, 'path'>, message: string): Failure {
  return new Failure(`${message}\nSee '${call.path} -h' for help and examples`);
}

/** The one NAME before `--`. */
export function oneName(call: Call): string {
  const count = call.dash >= 0 ? call.dash : call.args.length;
  if (count !== 1) throw usageFailure(call, `exactly one NAME is required, got ${String(count)}`);
  return call.args[0] ?? '';
}

/** Flags that a command needs and did not get, as cobra refuses them. */
export function checkRequired(command: Command, flags: FlagValues): void {
  const missing = (command.flags ?? []).filter((flag) => flag.required && !flags.changed(flag.name)).map((flag) => `"${flag.name}"`);
  if (missing.length > 0) throw new Failure(`required flag(s) ${missing.join(', ')} not set`);
}
