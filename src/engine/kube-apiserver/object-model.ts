import type { PatchType, UserInfo } from '../../kube/api.ts';
import { decode, decodePatched, type FieldValidation } from '../../kube/codec/index.ts';
import { defaultObject } from '../../kube/defaults/index.ts';
import type { FieldError } from '../../kube/field-errors.ts';
import type { EventsV1Event, V1CustomResourceDefinition, V1Status } from '../../kube/generated/types.ts';
import type { JsonObject } from '../../kube/json.ts';
import type { KubeObject } from '../../kube/object.ts';
import * as refusal from '../../kube/status.ts';
import { applyPatchRequest } from '../../kube/patches/index.ts';
import { customResourceDefinitions, events, mutatingAdmissionPolicies, mutatingWebhookConfigurations, pods, validatingAdmissionPolicies, validatingWebhookConfigurations, type Kind, type Subresource } from '../../kube/kinds.ts';
import { validateCreate, validateUpdate, warningsFor } from '../../kube/validation/index.ts';
import { expressionErrors, mutationErrors, webhookExpressionErrors } from './admission/admission-policies/compile.ts';
import { toServed } from './conversion.ts';
import { ruleProblems } from './custom-resources/compile.ts';
import { prune, withDefaults } from './custom-resources/structural.ts';
import { schemaErrors } from './custom-resources/validate.ts';
import { isStatus, type Resource } from './resource.ts';

/** Every patch but server-side apply. */
export type OrdinaryPatch = Exclude<PatchType, 'application/apply-patch+yaml'>;

/** What decoding gives: the object with its defaults, and what was wrong with it but not enough to refuse it. */
export interface Decoded {
  readonly object: KubeObject;
  readonly warnings: readonly string[];
}

/** Reads a body as an object of that resource and fills in its defaults. */
export function decodeObject(resource: Resource, body: unknown, fieldValidation: FieldValidation | undefined): Decoded | V1Status {
  const decoded = decode(resource.kind, body ?? '', fieldValidation ? { fieldValidation } : {});
  if (!decoded.ok) return decoded.status;
  return completed(resource, decoded.value, decoded.warnings, fieldValidation);
}

/** What a patch made of an object, decoded and with its defaults. */
export function patchObject(resource: Resource, type: OrdinaryPatch, object: KubeObject, body: unknown, fieldValidation: FieldValidation | undefined): Decoded | V1Status {
  const patched = applyPatchRequest({ type, current: object as JsonObject, patch: body ?? '', schema: resource.kind.schema });
  if (!patched.ok) return patched.status;
  const { value, patch, strict } = patched.value;
  if (value === object) return { object, warnings: [] };
  const isStrategic = type === 'application/strategic-merge-patch+json';
  const decoded = decodePatched(resource.kind, { value, strict, ...(isStrategic ? { strategicPatch: patch } : {}) }, fieldValidation ? { fieldValidation } : {});
  if (!decoded.ok) return decoded.status;
  return completed(resource, decoded.value, decoded.warnings, fieldValidation);
}

/** Defaults; of a custom resource also what its schema does not know is dropped. */
function completed(resource: Resource, object: KubeObject, warnings: readonly string[], fieldValidation: FieldValidation | undefined): Decoded | V1Status {
  if (!resource.custom) return { object: defaultObject(resource.kind, resource.kind === pods ? withContainers(object) : object), warnings };
  const schema = resource.custom.version.schema?.openAPIV3Schema;
  const pruned = resource.custom.definition.spec.preserveUnknownFields ? { value: object, unknown: [] } : prune(object, schema, true);
  const unknown = pruned.unknown.map((path) => `unknown field "${path}"`);
  if (unknown.length > 0 && fieldValidation === 'Strict') {
    const { kind, version } = resource.kind;
    return refusal.badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: strict decoding error: ${unknown.join(', ')}`);
  }
  const whole = withDefaults(pruned.value, schema) as KubeObject;
  return { object: whole, warnings: fieldValidation === 'Ignore' ? warnings : [...warnings, ...unknown] };
}

/** A pod whose spec is not there at all is treated like one without containers: admission comes before validation. */
function withContainers(object: KubeObject): KubeObject {
  const { spec } = object as { readonly spec?: { readonly containers?: unknown } };
  return Array.isArray(spec?.containers) ? object : ({ ...object, spec: { ...spec, containers: [] } } as KubeObject);
}

/** Kinds that hold expressions of the Common Expression Language. */
const compilers: ReadonlyMap<Kind, (object: KubeObject) => readonly FieldError[]> = new Map<Kind, (object: KubeObject) => readonly FieldError[]>([
  [validatingAdmissionPolicies, expressionErrors], [mutatingAdmissionPolicies, mutationErrors], [mutatingWebhookConfigurations, webhookExpressionErrors], [validatingWebhookConfigurations, webhookExpressionErrors],
]);

/** What is wrong with a new object, in the version that it is kept in. */
export function createErrors(resource: Resource, object: KubeObject): readonly FieldError[] {
  const errors = resource.kind === events ? validateCreate(events, toServed(resource, object)) : validateCreate(resource.storage, object);
  if (resource.storage === customResourceDefinitions) return errors.length > 0 ? errors : ruleProblems(object as V1CustomResourceDefinition);
  const compiled = compilers.get(resource.storage);
  if (compiled) return [...errors, ...compiled(object)];
  return resource.custom ? [...errors, ...schemaErrors(object, resource.custom.version.schema?.openAPIV3Schema, undefined)] : errors;
}

/** What is wrong with a change. `subresource`: the door that it came through, '' for the object itself. */
export function updateErrors(resource: Resource, object: KubeObject, old: KubeObject, subresource: Subresource | ''): readonly FieldError[] {
  if (resource.custom) return [...validateUpdate(resource.storage, object, old), ...schemaErrors(object, resource.custom.version.schema?.openAPIV3Schema, old)];
  if (resource.kind === events) return validateUpdate(events, toServed(resource, object) as EventsV1Event, toServed(resource, old) as EventsV1Event);
  const compiled = subresource === '' ? compilers.get(resource.storage) : undefined;
  if (compiled) return [...validateUpdate(resource.storage, object, old), ...compiled(object)];
  return subresource === '' ? validateUpdate(resource.storage, object, old) : validateUpdate(resource.storage, object, old, subresource);
}

const nothing: readonly string[] = [];

/** What a client is warned of. The cluster's own components do not read warnings, so none are worked out for them. */
export function warningsOf(resource: Resource, object: KubeObject, old: KubeObject | undefined, user: UserInfo): readonly string[] {
  return user.name.startsWith('system:') ? nothing : warningsFor(resource.storage, object, old);
}

export const isRefused = (answer: Decoded | V1Status): answer is V1Status => isStatus(answer);
