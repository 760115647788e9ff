import { Failure } from '../errors.ts';
import type { FlagValues } from '../flags.ts';

/** `--validate` as the API server's `fieldValidation`. */
export function validationOf(flags: FlagValues): 'Strict' | 'Warn' | 'Ignore' {
  const given = flags.text('validate');
  if (given === 'strict' || given === 'true') return 'Strict';
  if (given === 'warn') return 'Warn';
  if (given === 'ignore' || given === 'false') return 'Ignore';
  throw new Failure(`invalid - validate option "${given}"; must be one of: strict (or true), warn, ignore (or false)`);
}
