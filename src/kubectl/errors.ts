import type { V1Status } from '../kube/generated/types.ts';

/** Anything that ends a command with words on standard error. The sub-classes say how the words are made. */
export abstract class KubectlError extends Error {}

/** A plain error: printed after `error: `. */
export class Failure extends KubectlError {
  constructor(message: string, readonly exitCode = 1) {
    super(message);
  }
}

/** The API server refused: its Status. */
export class StatusFailure extends KubectlError {
  constructor(readonly status: V1Status) {
    super(status.message ?? '');
  }
}

/** A resource type that the server does not know, asked for where kubectl prints it without `error: `. */
export class NoResourceMatch extends KubectlError {
  constructor(resource: string, group = '') {
    super(`the server doesn't have a resource type "${resource}"${group ? ` in group "${group}"` : ''}`);
  }
}

/** No answer came from the server: nobody listens there, or nobody is found. */
export class NoConnection extends KubectlError {
  /** @param reason `connection refused`, `lookup nowhere: no such host`. */
  constructor(
    readonly host: string,
    /** `Get "https://10.0.0.1:6443/api"`. */
    readonly asked: string,
    readonly reason: string,
  ) {
    super(`${asked}: ${reason === 'connection refused' ? `dial tcp ${host}: connect: ${reason}` : reason}`);
  }

  /** What is told where no other words stand before it. */
  get sentence(): string {
    if (this.reason === 'connection refused') return `The connection to the server ${this.host} was refused - did you specify the right host or port?`;
    return `Unable to connect to the server: ${this.reason}`;
  }
}

/** Several errors, each printed on its own line. */
export class Aggregate extends KubectlError {
  constructor(readonly errors: readonly KubectlError[]) {
    super(errors.length === 1 ? (errors[0]?.message ?? '') : `[${errors.map((error) => error.message).join(', ')}]`);
  }
}

/** A program inside a container ended with this exit code; its words stand alone. */
export class ProgramFailure extends KubectlError {
  constructor(readonly exitCode: number) {
    super(`command terminated with exit code ${String(exitCode)}`);
  }
}

/** kubectl gave up with a line of its log, which stands alone. */
export class LogLine extends KubectlError {}

/** Ends the command without words. */
export class Exit extends KubectlError {
  constructor(readonly exitCode: number) {
    super('');
  }
}

/** Throws what was collected: nothing, the one error, or all of them together. */
export function throwCollected(errors: readonly KubectlError[]): void {
  if (errors.length === 0) return;
  throw errors.length === 1 && errors[0] ? errors[0] : new Aggregate(errors);
}

/** Whether the server said so, by the Status' reason. */
export const isReason = (error: unknown, reason: string): error is StatusFailure => error instanceof StatusFailure && error.status.reason === reason;
export const isNotFound = (error: unknown): error is StatusFailure => isReason(error, 'NotFound');

/** Puts what was being done before an error, for objects that come from a file; `source` as kubectl names it (`STDIN`). */
export function withSource(verb: string, source: string, error: KubectlError): KubectlError {
  if (source === '' || (error instanceof NoConnection && verb !== 'deleting')) return error;
  const message = `error when ${verb} "${source}": ${error.message}`;
  return error instanceof StatusFailure ? new StatusFailure({ ...error.status, message }) : new Failure(message);
}

/**
 * The words of an error and the exit code, as kubectl's `CheckErr` chooses them.
 *
 * @see kubectl, cmd/util, checkErr
 */
export function describeError(error: KubectlError): { readonly text: string; readonly exitCode: number } {
  if (error instanceof Exit) return { text: '', exitCode: error.exitCode };
  if (error instanceof Aggregate) return { text: error.errors.map(lineOf).join('\n'), exitCode: 1 };
  if (error instanceof StatusFailure && error.status.reason === 'Invalid') return { text: invalidText(error.status), exitCode: 1 };
  if (error instanceof ProgramFailure) return { text: error.message, exitCode: error.exitCode };
  if (error instanceof NoResourceMatch || error instanceof LogLine) return { text: error.message, exitCode: 1 };
  if (error instanceof NoConnection) return { text: error.sentence, exitCode: 1 };
  const standard = standardText(error);
  if (standard !== undefined) return { text: standard, exitCode: 1 };
  const text = error.message.startsWith('error: ') ? error.message : `error: ${error.message}`;
  return { text, exitCode: error instanceof Failure ? error.exitCode : 1 };
}

const lineOf = (error: KubectlError): string => (error instanceof NoConnection ? error.sentence : (standardText(error) ?? error.message));

function standardText(error: KubectlError): string | undefined {
  if (!(error instanceof StatusFailure)) return undefined;
  const { reason } = error.status;
  if (reason === 'Unauthorized') return `error: You must be logged in to the server (${error.message})`;
  return reason ? `Error from server (${reason}): ${error.message}` : `Error from server: ${error.message}`;
}

function invalidText({ details, message }: V1Status): string {
  if (!details) return `The request is invalid${message ? `: ${message}` : ''}`;
  const lines = [...new Set((details.causes ?? []).map((cause) => `${cause.field ?? ''}: ${cause.message ?? ''}`))];
  const subject = details.kind || details.name ? `The ${details.kind ?? ''} "${details.name ?? ''}" is invalid` : 'The request is invalid';
  if (lines.length === 0) return details.kind || details.name || !message ? subject : `${subject}: ${message}`;
  return lines.length === 1 ? `${subject}: ${lines[0] ?? ''}` : `${subject}: \n${lines.map((line) => `* ${line}`).join('\n')}`;
}
