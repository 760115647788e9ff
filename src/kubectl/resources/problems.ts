import { convert } from '../../kube/codec/index.ts';
import { apiVersionOf, builtInKinds } from '../../kube/kinds.ts';
import { NoConnection, StatusFailure, type KubectlError } from '../errors.ts';
import type { Session } from '../session.ts';
import type { Info } from './builder.ts';
import type { Obj } from './object.ts';

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

/** The same of an object that the API server refused. Of a quantity or a time that cannot be read the server says only that: which one it is, the object's type tells. */
export function reportRefusal(session: Session, { document, object }: Info, error: KubectlError): void {
  if (error instanceof NoConnection) return;
  for (const { field, message } of fieldsOf(error)) session.output.problem?.({ document, field: (namesNone.has(field) ? unreadableField(object) : undefined) ?? field, message });
}

/** What stands where a refusal names no field: nothing, or that it was a patch. */
const namesNone: ReadonlySet<string> = new Set(['', 'patch']);

function unreadableField(object: Obj): string | undefined {
  const kind = builtInKinds.find((known) => known.kind === object.kind && apiVersionOf(known) === object.apiVersion);
  return kind && kind.schema !== '' ? convert(kind.schema, object).stoppedAt : undefined;
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
