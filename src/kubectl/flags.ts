import { parseGoDuration } from '../kube/go/duration.ts';
import { Failure } from './errors.ts';

/** `int`: 64 bits, as kubectl's; `slice`: repeated and split at commas; `array`: repeated, each as it is; `map`: repeated `k=v`. */
export type FlagType = 'string' | 'bool' | 'int' | 'int32' | 'slice' | 'array' | 'duration';

/** What a value of a flag completes to. */
export type FlagHint = 'namespace' | 'container' | 'output' | 'node' | 'file';

export interface FlagSpec {
  readonly name: string;
  readonly short?: string;
  readonly type: FlagType;
  readonly default?: string;
  /** The default as help shows it, where that is not how its type is shown. */
  readonly shownDefault?: string;
  /** Value where the flag stands alone (`--dry-run`); makes the value optional. */
  readonly alone?: string;
  readonly required?: true;
  readonly help?: string;
  readonly hint?: FlagHint;
}

/** Shorthands for the tables of flags. */
export const text = (name: string, short = '', extra: Partial<FlagSpec> = {}): FlagSpec => ({ name, type: 'string', ...(short ? { short } : {}), ...extra });
export const bool = (name: string, short = '', extra: Partial<FlagSpec> = {}): FlagSpec => ({ name, type: 'bool', alone: 'true', ...(short ? { short } : {}), ...extra });
export const int = (name: string, short = '', extra: Partial<FlagSpec> = {}): FlagSpec => ({ name, type: 'int', ...(short ? { short } : {}), ...extra });
export const int32 = (name: string, short = '', extra: Partial<FlagSpec> = {}): FlagSpec => ({ name, type: 'int32', ...(short ? { short } : {}), ...extra });
export const slice = (name: string, short = '', extra: Partial<FlagSpec> = {}): FlagSpec => ({ name, type: 'slice', ...(short ? { short } : {}), ...extra });
export const array = (name: string, short = '', extra: Partial<FlagSpec> = {}): FlagSpec => ({ name, type: 'array', ...(short ? { short } : {}), ...extra });
export const duration = (name: string, short = '', extra: Partial<FlagSpec> = {}): FlagSpec => ({ name, type: 'duration', ...(short ? { short } : {}), ...extra });

/** Flags with their values, as typed. */
export class FlagValues {
  readonly #specs: ReadonlyMap<string, FlagSpec>;
  readonly #values = new Map<string, string[]>();

  constructor(specs: readonly FlagSpec[]) {
    this.#specs = new Map(specs.map((spec) => [spec.name, spec]));
  }

  /** Whether it was given. */
  changed(name: string): boolean {
    return this.#values.has(name);
  }

  has(name: string): boolean {
    return this.#specs.has(name);
  }

  /** The last value given, or the default, or ''. */
  text(name: string): string {
    return this.#values.get(name)?.at(-1) ?? this.#specs.get(name)?.default ?? '';
  }

  bool(name: string): boolean {
    return parseBool(this.text(name)) ?? false;
  }

  /** A whole number; 0 where nothing is given and there is no default. */
  int(name: string): number {
    return Number(this.text(name) || '0');
  }

  /** Milliseconds. */
  duration(name: string): number {
    return parseGoDuration(this.text(name) || '0s') ?? 0;
  }

  /** Every value given; a slice is split at its commas. */
  list(name: string): readonly string[] {
    const spec = this.#specs.get(name);
    const values = this.#values.get(name) ?? (spec?.default ? [spec.default] : []);
    return spec?.type === 'slice' ? values.flatMap(splitCsv) : values;
  }

  set(spec: FlagSpec, value: string): void {
    const problem = problemOf(spec, value);
    if (problem) throw new FlagError(`invalid argument ${quote(value)} for "${spec.short ? `-${spec.short}, ` : ''}--${spec.name}" flag: ${problem}`);
    const values = this.#values.get(spec.name);
    if (values) values.push(value);
    else this.#values.set(spec.name, [value]);
  }
}

/** A flag that cannot be read; the caller adds which command's help to see. */
export class FlagError extends Failure {}

