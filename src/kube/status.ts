/**
 * Every refusal of the API server, in its own words.
 *
 * @see Kubernetes apimachinery, api/errors
 */
import { fieldErrorDetail, fieldErrorsText } from './field-errors.ts';
import type { FieldError } from './field-errors.ts';
import type { V1Status, V1StatusCause, V1StatusDetails } from './generated/types.ts';
import { groupResourceOf } from './kinds.ts';
import type { Kind } from './kinds.ts';

/** A resource by group and plural name; every `Kind` is one. */
export type GroupResource = Pick<Kind, 'group' | 'plural'>;
/** A kind by group and name; every `Kind` is one. */
export type GroupKind = Pick<Kind, 'group' | 'kind'>;

/** A Status of failure. Empty details are left out, as JSON leaves them out. */
export function failure(code: number, reason: string, message: string, details?: V1StatusDetails): V1Status {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, ...(reason ? { reason } : {}), ...(details ? { details } : {}), code };
}

function detailsOf({ group, plural }: GroupResource, name = '', more: V1StatusDetails = {}): V1StatusDetails {
  return { ...(name ? { name } : {}), ...(group ? { group } : {}), ...(plural ? { kind: plural } : {}), ...more };
}

/** `Kind.group`, or `Kind` alone in the core group. */
export function groupKindText({ group, kind }: GroupKind): string {
  return group === '' ? kind : `${kind}.${group}`;
}

/** `pods "x" not found` */
export function notFound(resource: GroupResource, name: string): V1Status {
  return failure(404, 'NotFound', `${groupResourceOf(resource)} "${name}" not found`, detailsOf(resource, name));
}

/** No such path, kind or subresource. */
export function noSuchResource(): V1Status {
  return failure(404, 'NotFound', 'the server could not find the requested resource', {});
}

/** `configmaps "x" already exists`; with `beingDeleted` as told while finalizers hold the old object. */
export function alreadyExists(resource: GroupResource, name: string, beingDeleted = false): V1Status {
  const text = `${groupResourceOf(resource)} "${name}" already exists`;
  return failure(409, 'AlreadyExists', beingDeleted ? `object is being deleted: ${text}` : text, detailsOf(resource, name));
}

/** A name made from `generateName` was taken, more often than the server cared to try. */
export function generateNameConflict(resource: GroupResource, name: string, retryAfterSeconds = 1): V1Status {
  const message = `${groupResourceOf(resource)} "${name}" already exists, the server was not able to generate a unique name for the object`;
  return failure(409, 'AlreadyExists', message, detailsOf(resource, name, { retryAfterSeconds }));
}

/** What an update says that was made from an older version. */
export const objectModified = 'the object has been modified; please apply your changes to the latest version and try again';

/** `Operation cannot be fulfilled on deployments.apps "x": …`; without words: the object has been modified. */
export function conflict(resource: GroupResource, name: string, words: string = objectModified): V1Status {
  return failure(409, 'Conflict', `Operation cannot be fulfilled on ${groupResourceOf(resource)} "${name}": ${words}`, detailsOf(resource, name));
}

/** The precondition of a delete or update names another uid. An empty uid is that of an object that is gone. */
export function uidConflict(resource: GroupResource, name: string, wanted: string, found: string): V1Status {
  return conflict(resource, name, `the UID in the precondition (${wanted}) does not match the UID in record (${found}). The object might have been deleted and then recreated`);
}

/** Server-side apply met fields of others. The causes come from `managed-fields`. */
export function applyConflict(causes: readonly V1StatusCause[], message: string): V1Status {
  return failure(409, 'Conflict', message, { causes });
}

/** `Deployment.apps "x" is invalid: [a, b]`, one cause per field. */
export function invalid(kind: GroupKind, name: string, errors: readonly FieldError[]): V1Status {
  const causes = errors.map((error): V1StatusCause => ({ reason: error.type, message: fieldErrorDetail(error), field: error.field }));
  const said = errors.length > 0 ? `: ${fieldErrorsText(errors)}` : '';
  const details = { ...(name ? { name } : {}), ...(kind.group ? { group: kind.group } : {}), ...(kind.kind ? { kind: kind.kind } : {}), ...(causes.length > 0 ? { causes } : {}) };
  return failure(422, 'Invalid', `${groupKindText(kind)} "${name}" is invalid${said}`, details);
}

