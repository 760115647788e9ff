import type { PatchType } from '../../../kube/api.ts';
import type { V1Status } from '../../../kube/generated/types.ts';
import type { KubeObject } from '../../../kube/object.ts';
import * as refusal from '../../../kube/status.ts';
import { toServed, toStorage } from '../conversion.ts';
import type { Call } from '../core.ts';
import { isRefused, patchObject, type OrdinaryPatch } from '../object-model.ts';
import { createObject } from '../objects/create.ts';
import { deleteObject } from '../objects/delete.ts';
import { updateObject, type UpdateScope } from '../objects/update.ts';
import { isStatus, keyIn } from '../resource.ts';
import { apply } from './apply.ts';
import { bodyObject, deleteOptions, fieldValidationOf, inPlace, stored } from './body.ts';
import { list } from './list.ts';
import { namesManagedFields, takeSentFields, withManagedFields } from './sent-fields.ts';

const shown = (call: Call, object: KubeObject | V1Status): KubeObject | V1Status => (isStatus(object) ? object : toServed(call.resource, object));

export function get(call: Call): KubeObject | V1Status {
  return shown(call, stored(call));
}

export function create(call: Call): KubeObject | V1Status {
  const object = bodyObject(call);
  return isStatus(object) ? object : shown(call, createObject(call, toStorage(call.resource, object)));
}

/** PUT: replaces what is there; some kinds are created where nothing is. */
export function update(call: Call, scope: UpdateScope = 'object'): KubeObject | V1Status {
  const object = bodyObject(call);
  if (isStatus(object)) return object;
  const named = object.metadata?.name ? object : { ...object, metadata: { ...object.metadata, name: call.address.name } };
  const old = stored(call);
  if (isStatus(old)) {
    if (scope !== 'object' || !call.core.strategy(call.resource).createsOnUpdate || old.reason !== 'NotFound') return old;
    return shown(call, createObject(call, toStorage(call.resource, named)));
  }
  takeSentFields(call, named);
  return shown(call, updateObject(call, old, () => toStorage(call.resource, named), scope));
}

const patchTypes: readonly PatchType[] = [
  'application/json-patch+json', 'application/merge-patch+json', 'application/strategic-merge-patch+json', 'application/apply-patch+yaml',
];

export function patch(call: Call, scope: UpdateScope = 'object'): KubeObject | V1Status {
  const type = patchTypeOf(call);
  if (typeof type === 'object') return type;
  if (type === 'application/apply-patch+yaml') return apply(call, scope);
  const old = stored(call);
  if (isStatus(old)) return old;
  return shown(call, updateObject(call, old, (current) => patched(call, current, type), scope));
}

/** The content type, if it is one that this resource takes. */
export function patchTypeOf(call: Call): PatchType | V1Status {
  const asked = (call.request.contentType ?? 'application/json').split(';')[0] as PatchType;
  const accepted = call.resource.custom ? patchTypes.filter((type) => type !== 'application/strategic-merge-patch+json') : patchTypes;
  return accepted.includes(asked) ? asked : refusal.unsupportedMediaType(accepted);
}

function patched(call: Call, current: KubeObject, type: OrdinaryPatch): KubeObject | V1Status {
  const validation = fieldValidationOf(call);
  if (typeof validation === 'object') return validation;
  const served = toServed(call.resource, current);
  const decoded = patchObject(call.resource, type, namesManagedFields(call.request.body) ? withManagedFields(call, served) : served, call.request.body, validation);
  if (isRefused(decoded)) return decoded;
  takeSentFields(call, decoded.object);
  call.warnings.push(...decoded.warnings);
  const placed = inPlace(call, decoded.object);
  return isStatus(placed) ? placed : toStorage(call.resource, placed);
}

export function remove(call: Call): KubeObject | V1Status {
  const kept = call.core.strategy(call.resource).keeps?.(call.address.name);
  if (kept !== undefined) return refusal.forbidden(call.resource.kind, call.address.name, kept);
  const options = deleteOptions(call);
  if (isStatus(options)) return options;
  const existing = stored(call);
  if (isStatus(existing)) return existing;
  const deletion = deleteObject(call, existing, options);
  if (isStatus(deletion)) return deletion;
  if (!deletion.gone) {
    call.code = 200;
    return shown(call, deletion.object);
  }
  if (call.core.strategy(call.resource).returnsDeleted) return shown(call, deletion.object);
  return refusal.deleted(call.resource.kind, call.address.name, deletion.object.metadata?.uid ?? '');
}

/** Deletes everything that a list with the same selectors shows; the answer is that list. */
export function removeCollection(call: Call): unknown {
  const options = deleteOptions(call);
  if (isStatus(options)) return options;
  const listed = list(call);
  if (isStatus(listed)) return listed;
  for (const item of listed.items) {
    const { namespace = '', name = '' } = item.metadata ?? {};
    const existing = call.core.store.get(keyIn(call.resource, namespace, name));
    const deletion = existing && deleteObject(call, existing, options);
    if (isStatus(deletion) && deletion.code !== 404) return deletion;
  }
  return listed;
}
