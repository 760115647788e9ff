import type { V1Pod, V1PriorityClass, V1Status } from '../../../kube/generated/types.ts';
import { priorityClasses } from '../../../kube/kinds.ts';
import type { KubeObject } from '../../../kube/object.ts';
import * as refusal from '../../../kube/status.ts';
import type { ClusterView } from '../core.ts';
import type { AdmissionPlugin, AdmissionRequest } from './chain.ts';
import { forbid } from './forbid.ts';

function admit(object: KubeObject, request: AdmissionRequest, view: ClusterView): KubeObject | V1Status {
  if (request.subresource !== '') return object;
  return request.operation === 'CREATE' ? withPriority(object as V1Pod, request, view) : keptPriority(object as V1Pod, request.old as V1Pod | undefined);
}

/** An update that says nothing of the priority keeps it. */
function keptPriority(pod: V1Pod, old: V1Pod | undefined): V1Pod {
  if (old?.spec?.priority === undefined || pod.spec?.priority !== undefined) return pod;
  return { ...pod, spec: { ...(pod.spec as NonNullable<V1Pod['spec']>), priority: old.spec.priority } };
}

function withPriority(pod: V1Pod, request: AdmissionRequest, view: ClusterView): KubeObject | V1Status {
  const spec = pod.spec as NonNullable<V1Pod['spec']>;
  const named = spec.priorityClassName ?? '';
  const found = named === '' ? defaultClass(view) : view.get(priorityClasses, '', named);
  if (named !== '' && !found) return forbid(pod, request, `no PriorityClass with name ${named} was found`);
  const priority = found?.value ?? 0;
  const preemptionPolicy = found?.preemptionPolicy ?? 'PreemptLowerPriority';
  if (spec.priority !== undefined && spec.priority !== priority) {
    return forbid(pod, request, `the integer value of priority (${String(spec.priority)}) must not be provided in pod spec; priority admission controller computed ${String(priority)} from the given PriorityClass name`);
  }
  if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== preemptionPolicy) {
    return forbid(pod, request, `the string value of PreemptionPolicy (${spec.preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${preemptionPolicy} from the given PriorityClass name`);
  }
  const className = named === '' ? found?.metadata?.name : named;
  const prioritized: V1Pod = { ...pod, spec: { ...spec, priority, preemptionPolicy, ...(className ? { priorityClassName: className } : {}) } };
  return prioritized;
}

/** The class that holds for pods without one; of several the lowest. */
function defaultClass(view: ClusterView): V1PriorityClass | undefined {
  let lowest: V1PriorityClass | undefined;
  for (const candidate of view.list(priorityClasses)) {
    if (candidate.globalDefault && (!lowest || (candidate.value ?? 0) < (lowest.value ?? 0))) lowest = candidate;
  }
  return lowest;
}

function validate(object: KubeObject, request: AdmissionRequest, view: ClusterView): V1Status | undefined {
  if (request.resource.groupResource !== 'priorityclasses.scheduling.k8s.io') return undefined;
  const made = object as V1PriorityClass;
  if (!made.globalDefault || (request.old as V1PriorityClass | undefined)?.globalDefault) return undefined;
  const other = view.list(priorityClasses).find(({ globalDefault, metadata }) => globalDefault && metadata?.name !== made.metadata?.name);
  if (!other) return undefined;
  return refusal.forbidden(request.resource.kind, request.name, `PriorityClass ${other.metadata?.name ?? ''} is already marked as default. Only one default can exist`);
}

/** Turns the name of a PriorityClass into a number. */
export const priority: AdmissionPlugin = {
  name: 'Priority',
  resources: ['pods', 'priorityclasses.scheduling.k8s.io'],
  operations: ['CREATE', 'UPDATE'],
  admit: (object, request, view) => (request.resource.groupResource === 'pods' ? admit(object, request, view) : object),
  validate,
};
