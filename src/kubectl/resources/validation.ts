import type { Call } from '../command.ts';
import { Failure, NoConnection, type KubectlError } from '../errors.ts';
import type { FlagValues } from '../flags.ts';

/** `--validate` as the API server's `fieldValidation`. */
export function validationOf(flags: FlagValues): 'Strict' | 'Warn' | 'Ignore' {
  const given = flags.text('validate');
  if (given === 'strict' || given === 'true') return 'Strict';
  if (given === 'warn') return 'Warn';
  if (given === 'ignore' || given === 'false') return 'Ignore';
  throw new Failure(`invalid - validate option "${given}"; must be one of: strict (or true), warn, ignore (or false)`);
}

/** What became of a document that was to be validated first, where no server answered: what it is validated by could not be had. */
export function unvalidated(call: Call, source: string, error: KubectlError): KubectlError {
  if (!(error instanceof NoConnection) || validationOf(call.flags) === 'Ignore') return error;
  const { reason, host } = error;
  const asked = new NoConnection(host, `Get "${call.session.settings.server}/openapi/v2?timeout=32s"`, reason);
  return new Failure(`error validating ${JSON.stringify(source)}: error validating data: failed to download openapi: ${asked.message}; if you choose to ignore these errors, turn validation off with --validate=false`);
}
