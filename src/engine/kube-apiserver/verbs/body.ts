import { convert, readText, type FieldValidation } from '../../../kube/codec/index.ts';
import type { V1DeleteOptions, V1Status } from '../../../kube/generated/types.ts';
import { isJsonObject } from '../../../kube/json.ts';
import type { KubeObject } from '../../../kube/object.ts';
import * as refusal from '../../../kube/status.ts';
import type { Call } from '../core.ts';
import { decodeObject, isRefused } from '../object-model.ts';
import { isStatus, keyIn, type Resource } from '../resource.ts';

/** The query's `fieldValidation`; a text that it cannot be is refused. */
export function fieldValidationOf(call: Call): FieldValidation | undefined | V1Status {
  const asked = call.info.query.get('fieldValidation');
  if (asked === '') return undefined;
  if (asked === 'Strict' || asked === 'Warn' || asked === 'Ignore') return asked;
  return refusal.invalid({ group: 'meta.k8s.io', kind: 'CreateOptions' }, '', [
    { type: 'FieldValueNotSupported', field: 'fieldValidation', badValue: asked, detail: 'supported values: "Ignore", "Strict", "Warn"' },
  ]);
}

/** The body as an object of a resource, defaulted, with name and namespace of the path where it leaves them out. */
export function bodyObject(call: Call, resource: Resource = call.resource): KubeObject | V1Status {
  const object = typedBody(call, resource);
  return isStatus(object) ? object : inPlace(call, object);
}

/** The body read by the schema of a resource, whatever names it says. */
export function typedBody(call: Call, resource: Resource): KubeObject | V1Status {
  const validation = fieldValidationOf(call);
  if (typeof validation === 'object') return validation;
  const decoded = decodeObject(resource, call.request.body, validation);
  if (isRefused(decoded)) return decoded;
  call.warnings.push(...decoded.warnings);
  return decoded.object;
}

/** Checks name and namespace against the path. */
export function inPlace(call: Call, object: KubeObject): KubeObject | V1Status {
  const { address, resource } = call;
  const { namespace = '', name = '' } = object.metadata ?? {};
  if (address.name !== '' && name !== '' && name !== address.name) {
    return refusal.badRequest(`the name of the object (${name}) does not match the name on the URL (${address.name})`);
  }
  if (!resource.kind.namespaced) {
    return namespace === '' ? object : { ...object, metadata: { ...object.metadata, namespace: '' } };
  }
  if (namespace === address.namespace) return object;
  if (namespace === '') return { ...object, metadata: { ...object.metadata, namespace: address.namespace } };
  return refusal.badRequest('the namespace of the provided object does not match the namespace sent on the request');
}

/** DeleteOptions of body and query. */
export function deleteOptions(call: Call): V1DeleteOptions | V1Status {
  const { body } = call.request;
  const { query } = call.info;
  const read = typeof body === 'string' && body !== '' ? readText(body) : { ok: true as const, value: body ?? {} };
  if (!read.ok) return refusal.badRequest(read.message);
  if (!isJsonObject(read.value) && read.value !== '') return refusal.badRequest('expected DeleteOptions');
  const { value, error } = convert('V1DeleteOptions', read.value === '' ? {} : read.value);
  if (error !== undefined) return refusal.badRequest(error);
  const given = value as V1DeleteOptions;
  const grace = query.number('gracePeriodSeconds');
  const merged = {
    ...given,
    ...(grace === undefined ? {} : { gracePeriodSeconds: grace }),
    ...(query.get('propagationPolicy') === '' ? {} : { propagationPolicy: query.get('propagationPolicy') }),
    ...(query.get('orphanDependents') === '' ? {} : { orphanDependents: query.flag('orphanDependents') }),
  };
  return deleteOptionsProblem(merged) ?? merged;
}

const policies: readonly string[] = ['Background', 'Foreground', 'Orphan'];

/** What is wrong with options that could be read. */
export function deleteOptionsProblem({ propagationPolicy, orphanDependents }: V1DeleteOptions): V1Status | undefined {
  const kind = { group: 'meta.k8s.io', kind: 'DeleteOptions' };
  if (propagationPolicy !== undefined && orphanDependents !== undefined) {
    return refusal.invalid(kind, '', [{ type: 'FieldValueInvalid', field: 'propagationPolicy', badValue: propagationPolicy, detail: 'orphanDependents and deletionPropagation cannot be both set' }]);
  }
  if (propagationPolicy === undefined || policies.includes(propagationPolicy)) return undefined;
  return refusal.invalid(kind, '', [{ type: 'FieldValueNotSupported', field: 'propagationPolicy', badValue: propagationPolicy, detail: 'supported values: "Foreground", "Background", "Orphan", "nil"' }]);
}

/** The object that the path names, as it is kept; or NotFound. */
export function stored(call: Call): KubeObject | V1Status {
  const { core, resource, address } = call;
  return core.store.get(keyIn(resource, address.namespace, address.name)) ?? refusal.notFound(resource.kind, address.name);
}