/** A patch that gave no readable object: an Invalid without a kind, about the field `patch`. */
export function invalidPatch(patch: string, words: string): V1Status {
  return invalid({ group: '', kind: '' }, '', [{ type: 'FieldValueInvalid', field: 'patch', badValue: patch, detail: words }]);
}

/** The answer to a JSON patch that cannot be carried out: the words of the patch itself are not passed on. */
export function rejectedRequest(): V1Status {
  return failure(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
}

export function badRequest(message: string): V1Status {
  return failure(400, 'BadRequest', message);
}

/** `pods "x" is forbidden: <words>`: admission, quota, Pod Security. */
export function forbidden(resource: GroupResource, name: string, words: string): V1Status {
  const group = groupResourceOf(resource);
  const subject = group === '' ? 'forbidden' : name === '' ? `${group} is forbidden` : `${group} "${name}" is forbidden`;
  return failure(403, 'Forbidden', `${subject}: ${words}`, detailsOf(resource, name));
}

/** What somebody wanted to do and may not. */
export interface RefusedAccess {
  readonly user: string;
  readonly verb: string;
  readonly resource: GroupResource;
  readonly subresource?: string;
  readonly name?: string;
  /** '' at the cluster scope. */
  readonly namespace?: string;
  /** Words after the sentence, for instance what RBAC found wrong. */
  readonly because?: string;
}

/** `pods is forbidden: User "x" cannot list resource "pods" in API group "" in the namespace "default"` */
export function accessDenied({ user, verb, resource, subresource, name = '', namespace = '', because = '' }: RefusedAccess): V1Status {
  const full = subresource ? `${resource.plural}/${subresource}` : resource.plural;
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const sentence = `User "${user}" cannot ${verb} resource "${full}" in API group "${resource.group}" ${where}`;
  return forbidden(resource, name, because === '' ? sentence : `${sentence}: ${because}`);
}

/** `forbidden: User "x" cannot get path "/metrics"` */
export function pathDenied(user: string, verb: string, path: string): V1Status {
  return failure(403, 'Forbidden', `forbidden: User "${user}" cannot ${verb} path "${path}"`, {});
}

/** The credentials are nobody's. */
export function unauthorized(): V1Status {
  return failure(401, 'Unauthorized', 'Unauthorized');
}

/** The client asked for a method that this path does not know. */
export function methodNotAllowed(): V1Status {
  return failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
}

/** A watch from a revision that is compacted away: `too old resource version: 5 (100)`. */
export function tooOldResourceVersion(asked: string | number, oldest: string | number): V1Status {
  return expired(`too old resource version: ${String(asked)} (${String(oldest)})`);
}

export function expired(message: string): V1Status {
  return failure(410, 'Expired', message);
}

/** The continue token of a list is older than the last compaction. */
export function continueExpired(): V1Status {
  const inconsistent = 'Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';
  return expired(`The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. ${inconsistent}`);
}

/** A read or watch from a revision that has not happened yet. */
export function tooLargeResourceVersion(asked: string | number, current: string | number, retryAfterSeconds = 1): V1Status {
  const message = `Timeout: Too large resource version: ${String(asked)}, current: ${String(current)}`;
  return failure(504, 'Timeout', message, { causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }], retryAfterSeconds });
}

export function unsupportedMediaType(accepted: readonly string[]): V1Status {
  return failure(415, 'UnsupportedMediaType', `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`);
}

export function requestEntityTooLarge(message: string): V1Status {
  return failure(413, 'RequestEntityTooLarge', `Request entity too large: ${message}`);
}

export function tooManyRequests(message: string, retryAfterSeconds = 0, causes?: readonly V1StatusCause[]): V1Status {
  return failure(429, 'TooManyRequests', message, { ...(causes ? { causes } : {}), ...(retryAfterSeconds > 0 ? { retryAfterSeconds } : {}) });
}

export function internalError(message: string): V1Status {
  return failure(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] });
}

/** The answer to a DELETE that is done at once: a Status of success naming what went. */
export function deleted(resource: GroupResource, name: string, uid: string): V1Status {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details: { ...detailsOf(resource, name), uid } };
}
