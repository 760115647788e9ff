import type { FieldError } from '../field-errors.ts';
import * as kinds from '../kinds.ts';
import type { Kind, Subresource } from '../kinds.ts';
import type { KubeObject } from '../object.ts';
import { admissionPolicyRules } from './admission-policies.ts';
import { accessRules } from './access.ts';
import { apiServiceRules } from './api-services.ts';
import { autoscalingRules } from './autoscaling.ts';
import { certificateRules } from './certificates.ts';
import { clusterRules } from './cluster.ts';
import { configRules } from './config.ts';
import { customResourceRules } from './custom-resources.ts';
import { nameIsPathSegment, nameIsSubdomain } from './formats.ts';
import { flowControlRules } from './flow-control.ts';
import { jobRules } from './jobs.ts';
import { checkNonNegative, checkObjectMeta, checkObjectMetaUpdate } from './metadata.ts';
import { networkingRules } from './networking.ts';
import { checkEphemeralContainersUpdate, checkPodCreate, checkPodStatus, checkPodUpdate, checkResize } from './pods.ts';
import { quotaRules } from './quotas.ts';
import { rules, type Rules } from './rules.ts';
import { checkServiceAddresses, serviceRules } from './services.ts';
import { storageRules } from './storage.ts';
import { webhookRules } from './webhooks.ts';
import { workloadRules } from './workloads.ts';

export { deprecationWarning, warningsFor } from './warnings.ts';

const podRules = rules({
  kind: kinds.pods, create: checkPodCreate, update: checkPodUpdate, status: checkPodStatus,
  subresources: { ephemeralcontainers: checkEphemeralContainersUpdate, resize: checkResize },
});

const allRules: readonly Rules[] = [
  podRules,
  ...workloadRules,
  ...jobRules,
  ...serviceRules,
  ...networkingRules,
  ...configRules,
  ...storageRules,
  ...quotaRules,
  ...autoscalingRules,
  ...accessRules,
  ...admissionPolicyRules,
  ...webhookRules,
  ...apiServiceRules,
  ...flowControlRules,
  ...certificateRules,
  ...clusterRules,
  ...customResourceRules,
];

const keyOf = ({ group, version, kind }: Kind): string => `${group}/${version}/${kind}`;
const byKind = new Map(allRules.map((rule) => [keyOf(rule.kind), rule]));
const sound: readonly FieldError[] = [];

/**
 * What is wrong with an object that is about to be created; nothing where it is fine. The object has its defaults, its name
 * and its namespace already. Words and order are those of Kubernetes 1.36.
 */
export function validateCreate<T extends KubeObject>(kind: Kind<T>, object: T): readonly FieldError[] {
  const errors: FieldError[] = [];
  const rule = byKind.get(keyOf(kind));
  if (rule?.name) checkObjectMeta(errors, object.metadata, kind.namespaced, rule.name);
  rule?.create?.(errors, object);
  if (errors.length === 0 && !rule?.name) {
    checkObjectMeta(errors, object.metadata, kind.namespaced, kind.schema === '' ? nameIsSubdomain : nameIsPathSegment);
  }
  return errors.length === 0 ? sound : errors;
}

/**
 * What is wrong with a change. Parts that are the same reference as before are not looked at again, so that writes of a
 * status or of metadata cost next to nothing. `subresource`: the door that the change came through.
 */
export function validateUpdate<T extends KubeObject>(kind: Kind<T>, object: T, before: T, subresource?: Subresource): readonly FieldError[] {
  const errors: FieldError[] = [];
  const rule = byKind.get(keyOf(kind));
  checkObjectMetaUpdate(errors, object.metadata, before.metadata);
  if (subresource === 'status') rule?.status?.(errors, object, before);
  else if (subresource) rule?.subresources?.[subresource]?.(errors, object, before);
  else if (rule && hasChanged(object, before)) (rule.update ?? rule.create)?.(errors, object, before);
  return errors.length === 0 ? sound : errors;
}

/** Whether anything but metadata and status is another reference than before; metadata counts where annotations matter. */
function hasChanged(object: KubeObject, before: KubeObject): boolean {
  const now = object as Readonly<Record<string, unknown>>;
  const old = before as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(now)) if (now[key] !== old[key] && key !== 'metadata' && key !== 'status') return true;
  for (const key of Object.keys(old)) if (!Object.hasOwn(now, key)) return true;
  return object.metadata?.annotations !== before.metadata?.annotations || now['status'] !== old['status'];
}

/** A Scale: how many replicas are wanted. */
export function validateScale(scale: { readonly spec?: { readonly replicas?: number | undefined } | undefined }): readonly FieldError[] {
  const errors: FieldError[] = [];
  checkNonNegative(errors, scale.spec?.replicas, 'spec.replicas');
  return errors;
}

/** How a Service's addresses and families go together; for the allocator, which asks before it gives any out. */
export function validateServiceAddresses(spec: Parameters<typeof checkServiceAddresses>[1]): readonly FieldError[] {
  const errors: FieldError[] = [];
  checkServiceAddresses(errors, spec);
  return errors;
}

/** Where a pod may be bound to. */
export function validateBinding({ target }: { readonly target?: { readonly kind?: string | undefined; readonly name?: string | undefined } | undefined }): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (target?.kind && target.kind !== 'Node') errors.push({ type: 'FieldValueNotSupported', field: 'target.kind', badValue: target.kind, detail: 'supported values: "Node", "<empty>"' });
  if (!target?.name) errors.push({ type: 'FieldValueRequired', field: 'target.name', badValue: '', detail: '' });
  return errors;
}