export interface ParsedArguments {
  readonly flags: FlagValues;
  readonly args: readonly string[];
  /** How many arguments stood before `--`; −1 without one. */
  readonly dash: number;
}

/** Reads a command's words: `--name=value`, `--name value`, `-nvalue`, `-n value`, `-abc`, and `--`. */
export function parseArguments(words: readonly string[], specs: readonly FlagSpec[]): ParsedArguments {
  const flags = new FlagValues(specs);
  const args: string[] = [];
  let dash = -1;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') {
      dash = args.length;
      args.push(...words.slice(at + 1));
      break;
    }
    if (word.startsWith('--')) at += readLong(word, words[at + 1], specs, flags);
    else if (word.startsWith('-') && word.length > 1) at += readShort(word, words[at + 1], specs, flags);
    else args.push(word);
  }
  return { flags, args, dash };
}

/** How many of the following words were used up: 0 or 1. */
function readLong(word: string, next: string | undefined, specs: readonly FlagSpec[], flags: FlagValues): number {
  const equals = word.indexOf('=');
  const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
  if (name === '' || name.startsWith('-')) throw new FlagError(`bad flag syntax: ${word}`);
  const spec = specs.find((candidate) => candidate.name === name);
  if (!spec) throw new FlagError(`unknown flag: --${name}`);
  if (equals >= 0) flags.set(spec, word.slice(equals + 1));
  else if (spec.alone !== undefined) flags.set(spec, spec.alone);
  else if (next === undefined) throw new FlagError(`flag needs an argument: --${name}`);
  else {
    flags.set(spec, next);
    return 1;
  }
  return 0;
}

function readShort(word: string, next: string | undefined, specs: readonly FlagSpec[], flags: FlagValues): number {
  for (let at = 1; at < word.length; at++) {
    const letter = word.charAt(at);
    const spec = specs.find((candidate) => candidate.short === letter);
    if (!spec) throw new FlagError(`unknown shorthand flag: '${letter}' in ${word}`);
    const rest = word.slice(at + 1);
    if (rest.startsWith('=')) {
      flags.set(spec, rest.slice(1));
      return 0;
    }
    if (spec.alone !== undefined) {
      flags.set(spec, spec.alone);
      continue;
    }
    if (rest !== '') {
      flags.set(spec, rest);
      return 0;
    }
    if (next === undefined) throw new FlagError(`flag needs an argument: '${letter}' in ${word}`);
    flags.set(spec, next);
    return 1;
  }
  return 0;
}

function problemOf(spec: FlagSpec, value: string): string | undefined {
  switch (spec.type) {
    case 'bool': return parseBool(value) === undefined ? `strconv.ParseBool: parsing ${quote(value)}: invalid syntax` : undefined;
    case 'int': return intProblem(value, 64n);
    case 'int32': return intProblem(value, 32n);
    case 'duration': return parseGoDuration(value) === undefined ? durationProblem(value) : undefined;
    default: return undefined;
  }
}

/** What `strconv.ParseInt` says of a text; undefined where it is a whole number of so many bits. */
function intProblem(value: string, bits: bigint): string | undefined {
  if (!/^[+-]?\d+$/.test(value)) return `strconv.ParseInt: parsing ${quote(value)}: invalid syntax`;
  const digits = value.replace(/^[+-]?0*/, '');
  const amount = digits.length > 20 ? undefined : BigInt(digits || '0');
  const limit = 2n ** (bits - 1n) - (value.startsWith('-') ? 0n : 1n);
  return amount === undefined || amount > limit ? `strconv.ParseInt: parsing ${quote(value)}: value out of range` : undefined;
}

function durationProblem(value: string): string {
  return /^[+-]?[\d.]+$/.test(value) ? `time: missing unit in duration ${quote(value)}` : `time: invalid duration ${quote(value)}`;
}

function parseBool(value: string): boolean | undefined {
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(value)) return true;
  return ['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(value) ? false : undefined;
}

function splitCsv(value: string): string[] {
  return value === '' ? [] : value.split(',');
}

/** A text in double quotes, as Go's `%q` writes it. */
export function quote(value: string): string {
  return JSON.stringify(value);
}
