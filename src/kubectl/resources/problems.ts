import { NoConnection, StatusFailure, type KubectlError } from '../errors.ts';
import type { Session } from '../session.ts';

/** Where in its document a text problem is; counted from 1. */
export interface Place {
  readonly line?: number;
  readonly column?: number;
}

/** Tells an editor about a document that was refused: one problem for each field that the refusal names. Where nobody answered nothing is said against the document. */
export function reportProblem(session: Session, document: number, error: KubectlError, place: Place = {}): void {
  if (error instanceof NoConnection) return;
  const where = { ...(place.line === undefined ? {} : { line: place.line }), ...(place.column === undefined ? {} : { column: place.column }) };
  for (const { field, message } of fieldsOf(error)) session.output.problem?.({ document, field, message, ...where });
}

interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

function fieldsOf(error: KubectlError): readonly FieldProblem[] {
  const causes = error instanceof StatusFailure ? (error.status.details?.causes ?? []) : [];
  if (causes.length > 0) return causes.map((cause) => ({ field: cause.field ?? '', message: cause.message ?? error.message }));
  return fieldsInText(error.message);
}

/** Field paths in the words of decoders: `unknown field "spec.x"`, `Go struct field DeploymentSpec.spec.replicas of type`. */
function fieldsInText(message: string): readonly FieldProblem[] {
  const strict = [...message.matchAll(/(unknown|duplicate) field "([^"]+)"/g)];
  if (strict.length > 0) return strict.map(([words, , field]) => ({ field: field ?? '', message: words }));
  const types = [...message.matchAll(/(apiVersion|kind) (?:not set|isn't string type)/g)];
  if (types.length > 0) return types.map(([words, field]) => ({ field: field ?? '', message: words }));
  const bare = /Object '(Kind)' is missing|decodeList\.(items) of type|no matches for kind "[^"]*" in (version) ""/.exec(message);
  if (bare) return [{ field: bare[1] ? 'kind' : bare[2] ? 'items' : 'apiVersion', message }];
  const typed = /json: cannot unmarshal .* into Go struct field [^.\s]+\.(\S+) of type .*/.exec(message);
  return [{ field: typed?.[1] ?? '', message: typed?.[0] ?? message }];
}
