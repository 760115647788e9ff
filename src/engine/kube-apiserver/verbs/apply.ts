import { readText } from '../../../kube/codec/index.ts';
import type { V1Status } from '../../../kube/generated/types.ts';
import { isJsonObject, type JsonObject } from '../../../kube/json.ts';
import { applyPatch, managedFieldsOf, type Applied, type FieldRecord, type ObjectSchema } from '../../../kube/managed-fields/index.ts';
import type { KubeObject } from '../../../kube/object.ts';
import * as refusal from '../../../kube/status.ts';
import { toServed, toStorage } from '../conversion.ts';
import type { Call } from '../core.ts';
import { decodeObject, isRefused } from '../object-model.ts';
import { createObject } from '../objects/create.ts';
import { updateObject, type UpdateScope } from '../objects/update.ts';
import { isStatus, keyIn, ownershipSchema } from '../resource.ts';
import { fieldValidationOf, inPlace, stored } from './body.ts';

/**
 * Server-side apply: merges a configuration by who owns what, and creates what is not there.
 *
 * @see Kubernetes 1.36, apiserver, endpoints/handlers/patch.go, applyPatcher
 */
export function apply(call: Call, scope: UpdateScope): KubeObject | V1Status {
  const config = configOf(call);
  if (isStatus(config)) return config;
  const old = stored(call);
  if (!isStatus(old)) return updated(call, config, old, scope);
  if (old.reason !== 'NotFound' || scope !== 'object') return old;
  const made = applied(call, config, undefined, scope);
  if (isStatus(made)) return made;
  const { uid } = made.metadata ?? {};
  if (uid) return refusal.conflict(call.resource.kind, call.address.name, `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`);
  return shown(call, createObject(call, toStorage(call.resource, made)));
}

const shown = (call: Call, object: KubeObject | V1Status): KubeObject | V1Status => (isStatus(object) ? object : toServed(call.resource, object));

function updated(call: Call, config: JsonObject, old: KubeObject, scope: UpdateScope): KubeObject | V1Status {
  const { resourceVersion = '' } = (config['metadata'] ?? {}) as { readonly resourceVersion?: unknown };
  return shown(call, updateObject(call, old, (current) => {
    if (resourceVersion !== '' && resourceVersion !== '0' && resourceVersion !== current.metadata?.resourceVersion) return refusal.conflict(call.resource.kind, call.address.name);
    const made = applied(call, config, toServed(call.resource, current), scope);
    return isStatus(made) ? made : toStorage(call.resource, made);
  }, scope));
}

function configOf(call: Call): JsonObject | V1Status {
  const { body } = call.request;
  const { query } = call.info;
  if (query.get('fieldManager') === '') {
    return refusal.invalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [{ type: 'FieldValueRequired', field: 'fieldManager', badValue: '', detail: 'is required for apply patch' }]);
  }
  const read = typeof body === 'string' ? readText(body) : { ok: true as const, value: body };
  if (!read.ok) return refusal.badRequest(`error decoding YAML: ${read.message}`);
  if (!isJsonObject(read.value)) return refusal.badRequest('error decoding YAML: json: cannot unmarshal into Go value of type map[string]interface {}');
  return read.value;
}

function applied(call: Call, config: JsonObject, live: KubeObject | undefined, scope: UpdateScope): KubeObject | V1Status {
  const { core, resource, address, info } = call;
  const validation = fieldValidationOf(call);
  if (typeof validation === 'object') return validation;
  const record = core.fields.of(keyIn(resource, address.namespace, address.name));
  const result = applyPatch({
    kind: resource.kind, schema: ownershipSchema(resource), live, record, config, manager: info.query.get('fieldManager'), force: info.query.flag('force'),
    ...(scope === 'object' ? {} : { subresource: scope }), time: core.timestamp(),
  });
  if (!result.ok) return result.status;
  call.applied = { record: result.value.record, ownersChanged: ownersChanged(result.value, record, ownershipSchema(resource)) };
  const decoded = decodeObject(resource, result.value.object, validation);
  if (isRefused(decoded)) return decoded;
  call.warnings.push(...decoded.warnings);
  return inPlace(call, named(decoded.object, address.name));
}

const named = (object: KubeObject, name: string): KubeObject => (object.metadata?.name ? object : { ...object, metadata: { ...object.metadata, name } });

/** Whether somebody owns something else than before; times do not count. */
function ownersChanged({ record }: Applied, before: FieldRecord | undefined, schema: ObjectSchema): boolean {
  const words = (of: FieldRecord): string => JSON.stringify(managedFieldsOf(of, schema).map(({ time, ...rest }) => (void time, rest)));
  return before === undefined || words(record) !== words(before);
}
